package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runbook's read limit holds for the cluster that it names, by what the readers fetched. */
class PacedProofIT {
  private static final int RECORDS = 3_000;
  private static final int RECORD_BYTES = 1_000;
  private static final long LIMIT = 1024 * 1024;

  /** Taken whole before anything is paid for: an answer of each reader. */
  private static final long ANSWERS_AHEAD = LIMIT;

  @TempDir Path breakGlass;

  @Test
  void aProofReadsTheSourceNoFasterThanItsRunbookSays() {
    try (WaveFixture wave = new WaveFixture("paced", 1, breakGlass)) {
      wave.publish(
          wave.runbook("")
              .replace(
                  "settle: PT20S",
                  "settle: PT20S\nreadLimitBytesPerSecond: {source: %d, target: none}"
                      .formatted(LIMIT)));
      new App(wave.legacy).commit(wave.group, Map.of(new TopicPartition(wave.topic, 0), 0L));
      wave.produce("x".repeat(RECORD_BYTES), RECORDS);
      wave.create();
      wave.lease();
      wave.awaitCopied();
      wave.kafka.freeze(wave.call("freeze"));

      long before = wave.clusters.get("legacy").bytesRead();
      long begin = System.nanoTime();
      wave.kafka.verify(wave.call("verify"));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      long read = wave.clusters.get("legacy").bytesRead() - before;
      assertThat(read).isGreaterThan((long) RECORDS * RECORD_BYTES);
      assertThat((read - ANSWERS_AHEAD) * 1_000 / took.toMillis())
          .as("bytes a second, %d in %s", read, took)
          .isLessThan(LIMIT);
    }
  }
}
