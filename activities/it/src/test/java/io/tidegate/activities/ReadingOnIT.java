package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.SteadyTraffic;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import io.tidegate.workflows.activity.Shadow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rehearsal measures and asks while its groups are read on. */
class ReadingOnIT {
  @TempDir Path breakGlass;

  /** All is read within milliseconds, in which a log grows by nothing or by one batch. */
  @Test
  void howFastBothSidesGrowIsMeasuredOverASecondAtLeast() {
    try (WaveFixture wave = UnitWalk.running("rates", breakGlass)) {
      Judge positions = seeded(wave, UnitWalk.approved(wave));
      try (SteadyTraffic writing =
          SteadyTraffic.start(
              wave.legacy, wave.topic, 2, wave.group + "-beside", false, Duration.ofMillis(50))) {
        Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
        Await.until(
            WaveFixture.DEADLINE,
            "the application's own shadow to read",
            () ->
                new GroupOffsets(wave.clusters.get("cloud"))
                        .all(Shadow.of(wave.group, wave.wave))
                        .size()
                    == 2);
        CatchUp measured =
            shown(wave, read(wave, positions, null, started, Duration.ZERO)).catchUp();

        assertThat(measured.overMillis()).isGreaterThanOrEqualTo(1000);
        assertThat(measured.sourcePerSecond()).as("at most 5 * 2 * 20").isBetween(10.0, 250.0);
        assertThat(measured.targetPerSecond()).isBetween(10.0, 250.0);
        assertThat(writing.consumed()).isPositive();
      }
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  /** What one group was given shows nothing of another. */
  @Test
  void aGroupThatWasGivenNothingIsNamedBesideABusyOne() {
    try (WaveFixture wave = new WaveFixture("quiet-beside", 2, breakGlass)) {
      TopicPartition quiet = new TopicPartition(wave.topic + "-quiet", 0);
      String idle = wave.group + "-idle";
      wave.legacy.createTopic(quiet.topic(), 1, Map.of());
      new App(wave.legacy).produce(quiet, "q-", 50);
      new App(wave.legacy).commit(idle, Map.of(quiet, 50L));
      wave.publish(withAnother(wave, quiet.topic(), idle));
      UnitWalk.run(wave);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.awaitCopied();
      Await.until(
          WaveFixture.DEADLINE,
          quiet + " on the target",
          () ->
              new LogEnds(wave.clusters.get("cloud"))
                      .ends(List.of(quiet), IsolationLevel.READ_UNCOMMITTED)
                      .getOrDefault(quiet, 0L)
                  == 50);
      Verified verified = wave.kafka.verify(wave.call("verify"));
      Judge positions = seeded(wave, verified);
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      wave.produce("busy", 10);
      wave.awaitCopied();
      ReadOn first = read(wave, positions, null, started, Duration.ZERO);
      ReadOn second = read(wave, positions, first.evidence(), started, Duration.ofSeconds(5));
      wave.rehearsal.removeShadows(wave.call("complete"));

      assertThat(first.note()).startsWith("20 records given, 20 of them");
      assertThat(first.findings()).isEmpty();
      assertThat(second.findings())
          .singleElement()
          .asString()
          .startsWith("sampled empty: ")
          .contains("group " + idle + " ");
    }
  }

  @Test
  void theApplicationIsAskedForItsAccountAndWhatItComplainsOfIsFound() {
    try (WaveFixture wave = UnitWalk.running("accounts", breakGlass)) {
      Judge positions = seeded(wave, UnitWalk.approved(wave));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      wave.produce("more", 10);
      wave.awaitCopied();
      ReadOn first = read(wave, positions, null, started, Duration.ZERO);
      assertThat(accounts(wave)).as("not before it is observed").isEmpty();

      ReadOn second = read(wave, positions, first.evidence(), started, Duration.ofMillis(1500));
      assertThat(second.findings()).isEmpty();
      assertThat(accounts(wave))
          .singleElement()
          .satisfies(
              asked -> {
                assertThat(asked.path("mode").asText()).isEqualTo("REHEARSAL");
                assertThat(asked.path("unit").asText()).isEqualTo("shop");
                assertThat(asked.path("wave").asText()).isEqualTo(wave.wave);
              });
      assertThat(UnitWalk.timeline(wave, "rehearsal-reconciled"))
          .singleElement()
          .extracting(entry -> entry.detailJson())
          .asString()
          .contains("\"ok\":true");

      String complaint = "{\"ok\":false,\"processed\":\"10\",\"replayed\":\"0\",\"skipped\":\"3\"}";
      wave.application.lies(
          exchange -> {
            byte[] body = complaint.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          });
      ReadOn third = read(wave, positions, first.evidence(), started, Duration.ofMillis(1500));
      assertThat(third.findings())
          .containsExactly(
              "the application does not reconcile: 3 skipped, 0 replayed, 10 processed");
      wave.application.tellsTheTruth();
      wave.rehearsal.removeShadows(wave.call("complete"));
    }
  }

  /** Whoever reads the shadow joins it as the application joins its own. */
  @Test
  void aGroupOfTheNewProtocolIsReadOnByAMemberOfThatProtocol() {
    try (WaveFixture wave = new WaveFixture("new-protocol", 2, breakGlass)) {
      wave.create();
      wave.lease();
      wave.produce("before", 50);
      readAllInTheNewProtocol(wave, 100);
      assertThat(new Groups(wave.clusters.get("legacy")).describe(wave.group).kind())
          .isEqualTo(Group.Kind.CONSUMER);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      wave.produce("unread", 10);
      wave.awaitCopied();
      Judge positions = seeded(wave, wave.kafka.verify(wave.call("verify")));
      Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
      ReadOn read = read(wave, positions, null, started, Duration.ZERO);

      assertThat(read.findings()).isEmpty();
      assertThat(read.note()).startsWith("20 records given, 20 of them");
      Groups onTarget = new Groups(wave.clusters.get("cloud"));
      String shadow = Shadow.of(wave.group, wave.wave);
      assertThat(onTarget.describe(shadow).kind()).isEqualTo(Group.Kind.CONSUMER);
      wave.rehearsal.removeShadows(wave.call("complete"));
      assertThat(onTarget.describe(shadow).kind()).isEqualTo(Group.Kind.ABSENT);
    }
  }

  private static void readAllInTheNewProtocol(WaveFixture wave, int records) {
    try (KafkaConsumer<String, String> consumer =
        new App(wave.legacy)
            .consumer(
                wave.group,
                IsolationLevel.READ_UNCOMMITTED,
                Map.of("group.protocol", "consumer"))) {
      consumer.subscribe(List.of(wave.topic));
      AtomicInteger read = new AtomicInteger();
      Await.until(
          WaveFixture.DEADLINE,
          records + " records of " + wave.topic,
          () -> read.addAndGet(consumer.poll(Duration.ofMillis(100)).count()) >= records);
      consumer.commitSync();
    }
  }

  private static List<JsonNode> accounts(WaveFixture wave) {
    return wave.application.bodies().stream().filter(body -> !body.has("action")).toList();
  }

  /** The fixture's unit with a topic and a group more. */
  private static String withAnother(WaveFixture wave, String topic, String group) {
    return wave.runbook("")
        .replace("role: main}]", "role: main}, {source: " + topic + ", role: main}]")
        .replace(
            "    consumers: {via",
            """
                  - group: %s
                    uncommitted: earliest
                    replayWindow: {records: 0, span: PT0S}
                    lagEnvelope: {records: 1000, span: PT30S}
                consumers: {via\
            """
                .formatted(group));
  }

  private static Judge seeded(WaveFixture wave, Verified verified) {
    Taken taken =
        wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
    assertThat(taken.unfit()).isEmpty();
    Judge positions = new Judge(wave.call("seed"), taken.evidence());
    wave.rehearsal.seedShadows(positions);
    return positions;
  }

  private static ReadOn read(
      WaveFixture wave, Judge positions, @Nullable String after, Started started, Duration window) {
    Judge judge = new Judge(wave.call("observe"), positions.evidence());
    return wave.rehearsal.readOn(new Reading(judge, after, started.own(), window));
  }

  private static ReadingOn.Shown shown(WaveFixture wave, ReadOn read) {
    return new Notes(wave.ledger).get(read.evidence(), ReadingOn.Shown.class);
  }
}
