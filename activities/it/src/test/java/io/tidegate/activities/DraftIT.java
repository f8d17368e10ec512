package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.draft.Draft;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.traffic.App;
import io.tidegate.runbooks.Finding;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.sandbox.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drafted of two real clusters needs a person's choices, and nothing else. */
class DraftIT {
  @TempDir Path breakGlass;

  @Test
  void onlyThePersonsChoicesAreMissingAndWithThemInventoryTakesIt() {
    try (WaveFixture wave = new WaveFixture("drafted", 2, breakGlass)) {
      String retry = wave.topic + ".retry";
      String dead = wave.topic + ".dlq";
      fill(wave, retry, dead);

      Draft draft = drafted(wave, wave.group);

      assertThat(draft.notes()).isEmpty();
      List<Finding> findings = findings(draft.yaml());
      assertThat(findings)
          .allSatisfy(finding -> assertThat(finding.problem()).isEqualTo("no value"))
          .extracting(Finding::field)
          .containsExactly(
              "source",
              "target",
              "units[0].owner",
              "units[0].groups[0].isolation",
              "units[0].groups[0].uncommitted",
              "units[0].groups[0].replayWindow.records",
              "units[0].groups[0].replayWindow.span",
              "units[0].groups[0].lagEnvelope.records",
              "units[0].groups[0].lagEnvelope.span",
              "units[0].otherGroups[0].plan",
              "units[0].otherGroups[0].reason",
              "units[0].consumers.url",
              "units[0].consumers.within",
              "units[0].consumers.maxPause",
              "units[0].signals",
              "units[0].rehearsal",
              "units[0].rollback.caller",
              "units[0].rollback.window",
              "units[0].rollback.triggers",
              "gates[0].approvals[0].role",
              "gates[0].expiresIn",
              "gates[1].approvals[0].role",
              "gates[1].expiresIn",
              "observe.for");
      assertThat(draft.yaml())
          .containsPattern("source: +# .*" + wave.legacy.clusterId())
          .contains(
              "tool: mirrormaker2",
              "topicNames: identity ",
              "offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}",
              "- {source: %s, role: main} # 2 partitions\n".formatted(wave.topic),
              "- {source: %s, role: retry} # 1 partition; role by its name\n".formatted(retry),
              "- {source: %s, role: dead-letter} # ".formatted(dead),
              "and no group here reads it",
              "topics: [%s, %s]".formatted(wave.topic, retry),
              "1 of 3 partitions have no commit");

      String filled = filled(draft.yaml(), findings, wave);
      assertThat(findings(filled)).as(filled).isEmpty();
      wave.publish(filled);
      assertThat(wave.kafka.inventory(wave.waveCall("inventory")).findings()).isEmpty();
    }
  }

  @Test
  void groupsThatShareATopicAreOneUnitAndOthersAreUnitsOfTheirOwn() {
    try (WaveFixture wave = new WaveFixture("shared", 1, breakGlass)) {
      App app = new App(wave.legacy);
      String alone = wave.topic + "-alone";
      wave.legacy.createTopic(alone, 1, Map.of());
      app.commit(wave.group + "-a", Map.of(new TopicPartition(wave.topic, 0), 0L));
      app.commit(wave.group + "-b", Map.of(new TopicPartition(wave.topic, 0), 0L));
      app.commit(wave.group + "-c: x", Map.of(new TopicPartition(alone, 0), 0L));
      awaitOnTarget(wave, List.of(wave.topic, alone));

      String yaml = drafted(wave, wave.group).yaml();

      assertThat(findings(yaml))
          .allSatisfy(finding -> assertThat(finding.problem()).isEqualTo("no value"));
      assertThat(yaml.lines().map(String::strip).filter(line -> line.startsWith("- unit:")))
          .containsExactly("- unit: " + wave.topic, "- unit: " + alone);
      assertThat(yaml)
          .contains("- group: " + wave.group + "-a ", "- group: \"" + wave.group + "-c: x\" ")
          .doesNotContain("otherGroups:", "uncommitted:");
    }
  }

  @Test
  void aPrefixOfNoGroupIsOneLineWithThoseThatAreThere() {
    try (WaveFixture wave = new WaveFixture("nobody", 1, breakGlass)) {
      new App(wave.legacy).commit(wave.group, Map.of(new TopicPartition(wave.topic, 0), 0L));

      Draft.Outcome outcome =
          Draft.of(wave.clusters.get("legacy"), wave.clusters.get("cloud"), "no-such-");

      assertThat(((Draft.Nothing) outcome).why())
          .startsWith("no group of the source cluster begins with no-such-; it has ");
    }
  }

  private static void fill(WaveFixture wave, String retry, String dead) {
    wave.legacy.createTopic(retry, 1, Map.of());
    wave.legacy.createTopic(dead, 1, Map.of());
    App app = new App(wave.legacy);
    TopicPartition first = new TopicPartition(wave.topic, 0);
    app.produce(first, "r", 10);
    app.produce(new TopicPartition(retry, 0), "again", 3);
    app.produce(new TopicPartition(dead, 0), "never", 1);
    app.commit(wave.group, Map.of(first, 5L, new TopicPartition(retry, 0), 1L));
    app.commit("audit-" + wave.group, Map.of(first, 10L));
    awaitOnTarget(wave, List.of(wave.topic, retry, dead));
  }

  private static void awaitOnTarget(WaveFixture wave, List<String> topics) {
    Await.until(
        WaveFixture.DEADLINE,
        topics + " on the target",
        () -> new TopicFacts(wave.clusters.get("cloud")).names().containsAll(topics));
  }

  private static Draft drafted(WaveFixture wave, String prefix) {
    Draft.Outcome outcome =
        Draft.of(wave.clusters.get("legacy"), wave.clusters.get("cloud"), prefix);
    assertThat(outcome).isInstanceOf(Draft.Drafted.class);
    return ((Draft.Drafted) outcome).draft();
  }

  private static List<Finding> findings(String yaml) {
    return RunbookParser.parse(yaml) instanceof Parsed.Invalid invalid
        ? invalid.findings()
        : List.of();
  }

  /** As a person would: a value behind each key that a finding points at. */
  private static String filled(String yaml, List<Finding> findings, WaveFixture wave) {
    Map<String, String> choices =
        Map.ofEntries(
            Map.entry("source", "legacy"),
            Map.entry("target", "cloud"),
            Map.entry("owner", "shop-owners"),
            Map.entry("isolation", "read_uncommitted"),
            Map.entry("uncommitted", "earliest"),
            Map.entry("records", "0"),
            Map.entry("span", "PT30S"),
            Map.entry("plan", "later"),
            Map.entry("reason", "second wave"),
            Map.entry("url", wave.application.url() + "/consumers"),
            Map.entry("within", "PT30S"),
            Map.entry("maxPause", "PT2M"),
            Map.entry(
                "signals",
                "[{name: lag, covers: lag, on: target, url: \"%s/lag\", healthy: \"< 5\","
                        .formatted(wave.application.url())
                    + " freshWithin: PT2M}]"),
            Map.entry("rehearsal", "{validFor: P14D}"),
            Map.entry("caller", "shop-oncall"),
            Map.entry("window", "P7D"),
            Map.entry("triggers", "[]"),
            Map.entry("role", "unit-owner"),
            Map.entry("expiresIn", "PT4H"),
            Map.entry("for", "PT30M"));
    List<String> lines = new ArrayList<>(yaml.lines().toList());
    for (Finding finding : findings) {
      String key = finding.field().substring(finding.field().lastIndexOf('.') + 1);
      String line = lines.get(finding.line() - 1);
      String value = Objects.requireNonNull(choices.get(key), finding.field());
      lines.set(finding.line() - 1, line.replaceFirst(key + ":", key + ": " + value));
    }
    return String.join("\n", lines) + "\n";
  }
}
