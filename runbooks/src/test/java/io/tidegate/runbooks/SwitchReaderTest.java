package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SwitchReaderTest {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(2);

  static Stream<Arguments> switches() {
    return Stream.of(
        arguments(
            "via: command, name: scale-payments",
            new Switch.Command("scale-payments", WITHIN, MAX_PAUSE)),
        arguments(
            "via: manual, instructions: \"Scale it to 0.\"",
            new Switch.Manual("Scale it to 0.", WITHIN, MAX_PAUSE)),
        arguments(
            "via: webhook, url: \"http://payments/ops\"",
            new Switch.Webhook("http://payments/ops", WITHIN, MAX_PAUSE)));
  }

  @ParameterizedTest
  @MethodSource("switches")
  void eachKindOfSwitchIsRead(String written, Switch read) {
    assertThat(unit("via: webhook, url: \"http://payments/ops\"", written).consumers())
        .isEqualTo(read);
  }

  static Stream<Arguments> controls() {
    return Stream.of(
        arguments(
            "{via: connect, url: \"http://connect:8083\", connector: checkpoint}",
            new Control.Connect("http://connect:8083", "checkpoint")),
        arguments("{via: webhook, url: \"http://ops\"}", new Control.Webhook("http://ops")),
        arguments("{via: command, name: pause-mirror}", new Control.Command("pause-mirror")),
        arguments("{via: manual, instructions: pause it}", new Control.Manual("pause it")));
  }

  @ParameterizedTest
  @MethodSource("controls")
  void eachKindOfControlIsRead(String written, Control read) {
    String yaml =
        Yaml.with("{tool: mirrormaker2}", "{tool: mirrormaker2, control: " + written + "}");
    assertThat(Yaml.valid(yaml).replication().control()).isEqualTo(read);
  }

  @Test
  void aGroupsSwitchHasTheBoundsOfTheUnitUnlessItSaysOtherwise() {
    MigrationUnit plain = withGroupSwitch("{via: manual, instructions: scale it}");
    assertThat(plain.groups().get(0).ownSwitch())
        .contains(new Switch.Manual("scale it", WITHIN, MAX_PAUSE));
    assertThat(plain.maxPause()).isEqualTo(MAX_PAUSE);

    MigrationUnit own =
        withGroupSwitch("{via: command, name: scale, within: PT5S, maxPause: PT20S}");
    assertThat(own.groups().get(0).ownSwitch())
        .contains(new Switch.Command("scale", Duration.ofSeconds(5), Duration.ofSeconds(20)));
    assertThat(own.maxPause()).as("the smallest").isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void fencesNameWhomTheyKeepOutOfWhat() {
    assertThat(fences("principals: [\"User:payments\"]\n    fence: deny"))
        .isEqualTo(new Fences(List.of("User:payments"), true, false));
    assertThat(
            fences(
                "principals: [\"User:payments\", \"User:CN=a b\"]\n    freeze: {denyAlter: true}"))
        .isEqualTo(new Fences(List.of("User:payments", "User:CN=a b"), false, true));
    assertThat(fences("fence: none\n    freeze: {denyAlter: false}")).isEqualTo(Fences.NONE);
  }

  private static Fences fences(String written) {
    return unit("owner: payments-owners", "owner: payments-owners\n    " + written).fences();
  }

  private static MigrationUnit withGroupSwitch(String written) {
    return unit("- group: charger", "- group: charger\n        consumers: " + written);
  }

  private static MigrationUnit unit(String part, String by) {
    return Yaml.valid(Yaml.with(part, by)).units().get(0);
  }
}
