package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an approval covers: bounds, not offsets. */
class ComparisonTest {
  private static final ProofFinding TEXTS =
      new ProofFinding("commit-metadata/charger", Light.YELLOW, "texts");

  @Test
  void theSameVerdictsAreCovered() {
    assertThat(
            worse(
                Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0)),
                Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0))))
        .isEmpty();
  }

  @Test
  void aReplayWithinTheWindowIsNoWorseThanExact() {
    assertThat(worse(Proofs.proof(Proofs.exact(0, 0)), Proofs.proof(Proofs.replay(0, 10))))
        .isEmpty();
  }

  @Test
  void aReplayBeyondTheWindowIsWorse() {
    assertThat(worse(Proofs.proof(Proofs.exact(0, 0)), Proofs.proof(Proofs.replay(0, 11))))
        .containsExactly("group charger on payments-0 is REPLAY RED, was EXACT GREEN: because");
  }

  @Test
  void aSkipIsWorseOnItsPartitionAlone() {
    assertThat(
            worse(
                Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0)),
                Proofs.proof(Proofs.exact(0, 0), Proofs.skip(1))))
        .singleElement()
        .asString()
        .contains("payments-1 is SKIP RED");
  }

  @Test
  void whatMendedIsCovered() {
    assertThat(worse(Proofs.proof(Proofs.replay(0, 11)), Proofs.proof(Proofs.exact(0, 0))))
        .isEmpty();
  }

  @Test
  void pendingWithinTheEnvelopeIsCoveredAndBeyondItIsWorse() {
    GroupProof approved = Proofs.proof(Proofs.exact(0, 0));
    assertThat(worse(approved, Proofs.proof(Proofs.exact(0, 100)))).isEmpty();
    assertThat(worse(approved, Proofs.proof(Proofs.exact(0, 101)))).hasSize(1);
  }

  @Test
  void pendingThatWasThereWhenPeopleDecidedExcusesNothing() {
    GroupProof approved = Proofs.proof(Proofs.exact(0, 101));
    assertThat(approved.light()).isEqualTo(Light.RED);
    assertThat(worse(approved, Proofs.proof(Proofs.exact(0, 101)))).hasSize(1);
  }

  @Test
  void aPartitionThatIsNewOrGoneIsWorse() {
    GroupProof one = Proofs.proof(Proofs.exact(0, 0));
    GroupProof two = Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0));
    assertThat(worse(one, two))
        .containsExactly("group charger on payments-1 was not approved; it is EXACT GREEN");
    assertThat(worse(two, one))
        .containsExactly("group charger on payments-1 has no final proof, was EXACT GREEN");
  }

  @Test
  void aGroupThatIsNewOrGoneIsWorse() {
    List<GroupProof> one = List.of(Proofs.proof(Proofs.exact(0, 0)));
    assertThat(Comparison.worse(Proofs.UNIT, one, List.of(), Waivers.NONE))
        .containsExactly("group charger has no final proof");
    assertThat(Comparison.worse(Proofs.UNIT, List.of(), one, Waivers.NONE))
        .containsExactly("group charger was not approved");
  }

  @Test
  void aFindingIsCoveredOnlyIfItWasApprovedAtItsLight() {
    GroupProof without = Proofs.proof(Proofs.exact(0, 0));
    GroupProof with = Proofs.proof(List.of(TEXTS), Proofs.exact(0, 0));
    GroupProof worse =
        Proofs.proof(List.of(new ProofFinding(TEXTS.id(), Light.RED, "gone")), Proofs.exact(0, 0));
    assertThat(worse(with, with)).isEmpty();
    assertThat(worse(with, without)).isEmpty();
    assertThat(worse(without, with))
        .containsExactly("new finding commit-metadata/charger YELLOW: texts");
    assertThat(worse(with, worse)).hasSize(1);
  }

  @Test
  void hintsThatCannotBeReadTakeNoneBack() {
    ProofFinding syncs = new ProofFinding("offset-syncs/charger", Light.YELLOW, "no syncs");
    assertThat(
            worse(
                Proofs.proof(Proofs.exact(0, 0)), Proofs.proof(List.of(syncs), Proofs.exact(0, 0))))
        .isEmpty();
  }

  @Test
  void onlyAPartitionThatWasNotRedTurnsRed() {
    GroupProof green = Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 0));
    GroupProof red = Proofs.proof(Proofs.exact(0, 0), Proofs.skip(1));
    GroupProof behind = Proofs.proof(Proofs.exact(0, 0), Proofs.exact(1, 101));
    assertThat(turnedRed(green, red)).singleElement().asString().contains(" RED: ");
    assertThat(turnedRed(behind, red)).as("RED for what was pending excuses nothing").hasSize(1);
    assertThat(turnedRed(red, red)).isEmpty();
    assertThat(turnedRed(red, green)).isEmpty();
    assertThat(turnedRed(green, green)).isEmpty();
  }

  private static List<String> turnedRed(GroupProof approved, GroupProof now) {
    return Comparison.turnedRed(Proofs.UNIT, List.of(approved), List.of(now), Waivers.NONE);
  }

  private static List<String> worse(GroupProof approved, GroupProof last) {
    return Comparison.worse(Proofs.UNIT, List.of(approved), List.of(last), Waivers.NONE);
  }
}
