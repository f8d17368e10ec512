package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.UnitFacts.GroupFact;
import io.tidegate.activities.UnitFacts.MemberFact;
import io.tidegate.activities.UnitFacts.TopicFact;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people decide on moves when it changes, and never by itself. */
class DecisiveTest {
  private static final UnitFacts FACTS = facts("id-1", 2, "604800000", 0);

  @Test
  void pendingDoesNotMoveTheDigestAndBlocksBeyondTheEnvelope() {
    GroupProof behind = Proofs.proof(Proofs.exact(0, 101));
    assertThat(digest(FACTS, behind)).isEqualTo(digest(FACTS, Proofs.proof(Proofs.exact(0, 0))));
    assertThat(Decisive.blocked(Proofs.UNIT.groups().get(0), behind)).isTrue();
    assertThat(Decisive.blocked(Proofs.UNIT.groups().get(0), Proofs.proof(Proofs.exact(0, 100))))
        .isFalse();
    assertThat(Decisive.withoutPending(Proofs.UNIT.groups().get(0), behind, Waivers.NONE))
        .extracting(Row::light)
        .containsExactly(Light.GREEN);
  }

  @Test
  void aVerdictMovesTheDigest() {
    assertThat(digest(FACTS, Proofs.proof(Proofs.replay(0, 3))))
        .isNotEqualTo(digest(FACTS, Proofs.proof(Proofs.exact(0, 0))));
  }

  @Test
  void aFactMovesTheDigestAndIsNamedAsDrift() {
    GroupProof proof = Proofs.proof(Proofs.exact(0, 0));
    UnitFacts anew = facts("id-2", 2, "604800000", 0);
    UnitFacts wider = facts("id-1", 3, "604800000", 0);
    UnitFacts shorter = facts("id-1", 2, "1000", 0);
    for (UnitFacts changed : List.of(anew, wider, shorter)) {
      assertThat(digest(changed, proof)).isNotEqualTo(digest(FACTS, proof));
    }
    assertThat(FACTS.drifts(anew, false))
        .containsExactly("id of topic payments on the source was id-1, is id-2");
    assertThat(FACTS.drifts(wider, false))
        .containsExactly("partitions of topic payments on the source was 2, is 3");
    assertThat(FACTS.drifts(shorter, false))
        .containsExactly("retention.ms of topic payments on the source was 604800000, is 1000");
  }

  @Test
  void aMemberOnTheTargetIsDriftOnlyBeforeItWasStartedThere() {
    UnitFacts joined = facts("id-1", 2, "604800000", 1);
    assertThat(FACTS.drifts(joined, false))
        .singleElement()
        .asString()
        .contains("has 1 members on the target");
    assertThat(FACTS.drifts(joined, true)).isEmpty();
    assertThat(digest(joined, Proofs.proof(Proofs.exact(0, 0))))
        .isEqualTo(digest(FACTS, Proofs.proof(Proofs.exact(0, 0))));
  }

  @ParameterizedTest
  @EnumSource(Dimension.class)
  void aFindingOfAnyDimensionMovesTheDigestAndIsNamed(Dimension dimension) {
    GroupProof proof = Proofs.proof(Proofs.exact(0, 0));
    List<Checked> quiet = List.of(check(dimension));
    List<Checked> yellow = List.of(check(dimension, finding(Light.YELLOW)));
    List<Checked> red = List.of(check(dimension, finding(Light.RED)));
    assertThat(List.of(digest(proof, quiet), digest(proof, yellow), digest(proof, red)))
        .doesNotHaveDuplicates();
    assertThat(digest(proof, List.of(check(dimension, finding(null)))))
        .as("what is for information alone")
        .isEqualTo(digest(proof, quiet));
    assertThat(Decisive.changes(quiet, quiet)).isEmpty();
    assertThat(Decisive.changes(quiet, red))
        .containsExactly("finding acl-lost/User:shop was GREEN, is RED");
    assertThat(Decisive.changes(red, yellow))
        .containsExactly("finding acl-lost/User:shop was RED, is YELLOW");
  }

  private static Checked check(Dimension dimension, Finding... findings) {
    Light light = findings.length == 0 ? Light.GREEN : findings[0].light();
    return new Checked(
        "looked",
        dimension,
        light == null ? Light.GREEN : light,
        List.of(findings),
        Map.of("seen", "1"));
  }

  private static Finding finding(@Nullable Light light) {
    return new Finding("acl-lost/User:shop", light, "it cannot READ", false);
  }

  private static String digest(GroupProof proof, List<Checked> checks) {
    return Decisive.digest(Proofs.UNIT, FACTS, List.of(proof), checks, Waivers.NONE);
  }

  private static String digest(UnitFacts facts, GroupProof proof) {
    return Decisive.digest(Proofs.UNIT, facts, List.of(proof), List.of(), Waivers.NONE);
  }

  static UnitFacts facts(String id, int partitions, String retentionMs, int targetMembers) {
    TopicFact source =
        new TopicFact(
            Side.SOURCE,
            "payments",
            "payments",
            id,
            partitions,
            new TreeMap<>(Map.of("retention.ms", retentionMs)));
    TopicFact target =
        new TopicFact(Side.TARGET, "payments", "payments", "id-t", 2, new TreeMap<>());
    return new UnitFacts(
        "a",
        "b",
        List.of(source, target),
        List.of(new GroupFact("charger", "CLASSIC", "consumer")),
        List.of(),
        List.of(new MemberFact("charger", targetMembers)),
        List.of());
  }
}
