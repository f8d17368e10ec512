package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.RehearsalActivities.Conclude;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import io.tidegate.workflows.activity.Shadow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of a rehearsal on real clusters, while the application runs on the source. */
class RehearsalIT {
  @TempDir Path breakGlass;

  @Test
  void aBuiltInConsumerGetsTheSourcesNextRecordsAndNothingElseIsTouched() {
    try (WaveFixture wave = running("rehearse")) {
      wave.application.stop();
      wave.awaitCopied();
      Untouched untouched = Untouched.butForTheLogsOf(wave);
      Verified verified = UnitWalk.approved(wave);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.produce("unread", 60);
      wave.awaitCopied();

      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      assertThat(taken.unfit()).isEmpty();
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      assertThat(started.own()).as("answered 501").isEmpty();
      ReadOn first = read(wave, taken, null, started, Duration.ZERO);
      assertThat(first.findings()).isEmpty();
      assertThat(first.note()).startsWith("120 records given, 120 of them the source's next ones");

      wave.produce("meanwhile", 20);
      wave.awaitCopied();
      ReadOn second = read(wave, taken, first.evidence(), started, Duration.ofSeconds(8));
      assertThat(second.findings()).isEmpty();
      assertThat(second.note()).startsWith("40 records given, 40 of them");

      var back = wave.rehearsal.mapBackShadows(new Judge(wave.call("observe"), taken.evidence()));
      assertThat(back.note()).contains("2 partitions was mapped, 2 of them exactly");
      assertThat(back.note()).endsWith("it would replay at most 0 records");
      assertThat(back.findings()).isEmpty();
      assertThat(committed(wave.clusters.get("cloud"), shadow(wave))).hasSize(2);

      wave.rehearsal.removeShadows(wave.call("complete"));
      wave.rehearsal.removeShadows(wave.call("complete"));
      assertThat(kind(wave)).isEqualTo(Group.Kind.ABSENT);
      assertThat(untouched.differences()).isEmpty();

      conclude(wave, taken, started, List.of(first.evidence(), second.evidence()));
      Rehearsed newest =
          Rehearsals.newest(new Notes(wave.ledger), wave.plan(wave.call("verify"))).orElseThrow();
      assertThat(newest.light()).isEqualTo(Light.GREEN);
      assertThat(newest.ownConsumer()).isFalse();
      String source = wave.clusters.get("legacy").id();
      String target = wave.clusters.get("cloud").id();
      assertThat(newest.isOf(source, target, List.of(wave.group))).isTrue();
      assertThat(newest.isOf(source, source, List.of(wave.group))).as("elsewhere").isFalse();
      assertThat(newest.isOf(source, target, List.of(wave.group, "another"))).isFalse();
      assertThat(newest.notRehearsed())
          .containsExactly(
              "switch-consumers: group %s was read by a built-in consumer, not by the application"
                  .formatted(wave.group));
      assertThat(newest.verdicts()).containsExactly(Map.entry("EXACT", 2L));
      assertThat(newest.timings()).contains(new Timing("seed", Duration.ofSeconds(2)));
      assertThat(UnitWalk.timeline(wave, "rehearsed")).hasSize(1);
    }
  }

  @Test
  void theApplicationsOwnConsumerIsStartedAndStoppedUnderTheShadowGroup() {
    try (WaveFixture wave = running("rehearse-own")) {
      wave.awaitCopied();
      Untouched untouched = Untouched.butForTheLogsOf(wave, "offsets " + wave.group);
      Verified verified = UnitWalk.approved(wave);
      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      int asked = wave.application.bodies().size();
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      assertThat(started.own()).containsExactly(wave.group);
      wave.produce("more", 10);
      wave.awaitCopied();
      ReadOn read = read(wave, taken, null, started, Duration.ZERO);
      assertThat(read.findings()).isEmpty();
      wave.rehearsal.removeShadows(wave.call("complete"));

      List<JsonNode> requests =
          wave.application.bodies().subList(asked, wave.application.bodies().size());
      assertThat(requests)
          .extracting(
              body ->
                  String.join(
                      " ",
                      body.path("mode").asText(),
                      body.path("action").asText(),
                      body.path("cluster").asText(),
                      body.path("group").asText()))
          .containsExactly(
              "REHEARSAL START target " + shadow(wave), "REHEARSAL STOP target " + shadow(wave));
      assertThat(kind(wave)).isEqualTo(Group.Kind.ABSENT);
      assertThat(new Groups(wave.clusters.get("legacy")).describe(wave.group).active())
          .as("it runs on where it is")
          .isTrue();
      assertThat(untouched.differences()).isEmpty();
    }
  }

  /** It joins and holds its partitions, and nothing shows that it takes what it is given. */
  @Test
  void anApplicationThatCommitsNothingOfWhatItIsGivenIsFound() throws Exception {
    try (WaveFixture wave = running("rehearse-idle")) {
      Taken taken = seeded(wave, 10);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(200, -1));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      assertThat(started.own()).as("it says so").containsExactly(wave.group);
      try (Idle idle = new Idle(wave)) {
        idle.awaitJoined();
        ReadOn read = read(wave, taken, null, started, Duration.ofSeconds(2));

        assertThat(read.findings())
            .anySatisfy(
                found ->
                    assertThat(found)
                        .contains("committed nothing", wave.topic + "-0", wave.topic + "-1"));
      }
    }
  }

  /** Nothing that was looked for was seen: that is no good news. */
  @Test
  void aRehearsalThatEndsBeforeEverythingWasGivenIsFound() {
    try (WaveFixture wave = running("rehearse-short")) {
      Taken taken = seeded(wave, 600); // more of each partition than one poll gives
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      ReadOn read = read(wave, taken, null, started, Duration.ofMillis(1));

      assertThat(read.findings())
          .anySatisfy(
              found -> assertThat(found).contains("was not given all of " + wave.topic + "-0"))
          .anySatisfy(
              found -> assertThat(found).contains("was not given all of " + wave.topic + "-1"));
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  /** Nothing came: nothing that is read was seen to be what the source has next. */
  @Test
  void aRehearsalThatWasGivenNothingIsNoGoodNews() {
    try (WaveFixture wave = running("rehearse-nothing")) {
      wave.awaitCopied();
      Verified verified = UnitWalk.approved(wave);
      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      ReadOn first = read(wave, taken, null, started, Duration.ZERO);
      ReadOn second = read(wave, taken, first.evidence(), started, Duration.ofSeconds(5));
      wave.rehearsal.removeShadows(wave.call("complete"));

      List<String> findings = new ArrayList<>(first.findings());
      findings.addAll(second.findings());
      assertThat(second.note()).startsWith("0 records given");
      assertThat(findings).anySatisfy(found -> assertThat(found).startsWith("sampled empty: "));
    }
  }

  private static Taken seeded(WaveFixture wave, int unread) {
    Verified verified = UnitWalk.approved(wave);
    wave.application.stop();
    wave.produce("unread", unread);
    wave.awaitCopied();
    Taken taken =
        wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
    wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
    return taken;
  }

  /** A member of the shadow group that polls and never commits. */
  private static final class Idle implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch joined = new CountDownLatch(1);
    private final CompletableFuture<Void> ended;
    private volatile boolean over;

    Idle(WaveFixture wave) {
      Map<String, Object> config = new HashMap<>(wave.cloud.clientProperties());
      config.put(ConsumerConfig.GROUP_ID_CONFIG, shadow(wave));
      config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.subscribe(List.of(wave.topic));
      ended = CompletableFuture.runAsync(this::poll);
    }

    private void poll() {
      while (!over) {
        consumer.poll(Duration.ofMillis(50));
        if (consumer.assignment().size() == 2) {
          joined.countDown();
        }
      }
      consumer.close();
    }

    void awaitJoined() throws InterruptedException {
      assertThat(joined.await(60, TimeUnit.SECONDS)).as("joined").isTrue();
    }

    @Override
    public void close() {
      over = true;
      ended.orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void whatTheSourceDoesNotHaveNextIsFound() {
    try (WaveFixture wave = running("rehearse-foreign")) {
      Verified verified = UnitWalk.approved(wave);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.application.stop();
      wave.produce("unread", 5);
      wave.awaitCopied();
      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      new App(wave.cloud).produce(new TopicPartition(wave.topic, 1), "foreign-", 3);
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      ReadOn read = read(wave, taken, null, started, Duration.ZERO);

      assertThat(read.findings())
          .singleElement()
          .asString()
          .contains(wave.topic + "-1", "3 are not what the source has next (0 expected)");
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  /** Its worker died: the member it left is thrown out, and another attempt begins at the seed. */
  @Test
  void anotherAttemptBeginsAtTheSeedAgain() {
    try (WaveFixture wave = running("rehearse-again")) {
      Verified verified = UnitWalk.approved(wave);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.application.stop();
      wave.produce("unread", 30);
      wave.awaitCopied();
      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      Judge judge = new Judge(wave.call("switch-consumers"), taken.evidence());
      Reading reading = new Reading(judge, null, started.own(), Duration.ZERO);
      wave.rehearsal.readOn(reading);

      ReadOn again = wave.rehearsal.readOn(reading);
      assertThat(again.findings()).isEmpty();
      assertThat(again.note()).startsWith("60 records given, 60 of them");
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  /** Nobody writes there for the application yet, so nothing of it has an original. */
  @Test
  void aTopicThatIsWrittenOnlyAfterTheSwitchIsReadAndSaidToBeComparedWithNothing() {
    String written = "rehearse-apart-written";
    World.shared().cloud().createTopic(written, 3, Map.of());
    try (WaveFixture wave =
        UnitWalk.running(
            "rehearse-apart",
            breakGlass,
            yaml -> yaml.replace("role: main}", "role: main, produce: " + written + "}"))) {
      wave.application.stop();
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.produce("unread", 10);
      wave.awaitCopied();
      Verified verified = wave.kafka.verify(wave.call("verify"));
      Taken taken =
          wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      ReadOn read = read(wave, taken, null, started, Duration.ZERO);

      assertThat(read.findings()).isEmpty();
      assertThat(read.note())
          .startsWith("20 records given, 20 of them the source's next ones")
          .endsWith(
              "of topic %s nothing was compared, since the application writes there only after the switch; its shadow was assigned all of it"
                  .formatted(written));
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  private WaveFixture running(String name) {
    return UnitWalk.running(name, breakGlass);
  }

  private static ReadOn read(
      WaveFixture wave, Taken taken, @Nullable String after, Started started, Duration window) {
    Judge judge = new Judge(wave.call("observe"), taken.evidence());
    return wave.rehearsal.readOn(new Reading(judge, after, started.own(), window));
  }

  private static void conclude(
      WaveFixture wave, Taken taken, Started started, List<String> evidence) {
    wave.rehearsal.conclude(
        new Conclude(
            wave.call("complete"),
            taken.evidence(),
            started.own(),
            evidence,
            List.of(),
            List.of(new Timing("seed", Duration.ofSeconds(2)))));
  }

  private static String shadow(WaveFixture wave) {
    return Shadow.of(wave.group, wave.wave);
  }

  private static Group.Kind kind(WaveFixture wave) {
    return new Groups(wave.clusters.get("cloud")).describe(shadow(wave)).kind();
  }

  private static Map<TopicPartition, Committed> committed(Cluster cluster, String group) {
    return new GroupOffsets(cluster).all(group);
  }
}
