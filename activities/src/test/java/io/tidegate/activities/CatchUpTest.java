package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  @Test
  void ratesAreOverTheTimeBetweenTheTwoLooks() {
    CatchUp catchUp = CatchUp.of(2_500, 500, 250, 0);

    assertThat(catchUp.sourcePerSecond()).isEqualTo(200.0);
    assertThat(catchUp.targetPerSecond()).isEqualTo(100.0);
    assertThat(catchUp.convergesWithinMillis()).isZero();
    assertThat(catchUp.told())
        .isEqualTo(
            "the source grew by 200.0 a second, the target by 100.0, at most 0 behind at the end");
  }

  @Test
  void whatIsBehindTakesItsTimeAtTheTargetsRate() {
    CatchUp catchUp = CatchUp.of(2_000, 0, 200, 350);

    assertThat(catchUp.convergesWithinMillis()).isEqualTo(3_500);
    assertThat(catchUp.told())
        .endsWith(
            "at most 350 behind at the end, time to converge 3.5 s if nothing more is written");
  }

  @Test
  void aTargetThatStandsStillDoesNotConverge() {
    CatchUp catchUp = CatchUp.of(1_000, 10, 0, 10);

    assertThat(catchUp.convergesWithinMillis()).isNull();
    assertThat(catchUp.told())
        .endsWith("10 behind at the end, and the target stood still: no time to converge");
  }

  @Test
  void aTargetThatStandsStillWithNothingBehindIsThere() {
    assertThat(CatchUp.of(1_000, 0, 0, 0).convergesWithinMillis()).isZero();
  }

  @Test
  void aPartitionThatTwoGroupsReadIsBehindOnce() {
    TopicPartition shared = new TopicPartition("orders", 0);
    TopicPartition own = new TopicPartition("orders", 1);

    assertThat(CatchUp.behindAtMost(List.of(Map.of(shared, 1_000L, own, 5L), Map.of(shared, 800L))))
        .isEqualTo(1_005);
  }
}
