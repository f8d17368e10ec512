package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.Signature;
import io.tidegate.ledger.Subject;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.message.WaivedCounts;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a signed acceptance does to a light: at most YELLOW, for as much as was signed. */
class WaiversTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final String DIVERGED = "DIVERGED/charger/payments-0";

  @Test
  void aWaivedRowIsYellowAndSaysWhoSignedWhenUntilWhenAndWhy() {
    Scored scored = scored(waiver(DIVERGED, 3), Proofs.diverged(0, 3));

    assertThat(scored.light()).isEqualTo(Light.YELLOW);
    assertThat(scored.findings())
        .containsExactly(
            new Finding(
                DIVERGED,
                Light.YELLOW,
                "waived by olga at 2026-11-23T07:00:00Z until 2026-11-23T09:00:00Z: known strangers"
                    + " (waiver w-1, for the consumers alone: producers move only where the tail is"
                    + " proven); because",
                true));
  }

  @Test
  void withoutAWaiverItIsRedAndMayBeWaived() {
    assertThat(scored(Waivers.NONE, Proofs.diverged(0, 3)).findings())
        .containsExactly(new Finding(DIVERGED, Light.RED, "because", true));
    assertThat(scored(Waivers.NONE, Proofs.skip(0)).findings())
        .containsExactly(new Finding("SKIP/charger/payments-0", Light.RED, "because", false));
  }

  @Test
  void oneFindingThatIsNotWaivedKeepsTheUnitRed() {
    Scored scored = scored(waiver(DIVERGED, 3), Proofs.diverged(0, 3), Proofs.diverged(1, 3));

    assertThat(scored.light()).isEqualTo(Light.RED);
  }

  @Test
  void countsThatGrewAreNamed() {
    Finding grown = scored(waiver(DIVERGED, 3), Proofs.diverged(0, 4)).findings().get(0);

    assertThat(grown.light()).isEqualTo(Light.RED);
    assertThat(grown.reason())
        .isEqualTo("waiver w-1 of olga covers it no more: foreign 4, waived 3; because");
  }

  @Test
  void anExpiredWaiverSaysSo() {
    Waivers expired = waivers(signature(DIVERGED, 3, NOW));
    Finding red = scored(expired, Proofs.diverged(0, 3)).findings().get(0);

    assertThat(red.light()).isEqualTo(Light.RED);
    assertThat(red.reason())
        .isEqualTo("waiver w-1 of olga has expired at 2026-11-23T08:00:00Z; because");
  }

  @Test
  void onlyTheOwnersSignatureCounts() {
    Signature signed = signature(DIVERGED, 3, NOW.plusSeconds(3_600));

    assertThat(Waivers.of("other-owners", List.of(signed), NOW).all()).isEmpty();
  }

  @Test
  void aWaiverAndItsEndMoveWhatPeopleDecideOn() {
    List<GroupProof> proofs = List.of(Proofs.proof(Proofs.diverged(0, 3)));
    UnitFacts facts =
        new UnitFacts("a", "b", List.of(), List.of(), List.of(), List.of(), List.of());
    List<String> digests =
        List.of(
            Decisive.digest(Proofs.UNIT, facts, proofs, List.of(), Waivers.NONE),
            Decisive.digest(Proofs.UNIT, facts, proofs, List.of(), waiver(DIVERGED, 3)),
            Decisive.digest(Proofs.UNIT, facts, proofs, List.of(), waiver(DIVERGED, 4)));

    assertThat(digests).doesNotHaveDuplicates();
    assertThat(
            Decisive.digest(
                Proofs.UNIT, facts, proofs, List.of(), waivers(signature(DIVERGED, 3, NOW))))
        .as("an expired one is none")
        .isEqualTo(digests.get(0));
  }

  @Test
  void finalPositionsAreCoveredWhileNoCountIsAboveItsWaiver() {
    List<GroupProof> approved = List.of(Proofs.proof(Proofs.diverged(0, 3)));
    Waivers waived = waiver(DIVERGED, 3);

    assertThat(worse(approved, waived, Proofs.diverged(0, 2))).isEmpty();
    assertThat(worse(approved, waived, Proofs.diverged(0, 4)))
        .containsExactly(
            "group charger on payments-0 is DIVERGED RED, was DIVERGED YELLOW: waiver w-1 of olga"
                + " covers it no more: foreign 4, waived 3; because");
    assertThat(worse(approved, waivers(signature(DIVERGED, 3, NOW)), Proofs.diverged(0, 3)))
        .singleElement()
        .asString()
        .contains("expired");
    assertThat(worse(approved, waived, Proofs.ambiguous(0, 0)))
        .as("another finding than the waived one")
        .hasSize(1);
  }

  @Test
  void noWaiverLiftsTheLagEnvelope() {
    Row behind = pending(Proofs.diverged(0, 3), 101);
    List<GroupProof> approved = List.of(Proofs.proof(Proofs.diverged(0, 3)));

    assertThat(worse(approved, waiver(DIVERGED, 3), behind)).hasSize(1);
    assertThat(worse(approved, waiver(DIVERGED, 3), pending(Proofs.diverged(0, 3), 100))).isEmpty();
  }

  @Test
  void aRowThatTurnsRedAgainBlocksTheGate() {
    List<GroupProof> seen = List.of(Proofs.proof(Proofs.diverged(0, 3)));

    assertThat(turnedRed(seen, waiver(DIVERGED, 3), Proofs.diverged(0, 3))).isEmpty();
    assertThat(turnedRed(seen, waiver(DIVERGED, 3), Proofs.diverged(0, 4))).hasSize(1);
  }

  /** Whatever is signed, whatever is found. */
  @Test
  void noWaiverMakesAnythingGreenOrHelpsWhatItDoesNotCover() {
    Random random = new Random(20261123);
    for (int i = 0; i < 2_000; i++) {
      Row row = random(random);
      Row red =
          Decisive.withoutPending(Proofs.UNIT.groups().get(0), proof(row), Waivers.NONE).get(0);
      String finding = random.nextBoolean() ? Waivers.finding("charger", red) : DIVERGED;
      WaivedCounts counts = new WaivedCounts(few(random), 0, 0, 0, few(random), few(random), 0);
      Instant expires = NOW.plusSeconds(random.nextInt(3) - 1L);
      Waivers waivers = waivers(signature(finding, counts, expires));

      Row lit = waivers.lit("charger", List.of(red), true).get(0);

      if (red.light() != Light.RED) {
        assertThat(lit).isEqualTo(red);
      } else if (lit.light() != Light.RED) {
        assertThat(lit.light()).isEqualTo(Light.YELLOW);
        assertThat(red.verdict()).isIn(Verdict.DIVERGED, Verdict.AMBIGUOUS);
        assertThat(red.resume()).isNotNull();
        assertThat(finding).isEqualTo(Waivers.finding("charger", red));
        assertThat(expires).isAfter(NOW);
        assertThat(counts.grownTo(WaivedCounts.of(red.counts()))).isEmpty();
      }
    }
  }

  @Test
  void aSkippedCheckMayBeWaivedAndNothingElseSaysThatItMay() {
    Finding skipped = new Finding("skipped/signal/target lag", Light.RED, "skipped by mia", false);
    Finding posing = new Finding("no-owner/payments", Light.RED, "nobody", true);
    Waivers waivers = waiver(skipped.id(), 0);

    assertThat(waivers.applied(List.of(new Scored("operations", Light.RED, List.of(skipped)))))
        .singleElement()
        .satisfies(
            scored -> {
              assertThat(scored.light()).isEqualTo(Light.YELLOW);
              assertThat(scored.findings().get(0).reason()).endsWith("; skipped by mia");
              assertThat(scored.findings().get(0).waivable()).isTrue();
            });
    assertThat(
            waivers.applied(List.of(new Scored("operations", Light.RED, List.of(skipped, posing)))))
        .singleElement()
        .satisfies(
            scored -> {
              assertThat(scored.light()).isEqualTo(Light.RED);
              assertThat(scored.findings().get(1).waivable()).isFalse();
            });
    assertThat(waiver(posing.id(), 0).all()).isEmpty();
  }

  @Test
  void whatIsNotListedIsNotWaived() {
    Finding skipped = new Finding("skipped/signal/target lag", Light.RED, "skipped by mia", true);
    Finding more = new Finding("more/operations", null, "3 more findings", false);

    assertThat(
            waiver(skipped.id(), 0)
                .applied(List.of(new Scored("operations", Light.RED, List.of(skipped, more)))))
        .singleElement()
        .extracting(Scored::light)
        .isEqualTo(Light.RED);
  }

  private static Row random(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Proofs.exact(0, 0);
      case 1 -> Proofs.replay(0, few(random) * 5);
      case 2 -> Proofs.skip(0);
      case 3 -> Proofs.uncommitted(0);
      case 4 -> Proofs.ambiguous(0, few(random));
      default -> Proofs.diverged(0, few(random));
    };
  }

  private static long few(Random random) {
    return random.nextInt(4);
  }

  private static Row pending(Row row, long pending) {
    Counts c = row.counts();
    return new Row(
        row.pair(),
        row.committed(),
        row.resume(),
        row.verdict(),
        row.proof(),
        row.anchor(),
        row.obligations(),
        new Counts(
            c.suffixRead(),
            c.replay(),
            c.replaySpan(),
            c.skip(),
            pending,
            Duration.ZERO,
            c.awaited(),
            c.aborted(),
            c.phantom(),
            c.foreign(),
            c.reordered(),
            c.superseded()),
        row.candidates(),
        row.light(),
        row.reason(),
        row.targetCommitted(),
        row.grade(),
        row.boundary());
  }

  private static GroupProof proof(Row row) {
    return Proofs.proof(row);
  }

  private static Scored scored(Waivers waivers, Row... rows) {
    return waivers
        .applied(List.of(Scorecard.offsetParity(Proofs.UNIT, List.of(Proofs.proof(rows)), waivers)))
        .get(0);
  }

  private static List<String> worse(List<GroupProof> approved, Waivers waivers, Row last) {
    return Comparison.worse(Proofs.UNIT, approved, List.of(Proofs.proof(last)), waivers);
  }

  private static List<String> turnedRed(List<GroupProof> seen, Waivers waivers, Row now) {
    return Comparison.turnedRed(Proofs.UNIT, seen, List.of(Proofs.proof(now)), waivers);
  }

  private static Waivers waiver(String finding, long foreign) {
    return waivers(signature(finding, foreign, NOW.plusSeconds(3_600)));
  }

  private static Waivers waivers(Signature signature) {
    return Waivers.of("owners", List.of(signature), NOW);
  }

  private static Signature signature(String finding, long foreign, Instant expires) {
    return signature(finding, new WaivedCounts(0, 0, 0, 0, 0, foreign, 0), expires);
  }

  private static Signature signature(String finding, WaivedCounts counts, Instant expires) {
    var body =
        new SignatureBody.Waiver(
            finding, "sha256:" + "e".repeat(64), "known strangers", expires, counts);
    return new Signature(
        new NewSignature(
            "wave",
            NewSignature.Kind.WAIVER,
            "payments",
            "w-1",
            new Subject("static", "olga"),
            List.of("owners", "viewer"),
            Bodies.plain(body),
            expires),
        1,
        NOW.minusSeconds(3_600));
  }
}
