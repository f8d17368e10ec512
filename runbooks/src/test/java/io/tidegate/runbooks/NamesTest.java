package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void namesStandInUrlsAsTheyAre() {
    assertThat(new String[] {"a", "wave-1", "Wave_1.b", "x".repeat(64)}).allMatch(Names::isName);
    assertThat(
            new String[] {
              "", ".", "..", "-a", "a-", "a/b", "a b", "ä", "a%2F", "x".repeat(65), "a\n"
            })
        .noneMatch(Names::isName);
  }

  @Test
  void rolesAreNotTheWordsOfTheLanguage() {
    assertThat(
            new String[] {"release-manager", "team/payments", "ops@example.org", "x".repeat(128)})
        .allMatch(Names::isRole);
    assertThat(new String[] {"", "unit-owner", "exception", "a b", "x".repeat(129)})
        .noneMatch(Names::isRole);
  }

  @Test
  void topicsAreKafkas() {
    assertThat(new String[] {"a", "__x", "a.b-c_d", "-", "x".repeat(249)}).allMatch(Names::isTopic);
    assertThat(new String[] {"", ".", "..", "a/b", "a b", "x".repeat(250)})
        .noneMatch(Names::isTopic);
  }

  @Test
  void groupsMayBeAlmostAnything() {
    assertThat(new String[] {"g", "orders service/2", "größe", "x".repeat(255)})
        .allMatch(Names::isGroup);
    assertThat(new String[] {"", " g", "g ", "a\tb", "x".repeat(256)}).noneMatch(Names::isGroup);
  }

  @Test
  void urlsCarryNoSecrets() {
    assertThat(
            new String[] {
              "http://a/ops", "https://a.b:8443/x?y=z", "HTTP://localhost:1", "http://[::1]:80/"
            })
        .allMatch(Names::isUrl);
    assertThat(
            new String[] {
              "",
              "a",
              "/ops",
              "file:///etc/passwd",
              "http:///x",
              "http://u:p@a/",
              "http://u@a/",
              "http://a/#x",
              "http://a b/",
              "http://a/" + "x".repeat(2048)
            })
        .noneMatch(Names::isUrl);
  }

  @Test
  void stepsAreKnownByTheirWords() {
    assertThat(Step.values()).allMatch(step -> Step.of(step.word()).orElseThrow() == step);
    assertThat(Step.of("SWITCH_CONSUMERS")).isEmpty();
  }
}
