package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.app.Account.Stand;
import io.tidegate.parity.ReplayWindow;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReckoningTest {
  private static Reckoning of(Stand stand, String cluster, String failure) {
    return new Reckoning(
        "payments", stand, List.of(), cluster, "target", ReplayWindow.NONE, failure);
  }

  @Test
  void aCleanAccountHasNoObjection() {
    assertThat(of(new Stand(5, 5, 5, 0, 0, 0, 2, 0), "target", "").objections()).isEmpty();
  }

  @Test
  void whatWasSkippedReplayedOrStrangeIsAnObjectionEach() {
    assertThat(of(new Stand(9, 9, 5, 1, 2, 1, 1, 1), "target", "").objections())
        .containsExactly(
            "payments skipped 2 records",
            "payments did not come to 1 records before the demo ended",
            "payments processed 1 records of aborted transactions",
            "payments replayed 1 records; its window allows 0");
  }

  @Test
  void anAccountOfNothingProvesNothing() {
    assertThat(of(new Stand(0, 0, 0, 0, 0, 0, 0, 0), "target", "").objections())
        .containsExactly("payments processed nothing: its account proves nothing");
  }

  @Test
  void consumingOnTheWrongClusterIsAnObjection() {
    assertThat(of(new Stand(5, 5, 5, 0, 0, 0, 0, 0), "source", "").objections())
        .containsExactly("payments processed its last record on the source, not on the target");
  }

  @Test
  void aFailureInsideTheApplicationIsAnObjection() {
    assertThat(of(new Stand(5, 5, 5, 0, 0, 0, 0, 0), "target", "the producer stopped").objections())
        .containsExactly("the producer stopped");
  }
}
