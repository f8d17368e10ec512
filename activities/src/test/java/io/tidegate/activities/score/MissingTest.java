package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.TransactionSample.Written;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import io.tidegate.parity.Proof;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MissingTest {
  /** All before 1,000 of the source was paired with all before 400 of the target. */
  private static final ProvenRange PAIRED =
      new ProvenRange(
          null,
          null,
          new Profile(true, Set.of(), false, Isolation.READ_UNCOMMITTED),
          900,
          1_000,
          100,
          300,
          400,
          100,
          List.of(new ProvenRange.Stretch(0, 0, 100, 900, 300, 999, 399)),
          List.of());

  @Test
  void whereNothingCameItIsAllMissingStill() {
    assertThat(left(PAIRED, 1_500, 400, false)).isEqualTo(500);
  }

  @Test
  void whatCameToTheTargetSinceIsNotMissing() {
    assertThat(left(PAIRED, 1_500, 700, false)).isEqualTo(200);
    assertThat(left(PAIRED, 1_500, 900, false)).isZero();
  }

  @Test
  void whatCameToTheSourceSinceIsMissingToo() {
    assertThat(left(PAIRED, 1_800, 700, false)).isEqualTo(500);
  }

  /** Half of the source's offsets are markers: only what arrived can be counted. */
  @Test
  void markersOfTransactionsAreNotMissing() {
    assertThat(left(PAIRED, 2_000, 900, true)).isZero();
    assertThat(left(PAIRED, 2_000, 400, true)).isEqualTo(500);
  }

  @Test
  void whereTheLogsWereNotPairedItIsWhatWasCounted() {
    assertThat(left(null, 1_500, 900, false)).isEqualTo(500);
  }

  /** Each log grows by 150 offsets a second on the source and by 100 on the target. */
  @Test
  void onlyATopicThatWasSeenToBePlainGetsNoToleranceForMarkers() {
    List<Behind> behind =
        ReplicationHealth.behind(
            ends(0, 1_500, 400),
            ends(1, 1_650, 500),
            List.of(missing("orders", PAIRED), missing("bills", PAIRED), missing("carts", PAIRED)),
            Map.of("orders", Written.IN_TRANSACTIONS, "bills", Written.PLAIN));

    assertThat(behind).extracting(Behind::topic).containsExactly("orders", "bills", "carts");
    assertThat(behind).extracting(Behind::fallsBehind).containsExactly(false, true, false);
    assertThat(behind).extracting(Behind::left).containsExactly(400L, 550L, 400L);
  }

  private static TopicEnds ends(int seconds, long source, long target) {
    Map<TopicPartition, Long> sources = new HashMap<>();
    Map<TopicPartition, Long> targets = new HashMap<>();
    for (String topic : List.of("orders", "bills", "carts")) {
      sources.put(new TopicPartition(topic, 0), source);
      targets.put(new TopicPartition("legacy." + topic, 0), target);
    }
    return new TopicEnds(TimeUnit.SECONDS.toNanos(seconds), sources, targets);
  }

  private static Missing missing(String topic, @Nullable ProvenRange paired) {
    PartitionPair pair = new PartitionPair(topic, 0, "legacy." + topic, 0);
    return new Missing(topic, "legacy." + topic, 500, List.of(row(pair, paired)));
  }

  private static long left(
      @Nullable ProvenRange paired, long source, long target, boolean transactions) {
    return missing("orders", paired).left(ends(0, source, target), transactions);
  }

  private static Row row(PartitionPair pair, @Nullable ProvenRange paired) {
    Counts counts = new Counts(500, 0, Duration.ZERO, 0, 500, Duration.ZERO, 0, 0, 0, 0, 0, 0);
    return new Row(
            pair,
            1_000L,
            400L,
            Verdict.EXACT,
            Proof.RANGE_AND_SUFFIX,
            Anchor.NONE,
            Set.of(),
            counts,
            List.of(),
            Light.GREEN,
            "because",
            null,
            null,
            Boundary.UNKNOWN)
        .withProven(paired);
  }
}
