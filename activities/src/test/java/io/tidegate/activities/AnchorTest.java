package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.Anchor.Position;
import io.tidegate.runbooks.Position.Checkpoint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rollback anchor against what was proven; proofs stand at offset 8. */
class AnchorTest {
  @Test
  void aProofOfTheStoredPositionsDiffersNowhere() {
    assertThat(
            anchor(at(0, 8L)).differences(Proofs.UNIT, List.of(Proofs.proof(Proofs.exact(0, 0)))))
        .isEmpty();
  }

  @Test
  void aPositionThatMovedIsNamed() {
    assertThat(
            anchor(at(0, 7L)).differences(Proofs.UNIT, List.of(Proofs.proof(Proofs.exact(0, 0)))))
        .singleElement()
        .asString()
        .contains("payments-0", "anchor is 7", "at 8 now");
  }

  @Test
  void aPartitionOutsideTheAnchorIsNamedAlsoWithoutACommit() {
    assertThat(
            anchor(at(0, 8L))
                .differences(Proofs.UNIT, List.of(Proofs.proof(Proofs.uncommitted(1)))))
        .containsExactly(
            "group charger on payments-1 is not in the rollback anchor, so nothing would take it"
                + " back");
  }

  @Test
  void aDeclaredPositionIsNotComparedWithTheCommit() {
    assertThat(
            anchor(at(0, 7L))
                .differences(
                    Proofs.unit(new Checkpoint()), List.of(Proofs.proof(Proofs.exact(0, 0)))))
        .isEmpty();
    assertThat(
            anchor(at(1, 8L))
                .differences(
                    Proofs.unit(new Checkpoint()), List.of(Proofs.proof(Proofs.exact(0, 0)))))
        .as("what nothing takes back is named whatever was declared")
        .hasSize(1);
  }

  @Test
  void whereThePartitionCountsDifferTheTopicMustBeInTheAnchor() {
    assertThat(
            anchor(at(0, 7L), at(1, 9L))
                .differences(Proofs.UNIT, List.of(Proofs.proof(Proofs.repartitioned(2)))))
        .isEmpty();
    assertThat(anchor().differences(Proofs.UNIT, List.of(Proofs.proof(Proofs.repartitioned(2)))))
        .singleElement()
        .asString()
        .contains("is not in the rollback anchor");
  }

  private static Anchor anchor(Position... positions) {
    return new Anchor(
        "payments",
        "cluster",
        Instant.EPOCH,
        List.of(new GroupAnchor("charger", List.of(positions))),
        null);
  }

  private static Position at(int partition, Long committed) {
    return new Position("payments", partition, committed, "", null, 0, 100);
  }
}
