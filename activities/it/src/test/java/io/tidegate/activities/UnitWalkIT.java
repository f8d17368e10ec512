package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One unit on real brokers, from inventory to the target and back, with a consumer that counts what
 * it processes.
 */
class UnitWalkIT {
  @TempDir Path breakGlass;

  @Test
  void everyRecordIsProcessedOnceOverTheSwitchAndOverTheWayBack() throws IOException {
    try (WaveFixture wave = UnitWalk.running("walk", breakGlass)) {
      Verified verified = UnitWalk.approved(wave);
      Call quiesce = wave.call("quiesce");
      wave.kafka.writeBreakGlass(quiesce);
      Finals finals = UnitWalk.quiesced(wave, verified);
      assertThat(finals.worse()).isEmpty();
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).isZero();
      sheetNamesTheAnchor(wave);

      wave.produce("after", 50);
      wave.awaitProcessed(500);
      Observed observed =
          wave.watch.observe(
              new Observe(
                  new Judge(wave.call("observe"), finals.evidence()),
                  Duration.ofSeconds(2),
                  List.of()));
      assertThat(observed.findings()).isEmpty();
      assertThat(observed.note()).contains("500 processed, 0 replayed, 0 skipped");

      takenBack(wave);
      wave.produce("home", 30);
      wave.awaitProcessed(560);
      assertThat(wave.application.replayed()).isZero();
      assertThat(wave.application.turns())
          .containsExactly("STOP source", "START target", "STOP target", "START source");
    }
  }

  /** No one target position stands for a source partition there. */
  @Test
  void aTopicWithMorePartitionsOnTheTargetGoesBackToItsAnchor() throws Exception {
    try (WaveFixture wave = UnitWalk.running("respread", breakGlass)) {
      wave.awaitCopied();
      wave.spread(wave.cloud, 3);
      wave.kafka.inventory(wave.waveCall("inventory"));
      wave.kafka.freeze(wave.call("freeze"));
      Verified verified = wave.kafka.verify(wave.call("verify"));
      assertThat(verified.light()).as(verified.scorecard() + "").isEqualTo(Light.YELLOW);
      assertThat(verified.scorecard() + "").contains("way-back-to-anchor/" + wave.group);
      Finals finals = UnitWalk.quiesced(wave, verified);
      assertThat(finals.worse()).isEmpty();
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).isZero();

      wave.takeOver();
      wave.undo.stopTarget(wave.call("switch-consumers"));
      MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
      assertThat(mapped.replayBound()).as(mapped.note()).isEqualTo(100);
      wave.undo.startSource(wave.call("quiesce"));
      wave.produce("home", 10);
      wave.awaitProcessed(420);
      assertThat(wave.application.replayed()).isBetween(1, 100);
    }
  }

  @Test
  void aDeadTargetStopsNoRollbackAndItsReplayIsBounded() {
    try (WaveFixture wave = UnitWalk.running("dead", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(400);
      wave.watch.observe(
          new Observe(
              new Judge(wave.call("observe"), finals.evidence()),
              Duration.ofMillis(500),
              List.of()));
      wave.produce("unseen", 10);
      wave.awaitProcessed(420);

      wave.takeOver();
      assertThat(withACoordinatorDead(wave))
          .as("a target that answers other questions is away for this one")
          .isEmpty();
      try (WaveFixture.WithoutTarget dead = wave.withoutTarget()) {
        assertThat(dead.mappedNow().places())
            .as("what was mapped before stands, while the target dies")
            .allSatisfy(
                place -> {
                  assertThat(place.position()).isEqualTo(200);
                  assertThat(place.reason()).contains("as mapped back at", "cloud");
                });
        assertThat(dead.undo().stopTarget(wave.call("switch-consumers")).note())
            .contains("cannot be reached");
        MappedBack mapped = dead.undo().mapBack(wave.call("switch-consumers"));
        assertThat(mapped.replayBound()).isBetween(20L, 120L);
        assertThat(dead.undo().restoreTarget(wave.call("seed")).note())
            .contains("cannot be reached");
        dead.undo().startSource(wave.call("quiesce"));
        wave.produce("home", 10);
        wave.awaitProcessed(440);
        assertThat(wave.application.replayed())
            .isPositive()
            .isLessThanOrEqualTo(Math.toIntExact(mapped.replayBound()));
      }
    }
  }

  private static Optional<String> withACoordinatorDead(WaveFixture wave) {
    return new Reachability(Duration.ofSeconds(1), InstantSource.system())
        .ask(
            wave.plan(wave.call("switch-consumers")),
            Pulse.SILENT,
            () -> {
              throw new KafkaUnavailable(
                  "cloud", "describing groups", new TimeoutException("no coordinator"));
            });
  }

  @Test
  void undoingASeedGivesBackTheOffsetsThatStoodThere() {
    try (WaveFixture wave = UnitWalk.running("undo", breakGlass)) {
      TopicPartition first = new TopicPartition(wave.topic, 0);
      wave.awaitCopied();
      commitOnTarget(wave, Map.of(first, new OffsetAndMetadata(7, "theirs")));
      GroupOffsets target = new GroupOffsets(wave.clusters.get("cloud"));
      SortedMap<TopicPartition, Committed> before = target.all(wave.group);

      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      wave.kafka.seed(new Judge(wave.call("seed"), finals.evidence()));
      assertThat(target.all(wave.group)).hasSize(wave.partitions).isNotEqualTo(before);

      wave.takeOver();
      wave.undo.restoreTarget(wave.call("seed"));
      assertThat(target.all(wave.group)).isEqualTo(before);
      wave.undo.startSource(wave.call("quiesce"));
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).isZero();
    }
  }

  /** As MirrorMaker's group sync does between its refresh and its write, where nobody pauses it. */
  @Test
  void aSeedThatWasOverwrittenIsWrittenOnceMoreRightBeforeTheStart() {
    try (WaveFixture wave = UnitWalk.running("again", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.seeded(wave, finals);
      GroupOffsets target = new GroupOffsets(wave.clusters.get("cloud"));
      SortedMap<TopicPartition, Committed> seeded = target.all(wave.group);
      commitOnTarget(wave, Map.of(new TopicPartition(wave.topic, 0), new OffsetAndMetadata(200)));
      wave.application.lies(exchange -> exchange.sendResponseHeaders(503, -1));
      Call switching = wave.call("switch-consumers");
      assertThatThrownBy(() -> wave.kafka.startTarget(switching)).hasMessageContaining("503");
      assertThat(target.all(wave.group)).isEqualTo(seeded);
      wave.application.tellsTheTruth();
      wave.kafka.startTarget(switching);
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).isZero();
      assertThat(UnitWalk.timeline(wave, "seeded-again")).hasSize(1);
    }
  }

  @Test
  void whereOthersWriteOverTheSeedTwiceNothingIsStartedAndNothingMappedBack() throws Exception {
    try (WaveFixture wave = UnitWalk.running("foreign", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      wave.kafka.seed(new Judge(wave.call("seed"), finals.evidence()));
      GroupOffsets source = new GroupOffsets(wave.clusters.get("legacy"));
      SortedMap<TopicPartition, Committed> anchor = source.all(wave.group);
      TopicPartition first = new TopicPartition(wave.topic, 0);
      commitOnTarget(wave, Map.of(first, new OffsetAndMetadata(200)));
      Call switching = wave.call("switch-consumers");
      wave.noteSeededOnceMore(switching);
      refusedAsForeign(() -> wave.kafka.startTarget(switching));

      assertThat(wave.undo.stopTarget(wave.call("switch-consumers")).note())
          .contains("nothing was started");
      assertThat(wave.undo.mapBack(wave.call("switch-consumers")).note())
          .isEqualTo("nothing was started on the target");
      assertThat(source.all(wave.group)).isEqualTo(anchor);

      wave.noteStarted(switching);
      refusedAsForeign(() -> wave.kafka.startTarget(switching));
      assertThat(wave.application.turns()).containsExactly("STOP source");

      try (Admin admin = Admin.create(wave.cloud.clientProperties())) {
        admin.deleteConsumerGroups(List.of(wave.group)).all().get();
      }
      assertThat(wave.undo.restoreTarget(wave.call("seed")).note()).contains("had before the seed");
    }
  }

  private static void refusedAsForeign(ThrowingCallable start) {
    assertThatThrownBy(start)
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageContaining("somebody else wrote");
  }

  @Test
  void aSecondAttemptTellsWhatTheFirstSawAndThatNobodyWatched() {
    try (WaveFixture wave = UnitWalk.running("watched", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.switched(wave, finals);
      TopicPartition first = new TopicPartition(wave.topic, 0);
      commit(wave, wave.legacy, Map.of(first, new OffsetAndMetadata(151)));
      Observe observe =
          new Observe(
              new Judge(wave.call("observe"), finals.evidence()),
              Duration.ofMillis(500),
              List.of());
      List<String> found = wave.watch.observe(observe).findings();
      assertThat(found).singleElement().asString().contains("was 150", "151");

      commit(wave, wave.legacy, Map.of(first, new OffsetAndMetadata(150)));
      assertThat(wave.watchAfter(Duration.ofMinutes(5)).observe(observe).findings())
          .startsWith(found.get(0))
          .anySatisfy(line -> assertThat(line).contains("nobody watched since"));
    }
  }

  @Test
  void aStaleFenceIsRefusedBeforeAnyEffect() {
    try (WaveFixture wave = UnitWalk.running("stale", breakGlass)) {
      Call late = wave.call("quiesce");
      wave.takeOver();
      assertThatThrownBy(() -> wave.kafka.stopSource(late))
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> {
                assertThat(failure.getType()).isEqualTo(Failures.STALE_FENCE);
                assertThat(failure.isNonRetryable()).isTrue();
              });
      assertThat(wave.application.turns()).isEmpty();
    }
  }

  @Test
  void anEffectIsDoneOnceHoweverOftenItsActivityIsTried() {
    try (WaveFixture wave = UnitWalk.running("once", breakGlass)) {
      Call call = wave.call("quiesce");
      var first = wave.kafka.stopSource(call);
      assertThat(wave.kafka.stopSource(call)).isEqualTo(first);
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  @Test
  void nothingIsUndoneWhereNothingWasDone() {
    try (WaveFixture wave = UnitWalk.running("idle", breakGlass)) {
      wave.undo.stopTarget(wave.call("switch-consumers"));
      MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
      wave.undo.restoreTarget(wave.call("seed"));
      wave.undo.startSource(wave.call("quiesce"));
      assertThat(mapped.note()).isEqualTo("nothing was started on the target");
      assertThat(wave.application.turns()).isEmpty();
    }
  }

  private static void takenBack(WaveFixture wave) {
    wave.takeOver();
    wave.undo.stopTarget(wave.call("switch-consumers"));
    MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
    assertThat(mapped.replayBound()).as(mapped.note()).isZero();
    assertThat(mapped.stranded()).isZero();
    wave.undo.startSource(wave.call("quiesce"));
  }

  private void sheetNamesTheAnchor(WaveFixture wave) throws IOException {
    String sheet = Files.readString(breakGlass.resolve(wave.wave).resolve("shop.txt"));
    assertThat(sheet)
        .contains(
            wave.topic + ",0,150",
            wave.topic + ",1,150",
            "--group '" + wave.group + "' --reset-offsets",
            "rollback anchor");
    assertThat(UnitWalk.timeline(wave, "break-glass")).hasSize(2);
  }

  private static void commitOnTarget(
      WaveFixture wave, Map<TopicPartition, OffsetAndMetadata> offsets) {
    commit(wave, wave.cloud, offsets);
  }

  private static void commit(
      WaveFixture wave, KafkaSandbox cluster, Map<TopicPartition, OffsetAndMetadata> offsets) {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      Await.until(
          WaveFixture.DEADLINE,
          "a commit of " + wave.group,
          () -> {
            admin.alterConsumerGroupOffsets(wave.group, offsets).all().get();
            return true;
          });
    }
  }
}
