package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.score.Checked;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a short look may change of what people decided on. */
class SeenAgainTest {
  private static final Checked WHOLE = coverage(Light.GREEN, Proofs.exact(0, 0));
  private static final Checked UNDER_WAY = coverage(Light.YELLOW, Proofs.exact(0, 1));
  private static final Checked OTHERS = coverage(Light.YELLOW, Proofs.diverged(0, 1));

  @Test
  void whatIsUnderWayToATopicThatNobodyReadsIsNoOtherDecision() {
    assertThat(changes(WHOLE, UNDER_WAY)).isEmpty();
    assertThat(changes(UNDER_WAY, WHOLE)).isEmpty();
    assertThat(changes(UNDER_WAY, UNDER_WAY)).isEmpty();
  }

  @Test
  void anythingElseAboutThatTopicIs() {
    assertThat(changes(WHOLE, OTHERS))
        .containsExactly("finding coverage/archive was GREEN, is YELLOW");
    assertThat(changes(OTHERS, WHOLE))
        .containsExactly("finding coverage/archive was YELLOW, is GREEN");
    assertThat(changes(UNDER_WAY, OTHERS))
        .containsExactly("finding coverage/archive was GREEN, is YELLOW");
  }

  @Test
  void thePositionOfAPartitionOfWhichNothingIsProvenNowStandsAsItWas() {
    GroupProof then = Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0), Proofs.exact(2, 0));
    GroupProof now = Proofs.proof(Proofs.exact(0, 0), Proofs.skip(1), Proofs.skip(3));
    Checked was = anchors("anchor-expires/charger/payments-1", "anchor-expires/charger/payments-2");
    Checked is =
        anchors(
            "anchor-gone/charger/payments-0",
            "no-way-back/charger/payments-1",
            "no-way-back/charger/payments-3");
    assertThat(SeenAgain.anchors(was, is, List.of(then), List.of(now)).findings())
        .extracting(Finding::id)
        .containsExactly(
            "anchor-gone/charger/payments-0",
            "no-way-back/charger/payments-3",
            "anchor-expires/charger/payments-1",
            "anchor-expires/charger/payments-2");
  }

  private static Checked anchors(String... ids) {
    List<Finding> findings =
        Stream.of(ids).map(id -> new Finding(id, Light.RED, "because", false)).toList();
    return Scorecard.check("anchors", Dimension.ROLLBACK, findings, Map.of());
  }

  private static List<String> changes(Checked then, Checked now) {
    return Decisive.changes(List.of(then), List.of(SeenAgain.coverage(then, now)));
  }

  private static Checked coverage(Light light, Row row) {
    return Scorecard.coverage(
        List.of(new TopicCoverage("archive", light, "because", List.of(row))));
  }
}
