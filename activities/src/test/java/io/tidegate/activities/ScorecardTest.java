package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The light of a unit's offsets. */
class ScorecardTest {
  @Test
  void aUnitOfWhichEveryTopicIsProvenIsGreen() {
    Scored scored = Scorecard.offsetParity(Proofs.UNIT, proven(), List.of(), Waivers.NONE);
    assertThat(scored.light()).isEqualTo(Light.GREEN);
    assertThat(scored.findings()).isEmpty();
  }

  @Test
  void aTopicThatNobodyReadsHasTheLightOfItsCoverage() {
    TopicCoverage covered = new TopicCoverage("archive", Light.RED, "2 are missing", List.of());
    Scored scored = Scorecard.offsetParity(Proofs.UNIT, proven(), List.of(covered), Waivers.NONE);
    assertThat(scored.light()).isEqualTo(Light.RED);
    assertThat(scored.findings())
        .containsExactly(new Finding("coverage/archive", Light.RED, "2 are missing", false));
  }

  /** Until runbooks everywhere declare what the new checks ask for. */
  @Test
  void offsetsAndAnchorsDecideAndTheRestIsShown() {
    Finding missing = new Finding("rehearsal-missing/payments", Light.RED, "never", false);
    Finding expires = new Finding("anchor-expires/charger/payments-0", Light.YELLOW, "soon", false);
    List<Scored> card =
        List.of(
            new Scored("offset-parity", Light.GREEN, List.of()),
            new Scored("governance", Light.RED, List.of()),
            new Scored("rollback", Light.RED, List.of(expires, missing)));
    assertThat(Scorecard.light(card)).isEqualTo(Light.YELLOW);
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
    assertThat(
            Scorecard.light(List.of(new Scored("offset-parity", Light.GREEN, List.of()), bounded)))
        .isEqualTo(Light.RED);
    findings.remove(41);
    assertThat(
            Scorecard.light(
                List.of(Scorecard.bounded(new Scored("rollback", Light.RED, findings)))))
        .as("shown only")
        .isEqualTo(Light.YELLOW);
  }

  private static List<GroupProof> proven() {
    return List.of(Proofs.proof(Proofs.exact(0, 0)));
  }
}
