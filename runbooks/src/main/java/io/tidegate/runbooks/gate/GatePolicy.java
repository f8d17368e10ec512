package io.tidegate.runbooks.gate;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.runbooks.gate.Eligibility.Standing;
import io.tidegate.runbooks.gate.Ruling.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of gates.
 *
 * <ul>
 *   <li>One slot a role of the rule; {@code unit-owner} is one for each distinct owner role, and
 *       one approval covers all the units of it. One person fills one slot.
 *   <li>GREEN needs its slots. YELLOW has one slot more, {@link Slot#EXCEPTION}: another person who
 *       is eligible for any slot of the gate, with a written exception. RED is approved by nobody.
 *   <li>Whoever started the wave or put its runbook fills no slot; no role excepts them. They may
 *       reject.
 *   <li>One REJECT, by anybody whom the gate names, closes the round; who had approved it before
 *       fills no slot any more. Expiry closes it too: the wave holds, it never goes. A REJECT may
 *       name units that are then held back alone; which may be named, the wave knows.
 * </ul>
 */
public final class GatePolicy {

  /** Longest reason and exception, in characters. */
  public static final int TEXT_MAX = 2_000;

  private GatePolicy() {}

  /**
   * Opens a round.
   *
   * @param owners the owner role of each unit that the round is about, in the runbook's order; may
   *     repeat
   * @param number 1, or the gate's last round and one
   * @param publishers everybody who put these exact bytes of the runbook
   */
  public static Round open(
      GateRule rule,
      List<String> owners,
      Light light,
      String evidenceDigest,
      int number,
      Instant now,
      String starter,
      List<String> publishers) {
    List<Slot> slots = new ArrayList<>();
    for (String role : rule.approvals()) {
      if (role.equals(GateRule.UNIT_OWNER)) {
        new LinkedHashSet<>(owners).forEach(owner -> slots.add(Slot.open(owner)));
      } else {
        slots.add(Slot.open(role));
      }
    }
    if (light == Light.YELLOW) {
      slots.add(Slot.open(Slot.EXCEPTION));
    }
    return new Round(
        rule.gate(),
        rule.before(),
        number,
        evidenceDigest,
        light,
        RoundState.OPEN,
        slots,
        List.of(),
        null,
        now,
        now.plus(rule.expiresIn()),
        starter,
        publishers);
  }

  /**
   * Whether an approval of this person would count, and why. Time is not asked: an open round whose
   * time is over is expired first.
   */
  public static Eligibility eligible(Round round, Person person) {
    return Eligibility.of(round, person);
  }

  /** Applies a decision to a round. */
  public static Ruling decide(Round round, Person person, Decision decision, Instant now) {
    if (decision.round() > round.number() || decision.round() < 1) {
      return Ruling.of(
          Outcome.NO_SUCH_ROUND,
          round,
          String.format(
              "Gate %s is in round %s, not %s.", round.gate(), round.number(), decision.round()));
    }
    if (decision.round() < round.number()) {
      return superseded(round);
    }
    if (!decision.evidenceDigest().equals(round.evidenceDigest())) {
      return aboutOther(round, decision);
    }
    if (saidBefore(round, person, decision)) {
      return Ruling.of(Outcome.SAME, round, "This was said before and counts once.");
    }
    Optional<Ruling> closed = closed(round, now);
    if (closed.isPresent()) {
      return closed.get();
    }
    String misfit = misfit(round, decision);
    if (misfit != null) {
      return Ruling.of(Outcome.INVALID, round, misfit);
    }
    return decision.decision() == Verb.REJECT
        ? reject(round, person, decision, now)
        : approve(round, person, decision, now);
  }

  /** Takes a person's approval back. An approval that is not there is taken back already. */
  public static Ruling revoke(Round round, Person person, Instant now) {
    Optional<Ruling> closed = closed(round, now);
    if (closed.isPresent()) {
      return closed.get();
    }
    List<Approval> left = new ArrayList<>(round.approvals());
    if (!left.removeIf(approval -> approval.subject().equals(person.subject()))) {
      return Ruling.of(Outcome.SAME, round, "You have no approval in this round.");
    }
    List<Slot> slots = Seats.fill(round.slots(), left).orElseThrow();
    return Ruling.of(Outcome.ACCEPTED, round.with(slots, left), "Your approval is taken back.");
  }

  /** Whether every slot has its person. It says nothing about time: {@link #use} does. */
  public static boolean isFilled(Round round) {
    return round.light() != Light.RED && round.slots().stream().allMatch(slot -> slot.by() != null);
  }

  /** An open round whose time is over is EXPIRED; any other stays as it is. */
  public static Round expire(Round round, Instant now) {
    return round.state() == RoundState.OPEN && !now.isBefore(round.expiresAt())
        ? round.with(RoundState.EXPIRED)
        : round;
  }

  /** An open round whose evidence has changed; any other stays as it is. */
  public static Round supersede(Round round) {
    return round.state() == RoundState.OPEN ? round.with(RoundState.SUPERSEDED) : round;
  }

  /**
   * The moment of use: CONSUMED where the round is open, filled, in time and still about what is
   * true now; else EXPIRED or SUPERSEDED as it happens, or unchanged where slots are open. Going on
   * is right only after CONSUMED.
   *
   * @param digestNow of the evidence as it is read again now
   */
  public static Round use(Round round, String digestNow, Instant now) {
    Round current = expire(round, now);
    if (current.state() != RoundState.OPEN) {
      return current;
    }
    if (!digestNow.equals(current.evidenceDigest())) {
      return current.with(RoundState.SUPERSEDED);
    }
    return isFilled(current) ? current.with(RoundState.CONSUMED) : current;
  }

  private static Ruling reject(Round round, Person person, Decision decision, Instant now) {
    if (!Seats.named(round.slots(), person.roles())) {
      return Ruling.of(
          Outcome.NOT_ELIGIBLE,
          round,
          "You have none of the roles that this gate asks: " + round.roles() + ".");
    }
    List<String> units = decision.units() == null ? List.of() : decision.units();
    Round rejected =
        without(round, person)
            .rejected(new Rejection(person.subject(), decision.reason(), units, now));
    return Ruling.of(
        Outcome.ACCEPTED,
        rejected,
        units.isEmpty()
            ? "The round is closed; the wave holds."
            : "The round is closed; held back: " + String.join(", ", units) + ".");
  }

  private static Round without(Round round, Person person) {
    return round.with(
        round.slots().stream()
            .map(slot -> person.subject().equals(slot.by()) ? Slot.open(slot.role()) : slot)
            .toList(),
        round.approvals().stream()
            .filter(approval -> !approval.subject().equals(person.subject()))
            .toList());
  }

  private static Ruling approve(Round round, Person person, Decision decision, Instant now) {
    Eligibility eligibility = eligible(round, person);
    Outcome refusal = refusal(eligibility.standing());
    if (refusal != null) {
      return Ruling.of(refusal, round, eligibility.why());
    }
    List<Approval> approvals = new ArrayList<>(round.approvals());
    approvals.add(
        new Approval(
            person.subject(), person.roles(), decision.reason(), decision.exception(), now));
    Optional<List<Slot>> slots = Seats.fill(round.slots(), approvals);
    if (slots.isEmpty()) {
      return Ruling.of(
          Outcome.INVALID,
          round,
          "exception: missing; allowed: a sentence, as only the exception slot of this YELLOW round"
              + " is left for you.");
    }
    return Ruling.of(Outcome.ACCEPTED, round.with(slots.get(), approvals), "Your approval counts.");
  }

  private static @Nullable Outcome refusal(Standing standing) {
    return switch (standing) {
      case ELIGIBLE -> null;
      case SELF_APPROVAL -> Outcome.SELF_APPROVAL;
      case NOT_ELIGIBLE -> Outcome.NOT_ELIGIBLE;
      case RED -> Outcome.REFUSED_RED;
      case CLOSED -> Outcome.ROUND_CLOSED;
      case APPROVED -> Outcome.INVALID;
    };
  }

  private static Ruling superseded(Round round) {
    return Ruling.of(
        Outcome.SUPERSEDED,
        round,
        String.format(
            "The evidence has changed since; gate %s is in round %s about %s.",
            round.gate(), round.number(), round.evidenceDigest()));
  }

  /** The evidence of a round never changes: this digest is of another round, or of nothing. */
  private static Ruling aboutOther(Round round, Decision decision) {
    return Ruling.of(
        Outcome.SUPERSEDED,
        round,
        String.format(
            "Round %s of gate %s is about %s, not about %s; look at that and decide on it.",
            round.number(), round.gate(), round.evidenceDigest(), decision.evidenceDigest()));
  }

  /** Why a round takes no decision, and gives none back; empty while it is open and in time. */
  public static Optional<Ruling> closed(Round round, Instant now) {
    Round current = expire(round, now);
    return switch (current.state()) {
      case OPEN -> Optional.empty();
      case EXPIRED ->
          Optional.of(
              Ruling.of(
                  Outcome.ROUND_EXPIRED,
                  round,
                  "This round expired at " + round.expiresAt() + "."));
      case SUPERSEDED -> Optional.of(superseded(round));
      case CONSUMED, REJECTED ->
          Optional.of(
              Ruling.of(
                  Outcome.ROUND_CLOSED,
                  round,
                  "This round is " + round.state() + " and takes no decision any more."));
    };
  }

  private static @Nullable String misfit(Round round, Decision decision) {
    List<String> units = decision.units();
    if (units != null && (units.isEmpty() || decision.decision() != Verb.REJECT)) {
      return "units: allowed with a REJECT only, at least one; leave it out to reject the whole"
          + " round.";
    }
    if (outOfBounds(decision.reason())) {
      return "reason: blank or too long; allowed: 1 to "
          + TEXT_MAX
          + " characters, or leave it out.";
    }
    if (outOfBounds(decision.exception())) {
      return "exception: blank or too long; allowed: 1 to "
          + TEXT_MAX
          + " characters, or leave it out.";
    }
    boolean asked = round.light() == Light.YELLOW && decision.decision() == Verb.APPROVE;
    if (decision.exception() != null && !asked && round.light() != Light.RED) {
      return "exception: not asked; allowed: only with an APPROVE of a YELLOW round, this is "
          + round.light()
          + ".";
    }
    return null;
  }

  private static boolean outOfBounds(@Nullable String text) {
    return text != null && (text.isBlank() || text.length() > TEXT_MAX);
  }

  private static boolean saidBefore(Round round, Person person, Decision decision) {
    Rejection rejection = round.rejection();
    if (decision.decision() == Verb.REJECT) {
      return rejection != null && rejection.subject().equals(person.subject());
    }
    return round
        .approvalBy(person)
        .filter(approval -> Objects.equals(approval.exception(), decision.exception()))
        .filter(approval -> Objects.equals(approval.reason(), decision.reason()))
        .isPresent();
  }
}
