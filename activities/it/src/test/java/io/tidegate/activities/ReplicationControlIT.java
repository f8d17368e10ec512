package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidegate.activities.WaveFixture.Grants;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.SeedTag;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.ConnectSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a replicator is told, and what it does to a seed when nobody tells it. MirrorMaker's group
 * sync writes forward only: it overwrites a seed that lies before the group's commit, as that of a
 * group that shall read again from a time on.
 */
class ReplicationControlIT {
  /** Several times what the sync waits between two writes. */
  private static final Duration INTERVALS = Duration.ofSeconds(4);

  private static ConnectSandbox connect;

  @TempDir Path breakGlass;
  @TempDir Path folder;

  @BeforeAll
  static void start() {
    World.shared().mirrorMaker();
    connect = ConnectSandbox.start(World.shared().cloud());
  }

  @AfterAll
  static void stop() {
    connect.close();
  }

  /** A person who was told to is nobody, as long as the sync writes on. */
  @ParameterizedTest
  @CsvSource({"unhalted, ''", "untold, '{via: manual, instructions: pause the sync}'"})
  void aGroupSyncThatNobodyHaltsIsFoundByItsWritesAndNothingIsStarted(String name, String control) {
    try (WaveFixture wave = new WaveFixture(name, 2, breakGlass)) {
      Map<TopicPartition, Committed> seed = seededUnderGroupSync(wave, control);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(503, -1));
      Call start = wave.call("switch-consumers");
      Await.until(
          WaveFixture.DEADLINE,
          "a seed that was overwritten twice",
          () -> {
            awaitOverwritten(wave, seed);
            Throwable refused = catchThrowable(() -> wave.kafka.startTarget(start));
            return String.valueOf(refused).contains("somebody else wrote the offset of group");
          });
      assertThat(UnitWalk.timeline(wave, "seeded-again")).hasSize(1);
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  @Test
  void aControlThatOnlySaysItHaltedTheSyncIsFoundOutAndNothingIsStarted() {
    try (WaveFixture wave = new WaveFixture("liar", 2, breakGlass)) {
      String control = "{via: webhook, url: \"" + wave.application.url() + "/replicator\"}";
      Map<TopicPartition, Committed> seed = seededUnderGroupSync(wave, control);
      awaitOverwritten(wave, seed);
      assertThatThrownBy(() -> wave.kafka.startTarget(wave.call("switch-consumers")))
          .hasMessageContaining("somebody else wrote the offset of group " + wave.group);
      assertThat(UnitWalk.timeline(wave, "seeded-again")).as("a sync that was halted").isEmpty();
      assertThat(wave.application.controls())
          .extracting(asked -> asked.path("action").asText())
          .containsExactly("PAUSE_GROUP_SYNC");
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  @Test
  void aSyncThatConnectHasHaltedLeavesTheSeedAlone() {
    Grants grants = new Grants(List.of(connect.url()), Map.of());
    try (WaveFixture wave = new WaveFixture("halted", 2, breakGlass, grants)) {
      String control =
          "{via: connect, url: \"%s\", connector: %s}".formatted(connect.url(), wave.wave);
      Map<TopicPartition, Committed> seed = seededUnderGroupSync(wave, control);
      assertThat(isOverwritten(wave, seed, INTERVALS)).isFalse();
      wave.kafka.startTarget(wave.call("switch-consumers"));
      wave.watch.awaitTargetAssigned(wave.call("switch-consumers"));
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).as("from the declared time on").isEqualTo(200);
      assertThat(wave.undo.resumeGroupSync(wave.call("complete")).note())
          .contains("RESUME_GROUP_SYNC");
    }
  }

  @Test
  void aWebhookIsToldToStopTheTopicsAndOnTheWayBackToStartThem() {
    try (WaveFixture wave = new WaveFixture("topics", 1, breakGlass)) {
      String control = "{via: webhook, url: \"" + wave.application.url() + "/replicator\"}";
      leased(wave, controlled(wave.runbook(""), control));
      assertThat(wave.undo.startTopics(wave.call("switch-producers")).note())
          .isEqualTo("the topics were not stopped");
      wave.kafka.stopTopics(wave.call("switch-producers"));
      wave.takeOver();
      wave.undo.startTopics(wave.call("switch-producers"));
      wave.undo.startTopics(wave.call("switch-producers"));
      assertThat(wave.application.controls())
          .extracting(asked -> asked.path("action").asText())
          .containsExactly("STOP_TOPICS", "START_TOPICS");
      assertThat(wave.application.controls())
          .allSatisfy(
              asked -> {
                assertThat(asked.at("/topics/0").asText()).isEqualTo(wave.topic);
                assertThat(asked.at("/groups/0").asText()).isEqualTo(wave.group);
              });
    }
  }

  @Test
  void aCommandIsRunForEachAndALinkingToolIsToldToPromote() throws Exception {
    Path asked = folder.resolve("asked");
    Map<String, List<String>> commands =
        Map.of("replicator", List.of("sh", "-c", "echo $TIDEGATE_ACTION >> " + asked));
    Grants grants = new Grants(List.of(), commands);
    try (WaveFixture wave = new WaveFixture("linked", 1, breakGlass, grants)) {
      String linked = wave.runbook("").replace("tool: mirrormaker2", "tool: cluster-linking");
      leased(wave, controlled(linked, "{via: command, name: replicator}"));
      assertThat(wave.kafka.stopTopics(wave.call("switch-producers")).note())
          .contains("PROMOTE of topics [" + wave.topic + "]: command replicator says it is done");
      wave.takeOver();
      wave.undo.startTopics(wave.call("switch-producers"));
      assertThat(Files.readAllLines(asked)).containsExactly("PROMOTE", "START_TOPICS");
    }
  }

  /** Half of it may have been done. */
  @Test
  void topicsWhoseStopFailedAreStartedOnTheWayBack() throws Exception {
    Path asked = folder.resolve("asked");
    String script = "echo $TIDEGATE_ACTION >> " + asked + "; [ $TIDEGATE_ACTION != STOP_TOPICS ]";
    Grants grants = new Grants(List.of(), Map.of("replicator", List.of("sh", "-c", script)));
    try (WaveFixture wave = new WaveFixture("failing", 1, breakGlass, grants)) {
      leased(wave, controlled(wave.runbook(""), "{via: command, name: replicator}"));
      assertThatThrownBy(() -> wave.kafka.stopTopics(wave.call("switch-producers")))
          .hasMessageContaining("STOP_TOPICS of topics [" + wave.topic + "]: command replicator")
          .hasMessageContaining("exit code 1");
      wave.takeOver();
      wave.undo.startTopics(wave.call("switch-producers"));
      assertThat(Files.readAllLines(asked)).containsExactly("STOP_TOPICS", "START_TOPICS");
    }
  }

  /** What Kafka can show of it: nothing more comes, whoever writes it. */
  @Test
  void aPersonHasStoppedTheTopicsWhenNothingMoreComesOnTheTarget() {
    try (WaveFixture wave = new WaveFixture("manual", 1, breakGlass);
        LittleProducer producer =
            new LittleProducer(
                new TopicPartition(wave.topic, 0),
                Map.of("source", wave.legacy, "target", wave.cloud))) {
      String manual = controlled(wave.runbook(""), "{via: manual, instructions: stop the mirror}");
      leased(wave, manual.replace("within: PT30S", "within: PT2S"));
      wave.produce("first", 1);
      wave.awaitCopied();
      producer.start("target");
      Await.until(WaveFixture.DEADLINE, "writes on the target", () -> producer.written() > 10);
      assertThatThrownBy(() -> wave.kafka.stopTopics(wave.call("switch-producers")))
          .hasMessageContaining("nobody did within PT2S what was asked, \"stop the mirror\"")
          .hasMessageContaining("the ends of the topics still move");
      producer.stop();
      assertThat(wave.kafka.stopTopics(wave.call("switch-producers")).note())
          .contains("a person says it is done");
    }
  }

  /** It knows one connector, that of the group sync. */
  @Test
  void connectIsNotAskedToStopTopics() {
    Grants grants = new Grants(List.of(connect.url()), Map.of());
    try (WaveFixture wave = new WaveFixture("only-groups", 1, breakGlass, grants)) {
      String control = "{via: connect, url: \"%s\", connector: none}".formatted(connect.url());
      leased(wave, controlled(wave.runbook(""), control));
      assertThat(wave.kafka.stopTopics(wave.call("switch-producers")).note())
          .isEqualTo("the control knows only group sync: the topics are not stopped");
      assertThat(wave.undo.startTopics(wave.call("switch-producers")).note())
          .isEqualTo("the topics were not stopped");
    }
  }

  /**
   * A group that has read 150 records of each partition and shall read the last 100 of them again,
   * while a real checkpoint connector keeps its offsets on the target in sync.
   *
   * @param control as the runbook writes it; empty for none
   */
  private static Map<TopicPartition, Committed> seededUnderGroupSync(
      WaveFixture wave, String control) {
    wave.application.start("source");
    wave.produce("early", 50);
    wave.awaitProcessed(100);
    Instant from = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    wave.produce("before", 100);
    wave.awaitProcessed(300);
    String read = "uncommitted: earliest";
    String position = "position: {timestamp: \"" + from + "\"}";
    String again = wave.runbook("").replace(read, read + "\n        " + position);
    leased(wave, control.isEmpty() ? again : controlled(again, control));
    connect.startGroupSync(wave.wave, wave.legacy, wave.cloud, wave.group);
    Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
    Await.until(
        WaveFixture.DEADLINE,
        "a sync of both partitions",
        () -> onTarget(wave).size() == wave.partitions);
    wave.kafka.pauseGroupSync(wave.call("seed"));
    Await.until(
        WaveFixture.DEADLINE,
        "a seed that stands when it is read back",
        () -> {
          UnitWalk.seeded(wave, finals);
          return true;
        });
    return seed(wave);
  }

  /** Up to the fiftieth record it need not read again. */
  private static Map<TopicPartition, Committed> seed(WaveFixture wave) {
    Committed fiftieth = new Committed.At(50, SeedTag.of(wave.wave, "shop"));
    return Map.of(
        new TopicPartition(wave.topic, 0), fiftieth, new TopicPartition(wave.topic, 1), fiftieth);
  }

  private static void leased(WaveFixture wave, String yaml) {
    wave.publish(yaml);
    wave.create();
    wave.lease();
  }

  private static String controlled(String yaml, String control) {
    String syncs = "offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}";
    return yaml.replace(syncs, syncs + "\n  control: " + control);
  }

  private static Map<TopicPartition, Committed> onTarget(WaveFixture wave) {
    return new GroupOffsets(wave.clusters.get("cloud")).all(wave.group);
  }

  private static void awaitOverwritten(WaveFixture wave, Map<TopicPartition, Committed> seed) {
    assertThat(isOverwritten(wave, seed, WaveFixture.DEADLINE)).isTrue();
  }

  private static boolean isOverwritten(
      WaveFixture wave, Map<TopicPartition, Committed> seed, Duration within) {
    try {
      Await.until(within, "MirrorMaker's sync", () -> !onTarget(wave).equals(seed));
      return true;
    } catch (Await.DeadlinePassed never) {
      return false;
    }
  }
}
