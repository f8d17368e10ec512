package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Isolation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom the calibration of a topic keeps waiting, that has too little on the target. */
class CalibrationsIT {
  private static final Duration SETTLE = Duration.ofMinutes(5);
  private static final long DEADLINE_S = 60;

  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  /** More partitions than are sampled, and nothing to be calibrated by. */
  @Test
  void anEmptyTopicOfManyPartitionsIsNotWaitedFor() throws Exception {
    String topic = two.byHand("calibrated-empty", 12).topic();
    try (SideBySide beside = new SideBySide("empty", Progress.NONE)) {
      List<Calibration> found =
          CompletableFuture.supplyAsync(() -> calibrations(Budget.OF_THE_HEAP, beside, topic))
              .get(DEADLINE_S, TimeUnit.SECONDS);

      assertThat(found).containsExactly(Calibration.Uncalibrated.emptySource());
    }
  }

  @Test
  void whoWaitsForAReplicatorHoldsNoMemoryMeanwhile() throws Exception {
    TopicPartition topic = two.byHand("calibrated-late", 1);
    new App(two.legacy).produce(topic, "r", 10);
    Budget budget = new Budget(0);
    CountDownLatch waits = new CountDownLatch(1);
    Progress progress =
        done -> {
          if (done.contains("waited for")) {
            waits.countDown();
          }
        };
    try (SideBySide beside = new SideBySide("late", progress);
        Budget.Held one = budget.held();
        Budget.Held other = budget.held()) {
      CompletableFuture<List<Calibration>> found =
          CompletableFuture.supplyAsync(() -> calibrations(budget, beside, topic.topic()));
      assertThat(waits.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();

      assertThat(one.takeIfSpare()).isPositive();
      assertThat(other.takeIfSpare()).as("the other half").isPositive();
      assertThat(found).isNotDone();
    }
  }

  private static List<Calibration> calibrations(Budget budget, SideBySide beside, String topic) {
    Cluster source = two.clusters.get("legacy");
    Cluster target = two.clusters.get("cloud");
    Frames frame = Frames.of(source, topic, target, topic);
    assertThat(frame).isInstanceOf(Frames.Both.class);
    return new Calibrations(source, target, new Profiles(), budget, beside)
        .of(
            List.of(new TopicPair((Frames.Both) frame)),
            Isolation.READ_UNCOMMITTED,
            new Settling(Clock.systemUTC(), Instant.now(), SETTLE));
  }
}
