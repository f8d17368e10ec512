package io.tidegate.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.NewSignature.Kind;
import io.tidegate.ledger.Signature;
import io.tidegate.ledger.Subject;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.message.WaivedCounts;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a signature, beside a scorecard that was taken from 10:00 to 10:05. */
class SignedToldTest {
  private static final Instant BEGAN = Instant.parse("2026-11-23T10:00:00Z");
  private static final Instant ENDED = Instant.parse("2026-11-23T10:05:00Z");
  private static final Instant NOW = Instant.parse("2026-11-23T11:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-23T12:00:00Z");
  private static final String OWNERS = "payments-owners";
  private static final String DIVERGED = "DIVERGED/charger/payments-0";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          09:59:59 | valid until 2026-11-23T12:00:00Z; counted by the last verification, which ended at 2026-11-23T10:05:00Z
          10:03:00 | valid until 2026-11-23T12:00:00Z; signed during the last verification, which ended at 2026-11-23T10:05:00Z, so the next one surely counts it
          10:05:00 | valid until 2026-11-23T12:00:00Z; not counted yet by the last verification, which ended at 2026-11-23T10:05:00Z
          """)
  void whetherTheLastVerificationCountedItIsToldByWhenItWasSigned(String time, String told) {
    Instant at = Instant.parse("2026-11-23T" + time + "Z");

    assertThat(told(verified(Light.YELLOW), attestation(at, "testers"), "signed/soak"))
        .isEqualTo("attestation soak: signed by olga at " + at + ", " + told);
    assertThat(told(verified(Light.YELLOW), waiver("w-1", DIVERGED, at), "waiver/w-1"))
        .isEqualTo("waiver of " + DIVERGED + ": signed by olga at " + at + ", " + told);
  }

  @ParameterizedTest
  @CsvSource({"RUNNING", "PARKED", "UNDONE", "SKIPPED"})
  void noVerificationCountsItBeforeItHasEnded(StepView.State state) {
    boolean ended = state == StepView.State.UNDONE || state == StepView.State.SKIPPED;
    UnitView unit = unit(new StepView("verify", state, BEGAN, ended ? ENDED : null, null), null);

    assertThat(told(unit, attestation(BEGAN.minusSeconds(1), "testers"), "signed/soak"))
        .endsWith("not counted yet: no verification has ended since");
  }

  @Test
  void aWaiverWhoseFindingIsRedStillIsNotToldAsHolding() {
    Signature grown = waiver("w-1", DIVERGED, BEGAN.minusSeconds(1));

    assertThat(told(verified(Light.RED), grown, "waiver/w-1"))
        .endsWith(
            ", which does not cover what was found by the last verification, which ended at"
                + " 2026-11-23T10:05:00Z: see the finding")
        .doesNotContain("valid");
  }

  @Test
  void ofSeveralWaiversOneNeedCoverTheFinding() {
    Signature one = waiver("w-1", DIVERGED, BEGAN.minusSeconds(2));
    Signature other = waiver("w-2", DIVERGED, BEGAN.minusSeconds(1));

    assertThat(reason(shown(verified(Light.YELLOW), one, other), "waiver/w-1"))
        .endsWith(": one of w-1, w-2 covers the finding");
  }

  @Test
  void whatWasSignedWithoutTheRoleCountsForNothing() {
    Signature waived =
        signature(Kind.WAIVER, "w-1", body(DIVERGED), "other-owners", BEGAN.minusSeconds(1), LATER);

    assertThat(told(verified(Light.YELLOW), waived, "waiver/w-1"))
        .endsWith(", which counts for nothing, as they did not have the role " + OWNERS);
    assertThat(
            told(verified(Light.YELLOW), attestation(BEGAN.minusSeconds(1), OWNERS), "signed/soak"))
        .endsWith(", which counts for nothing, as they did not have the role testers");
  }

  @Test
  void whatHasExpiredIsNotToldAsHolding() {
    Signature expired =
        signature(Kind.WAIVER, "w-1", body(DIVERGED), OWNERS, BEGAN.minusSeconds(1), NOW);

    assertThat(told(verified(Light.YELLOW), expired, "waiver/w-1"))
        .endsWith(", expired at 2026-11-23T11:00:00Z, so the next verification does not count it")
        .doesNotContain("valid");
  }

  /** By the kind of its finding where that is not shown; one that fits nowhere is left out. */
  @ParameterizedTest
  @CsvSource({
    "DIVERGED/charger/payments-1, offset-parity",
    "AMBIGUOUS/charger/payments-1, offset-parity",
    "SKIP/charger/payments-1, offset-parity",
    "skipped/canary, compatibility",
    "skipped/freeze-acls,",
    "no-owner/payments,"
  })
  void aWaiverStandsWhereItsFindingDoes(String finding, @Nullable String dimension) {
    UnitView shown = shown(verified(Light.RED), waiver("w-1", finding, ENDED));

    assertThat(shown.scorecard())
        .filteredOn(
            scored -> scored.findings().stream().anyMatch(one -> one.id().equals("waiver/w-1")))
        .extracting(Scored::dimension)
        .isEqualTo(dimension == null ? List.of() : List.of(dimension));
  }

  @Test
  void aFindingOfAKindThatCannotBeWaivedIsNotTurnedByOne() {
    String skip = "SKIP/charger/payments-1";

    assertThat(told(verified(Light.RED), waiver("w-1", skip, ENDED), "waiver/w-1"))
        .endsWith(", which counts for nothing, as no finding of that kind can be waived");
  }

  private static UnitView verified(Light diverged) {
    return unit(new StepView("verify", StepView.State.DONE, BEGAN, ENDED, null), diverged);
  }

  private static UnitView unit(StepView verify, @Nullable Light diverged) {
    List<Finding> found =
        diverged == null ? List.of() : List.of(new Finding(DIVERGED, diverged, "because", true));
    Finding canary = new Finding("skipped/canary", Light.RED, "a dry run", false);
    return new UnitView(
        "payments",
        OWNERS,
        WaveState.AT_GATE,
        List.of(verify),
        List.of(
            new Scored("offset-parity", diverged, found),
            new Scored("compatibility", Light.RED, List.of(canary))));
  }

  private static UnitView shown(UnitView unit, Signature... signed) {
    var soak =
        new Attestation(
            "soak", Dimension.COMPATIBILITY, "it was tried", "testers", Duration.ofDays(7));
    return new SignedTold(unit, List.of(soak), List.of(signed), NOW).shown();
  }

  private static String told(UnitView unit, Signature one, String id) {
    return reason(shown(unit, one), id);
  }

  private static String reason(UnitView shown, String id) {
    return shown.scorecard().stream()
        .flatMap(scored -> scored.findings().stream())
        .filter(finding -> finding.id().equals(id))
        .map(Finding::reason)
        .findFirst()
        .orElseThrow();
  }

  private static Signature attestation(Instant at, String role) {
    return signature(
        Kind.ATTESTATION, "soak", new SignatureBody.Attestation(null), role, at, LATER);
  }

  private static Signature waiver(String id, String finding, Instant at) {
    return signature(Kind.WAIVER, id, body(finding), OWNERS, at, LATER);
  }

  private static Waiver body(String finding) {
    return new Waiver(
        finding, "sha256:" + "e".repeat(64), "known strangers", LATER, WaivedCounts.NONE);
  }

  private static Signature signature(
      Kind kind, String id, SignatureBody body, String role, Instant at, Instant expires) {
    try {
      return new Signature(
          new NewSignature(
              "wave",
              kind,
              "payments",
              id,
              new Subject("static", "olga"),
              List.of(role),
              Wire.mapper().writeValueAsString(body),
              expires),
          1,
          at);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
