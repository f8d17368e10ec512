package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may happen from the first write of a seed on until START, each made to happen. */
class StartRacesIT {
  @TempDir Path breakGlass;

  /** The offsets of one group are written, those of the other are not. */
  @Test
  void aSeedWhoseWorkerDiesHalfWayStartsNothingAndIsWrittenWholeByTheNextAttempt() {
    try (WaveFixture wave = new WaveFixture("half", 2, breakGlass)) {
      String other = wave.group + "-other";
      wave.publish(withSecondGroup(wave, other));
      UnitWalk.run(wave);
      TopicPartition first = new TopicPartition(wave.topic, 0);
      TopicPartition second = new TopicPartition(wave.topic, 1);
      new App(wave.legacy).commit(other, Map.of(first, 20L, second, 30L));
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      Judge seed = new Judge(wave.call("seed"), finals.evidence());

      assertThatThrownBy(() -> wave.dyingAtBeat(2).seed(seed))
          .isInstanceOf(CancellationException.class);
      GroupOffsets target = new GroupOffsets(wave.clusters.get("cloud"));
      assertThat(target.all(wave.group)).hasSize(2);
      assertThat(target.all(other)).isEmpty();
      assertThatThrownBy(() -> wave.kafka.startTarget(wave.call("switch-consumers")))
          .hasMessageContaining("the seed of unit shop was not read back whole");
      assertThat(wave.application.turns()).containsExactly("STOP source");

      assertThat(wave.kafka.seed(seed).note()).contains("4 positions written");
      assertThat(target.all(other)).hasSize(2);
      assertThat(UnitWalk.timeline(wave, "seeded")).hasSize(1);
    }
  }

  /** A rollback takes the unit while they stand still, after they had begun under its fence. */
  @Test
  void workersThatWakeAfterTheirFenceHasPassedSeedNothingAndStartNobody() {
    try (WaveFixture wave = UnitWalk.running("woken", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      Judge seed = new Judge(wave.call("seed"), finals.evidence());
      assertThatThrownBy(() -> wave.wakingAfter(wave::takeOver).seed(seed))
          .hasMessageContaining("of unit 'shop' is stale");
      assertThat(new GroupOffsets(wave.clusters.get("cloud")).all(wave.group)).isEmpty();

      UnitWalk.seeded(wave, finals);
      Call start = wave.call("switch-consumers");
      assertThatThrownBy(() -> wave.wakingAfter(wave::takeOver).startTarget(start))
          .hasMessageContaining("of unit 'shop' is stale");
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  @Test
  void aTargetThatNoLongerHoldsTheResumePointIsNotStarted() throws Exception {
    try (WaveFixture wave = UnitWalk.running("expired", breakGlass)) {
      seeded(wave);
      deleteBefore(wave.cloud, new TopicPartition(wave.topic, 0), 160);
      assertThatThrownBy(() -> wave.kafka.startTarget(wave.call("switch-consumers")))
          .hasMessageContaining("retention passed the resume point of group " + wave.group)
          .hasMessageContaining(wave.topic + "-0 of cloud: it is 150, the log begins at 160");
      assertBackOnTheSourceWithNothingLost(wave);
    }
  }

  /** Going on would leave no way back. */
  @Test
  void aSourceThatNoLongerHoldsTheAnchorIsNotLeft() throws Exception {
    try (WaveFixture wave = UnitWalk.running("anchor", breakGlass)) {
      seeded(wave);
      deleteBefore(wave.legacy, new TopicPartition(wave.topic, 1), 160);
      assertThatThrownBy(() -> wave.kafka.startTarget(wave.call("switch-consumers")))
          .hasMessageContaining("retention passed the rollback anchor of group " + wave.group)
          .hasMessageContaining(wave.topic + "-1 of legacy: it is 150, the log begins at 160");
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  private static void seeded(WaveFixture wave) {
    UnitWalk.seeded(wave, UnitWalk.quiesced(wave, UnitWalk.approved(wave)));
  }

  private static void assertBackOnTheSourceWithNothingLost(WaveFixture wave) {
    wave.takeOver();
    wave.undo.restoreTarget(wave.call("seed"));
    wave.undo.startSource(wave.call("quiesce"));
    wave.awaitProcessed(400);
    assertThat(wave.application.replayed()).isZero();
    assertThat(wave.application.turns()).containsExactly("STOP source", "START source");
  }

  private static void deleteBefore(KafkaSandbox cluster, TopicPartition at, long offset)
      throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  private static String withSecondGroup(WaveFixture wave, String other) {
    String lag = "lagEnvelope: {records: 1000, span: PT30S}";
    String second =
        """
        - group: %s
          uncommitted: earliest
          replayWindow: {records: 0, span: PT0S}
          lagEnvelope: {records: 1000, span: PT30S}
        """
            .formatted(other)
            .indent(6)
            .stripTrailing();
    return wave.runbook("").replace(lag, lag + "\n" + second);
  }
}
