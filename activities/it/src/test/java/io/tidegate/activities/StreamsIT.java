package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Kafka Streams application is moved and comes back. It keeps a text of its own beside each
 * position, which a seed must not fill with ours.
 */
class StreamsIT {
  @TempDir Path breakGlass;
  @TempDir Path state;

  @Test
  void itGoesOnFromItsSeedAndProcessesEveryRecordOnceThereAndBack() {
    try (WaveFixture wave = new WaveFixture("streams", 2, breakGlass)) {
      LittleStreams streams = new LittleStreams(wave.group, wave.topic, state);
      running(wave, streams);
      Verified verified = UnitWalk.approved(wave, "YELLOW commit-metadata/" + wave.group);
      Finals finals = UnitWalk.quiesced(wave, verified);
      assertThat(finals.worse()).isEmpty();
      UnitWalk.seeded(wave, finals);
      assertThat(target(wave))
          .as("no text that Streams would try to read")
          .containsEntry(new TopicPartition(wave.topic, 0), new Committed.At(150, ""))
          .containsEntry(new TopicPartition(wave.topic, 1), new Committed.At(150, ""));
      UnitWalk.started(wave, finals);
      wave.awaitProcessed(400);
      wave.produce("after", 50);
      wave.awaitProcessed(500);
      assertThat(streams.isRunning()).isTrue();

      wave.takeOver();
      wave.undo.stopTarget(wave.call("switch-consumers"));
      assertThat(wave.undo.mapBack(wave.call("switch-consumers")).replayBound()).isZero();
      wave.undo.startSource(wave.call("quiesce"));
      wave.produce("home", 30);
      wave.awaitProcessed(560);
      assertThat(wave.application.replayed()).as("records processed twice").isZero();
      assertThat(streams.isRunning()).isTrue();
    }
  }

  /** It begins where it has committed that it has read nothing. */
  private static void running(WaveFixture wave, LittleStreams streams) {
    wave.create();
    wave.lease();
    wave.application.readsWith(streams);
    new App(wave.legacy)
        .commit(
            wave.group,
            Map.of(new TopicPartition(wave.topic, 0), 0L, new TopicPartition(wave.topic, 1), 0L));
    wave.application.start("source");
    wave.produce("before", 150);
    wave.awaitProcessed(300);
    Await.until(
        WaveFixture.DEADLINE,
        "its commits",
        () ->
            offsets(wave, "legacy").values().stream()
                .allMatch(at -> at instanceof Committed.At now && now.offset() == 150));
  }

  private static Map<TopicPartition, Committed> target(WaveFixture wave) {
    return offsets(wave, "cloud");
  }

  private static Map<TopicPartition, Committed> offsets(WaveFixture wave, String cluster) {
    return new GroupOffsets(wave.clusters.get(cluster)).all(wave.group);
  }
}
