package io.tidegate.runbooks.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.scorecard.Scorecard.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorecardTest {

  private static final GradedFinding RED = new GradedFinding("lag", Light.RED, "behind", false);
  private static final GradedFinding GREEN =
      new GradedFinding("offsets", Light.GREEN, "exact", false);

  @Test
  void whatIsNotBuiltIsShownAndGradesNothing() {
    Scorecard scorecard =
        Scorecard.of(
            "payments",
            List.of(new Score(Dimension.OFFSET_PARITY, Grade.Scored.of(List.of(GREEN)))));

    assertThat(scorecard.light()).isEqualTo(Light.GREEN);
    assertThat(scorecard.scores()).extracting(Score::dimension).containsExactly(Dimension.values());
    assertThat(scorecard.scores())
        .extracting(Score::grade)
        .filteredOn(Grade.NotBuilt.class::isInstance)
        .hasSize(4);
  }

  @Test
  void theWorstDimensionIsTheUnits() {
    Scorecard scorecard =
        Scorecard.of(
            "payments",
            List.of(
                new Score(Dimension.ROLLBACK, Grade.Scored.of(List.of(RED))),
                new Score(Dimension.OFFSET_PARITY, Grade.Scored.of(List.of(GREEN)))));

    assertThat(scorecard.light()).isEqualTo(Light.RED);
  }

  @Test
  void nothingGradedIsRed() {
    assertThat(Scorecard.of("payments", List.of()).light()).isEqualTo(Light.RED);
    assertThat(Grade.Scored.of(List.of()).light()).isEqualTo(Light.RED);
  }

  @Test
  void noLightIsBetterThanWhatItRestsOn() {
    assertThatThrownBy(() -> new Grade.Scored(Light.YELLOW, List.of(GREEN, RED)))
        .hasMessage("YELLOW over the RED finding lag");
  }

  @Test
  void aDimensionIsGradedOnce() {
    Score score = new Score(Dimension.ROLLBACK, Grade.Scored.of(List.of(GREEN)));

    assertThatThrownBy(() -> Scorecard.of("payments", List.of(score, score)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
