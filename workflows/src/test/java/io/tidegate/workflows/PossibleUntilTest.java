package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How long a rollback is possible, and why. */
class PossibleUntilTest {

  @Test
  void theWindowRunsFromTheFirstStart() {
    try (Stage stage = Stage.atGo()) {
      assertThat(until(stage.awaitRound("go", 1)).at()).isNull();
      stage.approveGo();

      Until until = until(stage.awaitRound("retire-source", 1));
      assertThat(until.atTheEarliest()).isFalse();
      assertThat(until.why()).contains("rollback window of");
    }
  }

  @Test
  void whatTheSourceKeepsOfAnAnchorEndsItEarlier() {
    try (Stage stage = Stage.atGo()) {
      Until kept = Until.atTheEarliest(stage.now().plus(Duration.ofMinutes(5)), "orders-0");
      stage.world.keeps("ledger", kept);
      stage.approveGo();

      assertThat(until(stage.awaitRound("retire-source", 1))).isEqualTo(kept);
    }
  }

  @Test
  void whatTheSourceKeepsForLongerDoesNotCount() {
    try (Stage stage = Stage.atGo()) {
      stage.world.keeps(
          "ledger", Until.atTheEarliest(stage.now().plus(Duration.ofDays(400)), "orders-0"));
      stage.approveGo();

      assertThat(until(stage.awaitRound("retire-source", 1)).why()).contains("rollback window of");
    }
  }

  private static Until until(WaveView view) {
    return Objects.requireNonNull(view.rollbackPossibleUntil());
  }
}
