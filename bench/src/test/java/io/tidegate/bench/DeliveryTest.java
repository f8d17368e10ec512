package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.bench.Delivery.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final List<String> UNREAD = List.of("c", "d", "e");

  @Test
  void startingOneRecordEarlyReplaysOne() {
    assertThat(Delivery.outcome(UNREAD, List.of("b", "c", "d", "e"))).isEqualTo(new Outcome(1, 0));
  }

  @Test
  void startingOneRecordLateSkipsOne() {
    assertThat(Delivery.outcome(UNREAD, List.of("d", "e"))).isEqualTo(new Outcome(0, 1));
  }

  @Test
  void aSecondDeliveryIsAReplay() {
    assertThat(Delivery.outcome(UNREAD, List.of("c", "d", "c", "d", "e")))
        .isEqualTo(new Outcome(2, 0));
  }

  /** Before the boundary or all of it: the second copies alone are enough. */
  @Test
  void aReSendFromBeforeTheBoundaryNeedBeReplayedByNobody() {
    assertThat(Delivery.least(UNREAD, List.of("a", "b", "c", "d", "b", "c", "d", "e"))).isZero();
  }

  /** c came once, before d came twice. */
  @Test
  void aReSendFromWithinTheUnreadIsReplayedByEveryPositionThatSkipsNothing() {
    assertThat(Delivery.least(UNREAD, List.of("a", "b", "c", "d", "d", "e"))).isEqualTo(1);
  }

  @Test
  void whatWasNotCopiedHasNoBestPosition() {
    assertThatThrownBy(() -> Delivery.least(UNREAD, List.of("c", "d")))
        .hasMessageContaining("1 unread records are not on the target");
  }
}
