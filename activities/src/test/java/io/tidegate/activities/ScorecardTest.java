package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The five lights of a unit, and the one that they come to. */
class ScorecardTest {
  @Test
  void aUnitOfWhichEveryTopicIsProvenIsGreen() {
    Scored scored = Scorecard.offsetParity(Proofs.UNIT, proven(), Waivers.NONE);
    assertThat(scored.light()).isEqualTo(Light.GREEN);
    assertThat(scored.findings()).isEmpty();
  }

  @Test
  void aTopicThatNobodyReadsHasTheLightOfItsCoverage() {
    TopicCoverage covered = new TopicCoverage("archive", Light.RED, "2 are missing", List.of());
    Scored scored = card(Scorecard.coverage(List.of(covered))).get(0);
    assertThat(scored.light()).isEqualTo(Light.RED);
    assertThat(scored.findings())
        .containsExactly(new Finding("coverage/archive", Light.RED, "2 are missing", false));
  }

  @Test
  void whatIsUnderWayToATopicThatNobodyReadsHasANameOfItsOwn() {
    TopicCoverage behind =
        new TopicCoverage("archive", Light.YELLOW, "1 under way", List.of(Proofs.exact(0, 1)));
    TopicCoverage others =
        new TopicCoverage(
            "mixed",
            Light.YELLOW,
            "1 under way, 1 foreign",
            List.of(Proofs.exact(0, 1), Proofs.diverged(1, 1)));
    assertThat(card(Scorecard.coverage(List.of(behind, others))).get(0).findings())
        .extracting(Finding::id)
        .containsExactly("coverage-pending/archive", "coverage/mixed");
  }

  @Test
  void aUnitThatIsGreenInAllFiveIsGreenAndInNoLess() {
    Checked[] all =
        Arrays.stream(Dimension.values())
            .map(dimension -> check(dimension, Light.GREEN))
            .toArray(Checked[]::new);
    assertThat(Scorecard.light(card(all))).isEqualTo(Light.GREEN);
    for (Dimension dimension : Dimension.values()) {
      Checked[] others =
          Arrays.stream(all)
              .filter(check -> check.dimension() != dimension)
              .toArray(Checked[]::new);
      assertThat(Scorecard.light(card(others)))
          .as("%s was not checked", dimension)
          .isEqualTo(Light.RED);
    }
  }

  @ParameterizedTest
  @EnumSource(Dimension.class)
  void aRedCheckOfAnyDimensionMakesTheUnitRed(Dimension dimension) {
    List<Checked> all = new ArrayList<>();
    for (Dimension each : Dimension.values()) {
      all.add(check(each, Light.GREEN));
    }
    all.add(check(dimension, Light.YELLOW));
    assertThat(Scorecard.light(card(all.toArray(Checked[]::new)))).isEqualTo(Light.YELLOW);
    all.add(check(dimension, Light.RED));
    assertThat(Scorecard.light(card(all.toArray(Checked[]::new)))).isEqualTo(Light.RED);
  }

  private static Checked check(Dimension dimension, Light light) {
    Finding finding = new Finding("timed-out/looked", light, "timed out", false);
    return new Checked("looked", dimension, light, List.of(finding), Map.of());
  }

  private static List<Scored> card(Checked... checks) {
    return Scorecard.of(Proofs.UNIT, proven(), List.of(checks), Waivers.NONE);
  }

  /** A RED one is shown, and decides, wherever it stood among many YELLOW ones. */
  @Test
  void whatIsLeftOutIsNeverWorseThanWhatIsShown() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      findings.add(
          new Finding("anchor-expires/charger/payments-" + i, Light.YELLOW, "soon", false));
    }
    findings.add(new Finding("rehearsal-missing/payments", Light.RED, "never", false));
    findings.add(new Finding("anchor-gone/charger/payments-40", Light.RED, "gone", false));
    Scored bounded = Scorecard.bounded(new Scored("rollback", Light.RED, findings));

    assertThat(bounded.findings())
        .hasSize(26)
        .extracting(Finding::id)
        .startsWith("rehearsal-missing/payments", "anchor-gone/charger/payments-40")
        .endsWith("more/rollback");
    assertThat(bounded.findings().get(25).reason()).startsWith("17 more");
    assertThat(Scorecard.light(List.of(bounded))).isEqualTo(Light.RED);
  }

  private static List<GroupProof> proven() {
    return List.of(Proofs.proof(Proofs.exact(0, 0)));
  }
}
