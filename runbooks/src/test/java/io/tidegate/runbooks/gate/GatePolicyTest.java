package io.tidegate.runbooks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.runbooks.gate.Eligibility.Standing;
import io.tidegate.runbooks.gate.Ruling.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatePolicyTest {

  private static final Instant OPENED = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = OPENED.plusSeconds(60);
  private static final String SEEN = "sha256:seen";
  private static final GateRule RULE =
      new GateRule(
          "go", Step.QUIESCE, List.of("unit-owner", "release-manager"), Duration.ofHours(4));

  private static final Person PAYMENTS_OWNER = new Person("ann", List.of("payments-owners"));
  private static final Person LEDGER_OWNER = new Person("lea", List.of("ledger-owners"));
  private static final Person MANAGER = new Person("max", List.of("release-manager"));
  private static final Person STARTER =
      new Person("sam", List.of("release-manager", "payments-owners", "ledger-owners", "admin"));
  private static final Person PUBLISHER = new Person("pat", List.of("release-manager"));
  private static final Person STRANGER = new Person("zoe", List.of("viewer"));

  private static Round open(Light light) {
    return open(light, RULE);
  }

  private static Round open(Light light, GateRule rule) {
    List<String> owners = List.of("payments-owners", "ledger-owners", "payments-owners");
    return GatePolicy.open(rule, owners, light, SEEN, 3, OPENED, "sam", List.of("pat"));
  }

  private static Decision approve(@Nullable String exception) {
    return new Decision(3, Verb.APPROVE, SEEN, null, exception, null);
  }

  private static final Decision APPROVE = approve(null);
  private static final Decision REJECT =
      new Decision(3, Verb.REJECT, SEEN, "not today", null, null);

  private static Round accepted(Round round, Person person, Decision decision) {
    Ruling ruling = GatePolicy.decide(round, person, decision, LATER);
    assertThat(ruling.outcome()).as(ruling.why()).isEqualTo(Outcome.ACCEPTED);
    return ruling.round();
  }

  private static void refused(
      Round round, Person person, Decision decision, Instant at, Outcome outcome) {
    Ruling ruling = GatePolicy.decide(round, person, decision, at);
    assertThat(ruling.outcome()).as(ruling.why()).isEqualTo(outcome);
    assertThat(ruling.round()).isEqualTo(round);
    assertThat(ruling.why()).isNotBlank();
  }

  @Test
  void unitOwnerIsOneSlotForEachOwnerRole() {
    assertThat(open(Light.GREEN).slots())
        .containsExactly(
            new Slot("payments-owners", null),
            new Slot("ledger-owners", null),
            new Slot("release-manager", null));
  }

  @Test
  void greenGoesWhenEachSlotHasItsPerson() {
    Round round = accepted(open(Light.GREEN), PAYMENTS_OWNER, APPROVE);
    round = accepted(round, MANAGER, APPROVE);
    assertThat(GatePolicy.isFilled(round)).isFalse();
    assertThat(GatePolicy.use(round, SEEN, LATER)).isEqualTo(round);

    round = accepted(round, LEDGER_OWNER, APPROVE);

    assertThat(round.slots()).extracting(Slot::by).containsExactly("ann", "lea", "max");
    assertThat(GatePolicy.use(round, SEEN, LATER).state()).isEqualTo(RoundState.CONSUMED);
  }

  @Test
  void whoCameFirstMakesRoomForWhoHasOnlyThatRole() {
    Person both = new Person("bob", List.of("payments-owners", "ledger-owners"));
    Round round = accepted(open(Light.GREEN), both, APPROVE);
    assertThat(round.slots()).extracting(Slot::by).containsExactly("bob", null, null);

    round = accepted(round, PAYMENTS_OWNER, APPROVE);

    assertThat(round.slots()).extracting(Slot::by).containsExactly("ann", "bob", null);
  }

  @Test
  void aPersonWithEveryRoleFillsOneSlot() {
    Person everything = new Person("eve", STARTER.roles());
    Round round = accepted(open(Light.GREEN), everything, APPROVE);

    refused(round, everything, approve("again"), LATER, Outcome.INVALID);
    refused(round, everything, APPROVE, LATER, Outcome.SAME);
    assertThat(round.slots()).filteredOn(slot -> slot.by() != null).hasSize(1);
    assertThat(GatePolicy.eligible(round, everything).standing()).isEqualTo(Standing.APPROVED);
  }

  @Test
  void aRoleThatStandsTwiceNeedsTwoPeople() {
    GateRule fourEyes =
        new GateRule(
            "go", Step.QUIESCE, List.of("release-manager", "release-manager"), Duration.ofHours(1));
    Round round = accepted(open(Light.GREEN, fourEyes), MANAGER, APPROVE);

    assertThat(GatePolicy.isFilled(round)).isFalse();
    round = accepted(round, new Person("mia", List.of("release-manager")), APPROVE);
    assertThat(GatePolicy.isFilled(round)).isTrue();
    refused(
        round, new Person("moe", List.of("release-manager")), APPROVE, LATER, Outcome.NOT_ELIGIBLE);
  }

  @Test
  void yellowNeedsOneMorePersonAndAWrittenException() {
    Round round = accepted(open(Light.YELLOW), PAYMENTS_OWNER, APPROVE);
    round = accepted(round, LEDGER_OWNER, APPROVE);
    round = accepted(round, MANAGER, APPROVE);
    assertThat(GatePolicy.isFilled(round)).isFalse();
    Person second = new Person("mia", List.of("release-manager"));

    refused(round, second, APPROVE, LATER, Outcome.INVALID);
    round = accepted(round, second, approve("the cut suffix was read by hand"));

    assertThat(round.slots()).last().isEqualTo(new Slot(Slot.EXCEPTION, "mia"));
    assertThat(GatePolicy.use(round, SEEN, LATER).state()).isEqualTo(RoundState.CONSUMED);
  }

  @Test
  void anExceptionMayComeFirst() {
    Round round = accepted(open(Light.YELLOW), MANAGER, approve("known"));
    assertThat(round.slots()).extracting(Slot::by).containsExactly(null, null, "max", null);

    round = accepted(round, new Person("mia", List.of("release-manager")), APPROVE);

    assertThat(round.slots()).extracting(Slot::by).containsExactly(null, null, "mia", "max");
  }

  @Test
  void approvalsWithoutAnExceptionDoNotFillYellow() {
    Round round = open(Light.YELLOW);
    for (Person person : List.of(PAYMENTS_OWNER, LEDGER_OWNER, MANAGER)) {
      round = accepted(round, person, APPROVE);
    }

    assertThat(GatePolicy.isFilled(round)).isFalse();
    assertThat(GatePolicy.eligible(round, new Person("mia", List.of("ledger-owners"))).why())
        .contains("with a written exception");
  }

  @Test
  void redIsApprovedByNobodyAndRejectedByAnyoneNamed() {
    Round round = open(Light.RED);

    refused(round, MANAGER, APPROVE, LATER, Outcome.REFUSED_RED);
    refused(round, MANAGER, approve("please"), LATER, Outcome.REFUSED_RED);
    assertThat(GatePolicy.eligible(round, MANAGER).standing()).isEqualTo(Standing.RED);
    assertThat(accepted(round, MANAGER, REJECT).state()).isEqualTo(RoundState.REJECTED);
  }

  @Test
  void whoStartedTheWaveOrPutTheRunbookApprovesNothingWhateverTheirRoles() {
    Round round = open(Light.GREEN);

    refused(round, STARTER, APPROVE, LATER, Outcome.SELF_APPROVAL);
    refused(round, PUBLISHER, APPROVE, LATER, Outcome.SELF_APPROVAL);
    refused(open(Light.YELLOW), STARTER, approve("mine"), LATER, Outcome.SELF_APPROVAL);
    assertThat(GatePolicy.eligible(round, STARTER).why())
        .isEqualTo("You started this wave, so you cannot approve it.");
    assertThat(GatePolicy.eligible(round, PUBLISHER).why())
        .isEqualTo("You put this runbook, so you cannot approve its wave.");
    refused(round, STRANGER, APPROVE, LATER, Outcome.NOT_ELIGIBLE);
    assertThat(GatePolicy.eligible(round, STRANGER).why())
        .contains("payments-owners, ledger-owners, release-manager");
  }

  @Test
  void everybodyWhoPutTheRunbookApprovesNothing() {
    Round round =
        GatePolicy.open(
            RULE,
            List.of("payments-owners"),
            Light.GREEN,
            SEEN,
            3,
            OPENED,
            "sam",
            List.of("pat", "max"));

    refused(round, PUBLISHER, APPROVE, LATER, Outcome.SELF_APPROVAL);
    refused(round, MANAGER, APPROVE, LATER, Outcome.SELF_APPROVAL);
    accepted(round, PAYMENTS_OWNER, APPROVE);
  }

  @Test
  void oneRejectionClosesTheRoundForGood() {
    Round round = accepted(open(Light.GREEN), PAYMENTS_OWNER, APPROVE);
    round = accepted(round, STARTER, REJECT);

    assertThat(round.rejection()).isEqualTo(new Rejection("sam", "not today", List.of(), LATER));
    refused(round, MANAGER, APPROVE, LATER, Outcome.ROUND_CLOSED);
    refused(round, STARTER, REJECT, LATER, Outcome.SAME);
    assertThat(GatePolicy.use(round, SEEN, LATER)).isEqualTo(round);
    assertThat(GatePolicy.revoke(round, PAYMENTS_OWNER, LATER).outcome())
        .isEqualTo(Outcome.ROUND_CLOSED);
  }

  @Test
  void whoRejectsAfterTheirApprovalFillsNoSlot() {
    Round round = accepted(open(Light.GREEN), PAYMENTS_OWNER, APPROVE);
    round = accepted(round, MANAGER, APPROVE);
    assertThat(GatePolicy.eligible(round, PAYMENTS_OWNER).why()).contains("or reject");

    round = accepted(round, PAYMENTS_OWNER, REJECT);

    assertThat(round.slots())
        .extracting(Slot::by)
        .contains(MANAGER.subject())
        .doesNotContain(PAYMENTS_OWNER.subject());
    refused(round, PAYMENTS_OWNER, APPROVE, LATER, Outcome.ROUND_CLOSED);
  }

  @Test
  void aDigestThatTheRoundIsNotAboutIsNamedWithTheOneThatItIsAbout() {
    Decision other = new Decision(3, Verb.APPROVE, "sha256:never", null, null, null);

    assertThat(GatePolicy.decide(open(Light.GREEN), MANAGER, other, LATER).why())
        .contains("is about " + SEEN + ", not about sha256:never")
        .doesNotContain("changed");
  }

  @Test
  void aStrangerRejectsNothing() {
    refused(open(Light.GREEN), STRANGER, REJECT, LATER, Outcome.NOT_ELIGIBLE);
  }

  @Test
  void aRejectionMayNameTheUnitsThatStayBehind() {
    Decision some = new Decision(3, Verb.REJECT, SEEN, "x", null, List.of("payments"));

    Ruling ruling = GatePolicy.decide(open(Light.GREEN), MANAGER, some, LATER);
    assertThat(ruling.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(ruling.round().rejection())
        .isEqualTo(new Rejection("max", "x", List.of("payments"), LATER));
    Decision none = new Decision(3, Verb.REJECT, SEEN, "x", null, List.of());
    refused(open(Light.GREEN), MANAGER, none, LATER, Outcome.INVALID);
    Decision approval = new Decision(3, Verb.APPROVE, SEEN, "x", null, List.of("payments"));
    refused(open(Light.GREEN), MANAGER, approval, LATER, Outcome.INVALID);
  }

  @Test
  void aDecisionOnOtherEvidenceOrAnEarlierRoundDecidesNothing() {
    Round round = open(Light.GREEN);

    refused(
        round,
        MANAGER,
        new Decision(3, Verb.APPROVE, "sha256:old", null, null, null),
        LATER,
        Outcome.SUPERSEDED);
    refused(
        round,
        MANAGER,
        new Decision(2, Verb.APPROVE, SEEN, null, null, null),
        LATER,
        Outcome.SUPERSEDED);
    refused(
        round,
        MANAGER,
        new Decision(4, Verb.APPROVE, SEEN, null, null, null),
        LATER,
        Outcome.NO_SUCH_ROUND);
    refused(
        round,
        MANAGER,
        new Decision(0, Verb.APPROVE, SEEN, null, null, null),
        LATER,
        Outcome.NO_SUCH_ROUND);
    refused(GatePolicy.supersede(round), MANAGER, APPROVE, LATER, Outcome.SUPERSEDED);
  }

  @Test
  void expiryHoldsAndNeverGoes() {
    Round filled = open(Light.GREEN);
    for (Person person : List.of(PAYMENTS_OWNER, LEDGER_OWNER, MANAGER)) {
      filled = accepted(filled, person, APPROVE);
    }
    Instant expiry = filled.expiresAt();

    assertThat(expiry).isEqualTo(OPENED.plus(Duration.ofHours(4)));
    assertThat(GatePolicy.use(filled, SEEN, expiry.minusNanos(1)).state())
        .isEqualTo(RoundState.CONSUMED);
    assertThat(GatePolicy.use(filled, SEEN, expiry).state()).isEqualTo(RoundState.EXPIRED);
    assertThat(GatePolicy.expire(filled, expiry).state()).isEqualTo(RoundState.EXPIRED);
    assertThat(GatePolicy.expire(filled, LATER)).isEqualTo(filled);
    refused(open(Light.GREEN), MANAGER, APPROVE, expiry, Outcome.ROUND_EXPIRED);
    refused(open(Light.GREEN), MANAGER, REJECT, expiry, Outcome.ROUND_EXPIRED);
    refused(GatePolicy.expire(filled, expiry), STRANGER, APPROVE, expiry, Outcome.ROUND_EXPIRED);
  }

  @Test
  void otherEvidenceAtTheMomentOfUseSupersedes() {
    Round round = open(Light.GREEN);

    assertThat(GatePolicy.use(round, "sha256:moved", LATER).state())
        .isEqualTo(RoundState.SUPERSEDED);
  }

  @Test
  void anApprovalIsTakenBackUntilItIsConsumed() {
    Round round = accepted(open(Light.GREEN), PAYMENTS_OWNER, APPROVE);
    Round filled = accepted(accepted(round, LEDGER_OWNER, APPROVE), MANAGER, APPROVE);

    Ruling revoked = GatePolicy.revoke(filled, LEDGER_OWNER, LATER);
    assertThat(revoked.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(revoked.round().slots()).extracting(Slot::by).containsExactly("ann", null, "max");
    assertThat(GatePolicy.revoke(revoked.round(), LEDGER_OWNER, LATER).outcome())
        .isEqualTo(Outcome.SAME);
    accepted(revoked.round(), LEDGER_OWNER, APPROVE);
    Round consumed = GatePolicy.use(filled, SEEN, LATER);
    assertThat(GatePolicy.revoke(consumed, LEDGER_OWNER, LATER).outcome())
        .isEqualTo(Outcome.ROUND_CLOSED);
    refused(consumed, LEDGER_OWNER, APPROVE, LATER, Outcome.SAME);
    refused(consumed, LEDGER_OWNER, REJECT, LATER, Outcome.ROUND_CLOSED);
  }

  @Test
  void wordsThatSayNothingAreRefused() {
    refused(open(Light.YELLOW), MANAGER, approve("  "), LATER, Outcome.INVALID);
    refused(open(Light.GREEN), MANAGER, approve("not asked"), LATER, Outcome.INVALID);
    refused(open(Light.YELLOW), MANAGER, approve("x".repeat(2_001)), LATER, Outcome.INVALID);
    refused(
        open(Light.GREEN),
        MANAGER,
        new Decision(3, Verb.APPROVE, SEEN, "", null, null),
        LATER,
        Outcome.INVALID);
  }
}
