package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.activities.proof.ReadPlan;
import org.junit.jupiter.api.Test;

/** What a person is told before a long read. */
class ForesightTest {
  private static final long GIB = 1024L * 1024 * 1024;

  @Test
  void aShortReadIsNotWorthAWord() {
    assertThat(Foresight.words(new ReadPlan(1_000, 1_000L), ReadLimit.DEFAULT)).isEmpty();
    assertThat(Foresight.words(new ReadPlan(1_000, null), ReadLimit.DEFAULT)).isEmpty();
  }

  @Test
  void aLongReadIsToldInRecordsBytesAndTime() {
    assertThat(Foresight.words(new ReadPlan(5_000_000, GIB), ReadLimit.DEFAULT))
        .hasValue(
            "about to read 5000000 records of each cluster, 1024 MiB of each as they lie on disk, which"
                + " takes PT16S or more at the read limit");
    assertThat(Foresight.words(new ReadPlan(5_000_000, GIB), ReadLimit.NONE))
        .hasValue(
            "about to read 5000000 records of each cluster, 1024 MiB of each as they lie on disk");
  }

  @Test
  void fewLargeRecordsAreLongToo() {
    assertThat(Foresight.words(new ReadPlan(10, GIB), ReadLimit.NONE)).isPresent();
  }

  @Test
  void aLowReadLimitMakesAReadLong() {
    long fourMebibytes = 4 * ProgressLine.MEBIBYTE;
    assertThat(Foresight.words(new ReadPlan(10, fourMebibytes), new ReadLimit(1024 * 1024)))
        .hasValue(
            "about to read 10 records of each cluster, 4 MiB of each as they lie on disk, which"
                + " takes PT4S or more at the read limit");
    assertThat(Foresight.words(new ReadPlan(10, fourMebibytes), ReadLimit.DEFAULT)).isEmpty();
  }

  @Test
  void whoMayNotSeeTheSizesIsToldTheRecords() {
    assertThat(Foresight.words(new ReadPlan(5_000_000, null), ReadLimit.DEFAULT))
        .hasValue("about to read 5000000 records of each cluster");
  }
}
