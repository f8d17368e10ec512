package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is named before anything is touched, all of it at once. */
class InventoryIT {
  @TempDir Path breakGlass;

  private WaveFixture wave;

  @BeforeEach
  void start() {
    wave = new WaveFixture("inventory", 1, breakGlass);
    new App(wave.legacy).produce(new TopicPartition(wave.topic, 0), "r", 10);
    new App(wave.legacy).commit(wave.group, Map.of(new TopicPartition(wave.topic, 0), 5L));
    wave.awaitCopied();
  }

  @AfterEach
  void close() {
    wave.close();
  }

  @Test
  void aUnitThatIsThereHasNoFindingAndItsLeases() {
    var found = wave.kafka.inventory(wave.waveCall("inventory"));
    assertThat(found.findings()).isEmpty();
    assertThat(found.units()).hasSize(1);
    assertThat(found.units().get(0).leases())
        .extracting(key -> key.kind() + " " + key.name() + " " + key.clusterId())
        .containsExactly(
            "UNIT shop " + wave.legacy.clusterId(),
            "GROUP " + wave.group + " " + wave.legacy.clusterId());
  }

  @Test
  void anUnknownClusterIsNamedWithThoseThatAreKnown() {
    assertThat(findings(wave.runbook("").replace("target: cloud", "target: clowd")))
        .singleElement()
        .asString()
        .contains(
            "target: cluster \"clowd\" is not in the worker's configuration", "[cloud, legacy]");
  }

  @Test
  void aTopicThatIsNotOnTheTargetIsNamed() {
    String mapped = "{source: " + wave.topic + ", target: nowhere, role: main}";
    assertThat(
            findings(wave.runbook("").replace("{source: " + wave.topic + ", role: main}", mapped)))
        .singleElement()
        .asString()
        .contains("topic \"nowhere\" does not exist on target cloud", wave.topic);
  }

  @Test
  void aTopicThatIsToBeWrittenOnTheTargetAndIsNotThereIsNamed() {
    String apart = "{source: " + wave.topic + ", role: main, produce: nowhere}";
    assertThat(
            findings(wave.runbook("").replace("{source: " + wave.topic + ", role: main}", apart)))
        .singleElement()
        .asString()
        .contains(
            "topic \"nowhere\" does not exist on target cloud",
            "what it writes to topic \"" + wave.topic + "\"");
  }

  @Test
  void aTopicThatTheGroupReadsAndNobodyMapsIsNamed() {
    String unmapped = wave.topic + ".tmp";
    wave.legacy.createTopic(unmapped, 1, Map.of());
    new App(wave.legacy).commit(wave.group, Map.of(new TopicPartition(unmapped, 0), 0L));
    assertThat(findings(wave.runbook("")))
        .singleElement()
        .asString()
        .contains(wave.group, "reads topic \"" + unmapped + "\", which is unmapped");
  }

  @Test
  void aGroupThatCommitsIsNoneWhosePositionsStandElsewhere() {
    String group = "- group: " + wave.group + "\n";
    assertThat(findings(wave.runbook("").replace(group, group + "        commit: external\n")))
        .singleElement()
        .asString()
        .contains(wave.group, "has commits, and the runbook says commit: external");
    assertThat(findings(wave.runbook("").replace(group, group + "        commit: manual\n")))
        .isEmpty();
  }

  @Test
  void aGroupThatDoesNotExistIsNamed() {
    String other =
        wave.runbook(
            "otherGroups: [{group: " + wave.group + ", plan: later, reason: second wave}]");
    assertThat(findings(other.replace("- group: " + wave.group, "- group: nobody")))
        .singleElement()
        .asString()
        .contains("group \"nobody\" on source legacy does not exist");
  }

  @Test
  void aGroupWithACommitThatNoUnitNamesIsNamed() {
    new App(wave.legacy)
        .commit("stranger-" + wave.group, Map.of(new TopicPartition(wave.topic, 0), 1L));
    assertThat(findings(wave.runbook("")))
        .singleElement()
        .asString()
        .contains(
            "group \"stranger-"
                + wave.group
                + "\" has a commit or a member on topic \""
                + wave.topic
                + "\"");
    assertThat(
            findings(
                wave.runbook(
                    "otherGroups: [{group: stranger-"
                        + wave.group
                        + ", plan: later, reason: second wave}]")))
        .isEmpty();
  }

  @Test
  void whoKeepsItsOwnPositionsNeedsNoGroupOnKafkaButAUrlThatIsAllowed() {
    String own =
        wave.runbook("otherGroups: [{group: " + wave.group + ", plan: later, reason: second wave}]")
            .replace(
                "- group: " + wave.group,
                String.join(
                        "\n        ",
                        "- group: nobody",
                        "topics: [%s]",
                        "position: {external: {url: \"%s\"}}")
                    .formatted(wave.topic, wave.application.url() + "/positions"));
    assertThat(findings(own)).isEmpty();
    assertThat(findings(own.replace(wave.application.url() + "/positions", "http://127.0.0.1:1/p")))
        .singleElement()
        .asString()
        .contains("group nobody: position.url", "http://127.0.0.1:1/p", "allowedUrls");
  }

  @Test
  void everyFindingComesAtOnce() {
    String bad =
        wave.runbook("")
            .replace("target: cloud", "target: clowd")
            .replace("- group: " + wave.group, "- group: nobody")
            .replace("mm2-offset-syncs.cloud.internal", "mm2-offset-syncs.nowhere.internal")
            .replace(wave.application.url() + "/consumers", "http://127.0.0.1:1/consumers")
            .replace(
                "units:\n", "notify: [{on: [held], url: \"http://127.0.0.1:1/chat\"}]\nunits:\n");
    assertThat(findings(bad))
        .hasSize(6)
        .anySatisfy(
            finding ->
                assertThat(finding).contains("notify.", "http://127.0.0.1:1/chat", "allowedUrls"))
        .anySatisfy(finding -> assertThat(finding).contains("clowd"))
        .anySatisfy(finding -> assertThat(finding).contains("nobody"))
        .anySatisfy(finding -> assertThat(finding).contains(wave.group, "no unit names it"))
        .anySatisfy(finding -> assertThat(finding).contains("mm2-offset-syncs.nowhere.internal"))
        .anySatisfy(
            finding ->
                assertThat(finding)
                    .contains("consumers.url", "http://127.0.0.1:1/consumers", "allowedUrls"));
  }

  private List<String> findings(String yaml) {
    wave.publish(yaml);
    return wave.kafka.inventory(wave.waveCall("inventory")).findings();
  }
}
