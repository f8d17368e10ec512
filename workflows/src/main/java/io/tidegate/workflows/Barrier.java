package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Notice;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits before one step until its gates are consumed. */
final class Barrier {
  private static final Duration BLOCKED_MIN = Duration.ofSeconds(5);

  /** Each look is some events of a history that ends at 51,200; rounds may stand for days. */
  private static final Duration BLOCKED_MAX = Duration.ofMinutes(5);

  /** People are told when this part of a round's time is left. */
  private static final int WARNED_AT = 4;

  /** How waiting ended. */
  sealed interface Passage {
    /** Consumed, and written down: the step may begin. */
    record Go() implements Passage {}

    /** What people decided on has changed: it is looked at again, and the next round opens. */
    record Again(String why) implements Passage {}

    /** Rejected, expired or out of change windows: the wave holds, it never goes. */
    record Held(String why) implements Passage {}

    /** Some of its units were rejected by name: they are held back, the others are asked again. */
    record HeldBack(List<String> units, String why) implements Passage {}
  }

  /** What a gate is about. */
  interface Question {
    /** What people are asked to decide on. */
    List<UnitAt> evidence();

    /** The same facts, read again at the moment of use. */
    Facts readAgain();
  }

  /**
   * The facts of the moment.
   *
   * @param differences from what was decided on, one line each
   * @param blocked why the round may stand but not be consumed now, one line each
   */
  record Facts(List<UnitAt> evidence, List<String> differences, List<String> blocked) {
    String change() {
      return differences.isEmpty() ? "the evidence is another one" : String.join("; ", differences);
    }
  }

  private final Deck deck;
  private final Gates gates;
  private final Gatehouse house;
  private final List<GateRule> rules;
  private final List<MigrationUnit> units;
  private final ChangeWindows windows;
  private final String since;
  private final BooleanSupplier changed;
  private final Supplier<List<ObjectNode>> rehearsals;
  private boolean warned;
  private String toldWaiting = "";

  /**
   * @param windows in which it is consumed
   * @param since what has changed since an earlier round; empty for none
   * @param changed true when it is about other units meanwhile
   * @param rehearsals what the units came to since they were rehearsed
   */
  Barrier(
      Gatehouse house,
      List<GateRule> rules,
      List<MigrationUnit> units,
      ChangeWindows windows,
      String since,
      BooleanSupplier changed,
      Supplier<List<ObjectNode>> rehearsals) {
    this.deck = house.deck();
    this.gates = house.gates();
    this.house = house;
    this.rules = rules;
    this.units = units;
    this.windows = windows;
    this.since = since;
    this.changed = changed;
    this.rehearsals = rehearsals;
  }

  /** One sentence: whose decisions are missing now. */
  String waits() {
    return gates.waiting(rules)
        + (since.isEmpty() ? "" : "; since the last round: " + since)
        + verifiedBefore();
  }

  /** What has moved since is not in the lights of a scorecard: nobody may take them for today's. */
  private String verifiedBefore() {
    if (rules.stream().noneMatch(rule -> rule.before().compareTo(Step.QUIESCE) > 0)) {
      return "";
    }
    List<String> names = units.stream().map(MigrationUnit::unit).toList();
    return deck.book().view().units().stream()
        .filter(unit -> names.contains(unit.unit()))
        .flatMap(unit -> RoundTold.verifiedAt(unit).stream())
        .min(Comparator.naturalOrder())
        .map(
            oldest ->
                "; the scorecards were taken before the switch, the oldest at "
                    + oldest.truncatedTo(ChronoUnit.SECONDS))
        .orElse("");
  }

  Passage cross(Question question) {
    List<UnitAt> asked = question.evidence();
    gates.open(rules, asked, units);
    stand(waits());
    tellOpened(asked);
    announce(Notice.Event.GATE_OPENED, waits());
    Duration blocked = BLOCKED_MIN;
    while (true) {
      awaitDecided();
      if (gates.isAnyClosed(rules)) {
        return closed();
      }
      if (changed.getAsBoolean()) {
        supersede("it is about other units now");
        return new Passage.Again("other units");
      }
      Instant now = ViewBook.now();
      if (!windows.isOpen(now)) {
        if (windows.nextOpening(now).isEmpty()) {
          supersede(windows.told(now));
          return new Passage.Held(windows.told(now));
        }
        awaitWindow(now);
        continue;
      }
      Facts facts = question.readAgain();
      gates.expire(rules); // reading takes its time
      if (!mayUse() || !windows.isOpen(ViewBook.now())) {
        continue; // somebody said something meanwhile, or it is too late
      }
      if (!gates.isAbout(rules, facts.evidence())) {
        String why = facts.change();
        supersede(why);
        return new Passage.Again(why);
      }
      if (!facts.blocked().isEmpty()) {
        awaitUnblocked(facts, blocked);
        blocked = shorter(blocked.multipliedBy(2), BLOCKED_MAX);
      } else if (gates.use(rules, facts.evidence())) {
        units.forEach(unit -> deck.book().unit(unit.unit(), WaveState.RUNNING));
        deck.book().wave(WaveState.RUNNING, "consumed " + gates.describe(rules));
        tell("gate-consumed");
        return new Passage.Go();
      }
    }
  }

  /**
   * Until the rounds are filled and nothing else is under way, or one has closed; an expiry closes
   * it. People are told when most of its time is over.
   */
  private void awaitDecided() {
    while (!mayUse() && !isOver()) {
      Duration untilWarning = untilExpiry().minus(Gates.shortestTime(rules).dividedBy(WARNED_AT));
      if (!warned && (untilWarning.isNegative() || untilWarning.isZero())) {
        warned = true;
        announce(Notice.Event.GATE_EXPIRING, waits());
      }
      awaitChange(warned ? untilExpiry() : untilWarning);
      gates.expire(rules);
    }
  }

  private void awaitChange(Duration most) {
    Waiting.atMost(most, () -> mayUse() || isOver());
  }

  private boolean isOver() {
    return gates.isAnyClosed(rules) || changed.getAsBoolean();
  }

  private boolean mayUse() {
    return gates.areFilled(rules)
        && !house.stop().isHeld()
        && house.inboxIsQuiet().getAsBoolean()
        && !changed.getAsBoolean();
  }

  private Duration untilExpiry() {
    Duration left = Duration.between(ViewBook.now(), gates.firstExpiry(rules));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void awaitUnblocked(Facts facts, Duration most) {
    standApproved("gate-blocked", String.join("; ", facts.blocked()), most);
  }

  private void awaitWindow(Instant now) {
    Duration untilOpen = Duration.between(now, windows.nextOpening(now).orElseThrow());
    standApproved("gate-waits-for-window", windows.told(now), untilOpen);
  }

  /** Approved, and not used yet. */
  private void standApproved(String kind, String why, Duration most) {
    stand(gates.describe(rules) + ": approved, and waits: " + why);
    if (!toldWaiting.equals(why)) {
      toldWaiting = why;
      tell(kind);
    }
    Waiting.atMost(shorter(most, untilExpiry()), () -> !mayUse() || isOver());
    gates.expire(rules);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Passage closed() {
    String why = gates.whyClosed(rules);
    List<String> heldBack = gates.heldBack(rules);
    gates.supersede(rules);
    deck.book().because(why);
    tell("gate-closed");
    return heldBack.isEmpty() ? new Passage.Held(why) : new Passage.HeldBack(heldBack, why);
  }

  private void supersede(String why) {
    gates.supersede(rules);
    deck.book().because(gates.describe(rules) + " superseded: " + why);
    tell("gate-superseded");
  }

  private void stand(String why) {
    units.forEach(unit -> deck.book().unit(unit.unit(), WaveState.AT_GATE));
    if (house.stop().isHeld()) {
      deck.book().wave(WaveState.HELD, house.stop().why());
    } else {
      deck.book().wave(WaveState.AT_GATE, why);
    }
  }

  private void announce(Notice.Event event, String why) {
    gates.eachOpen(rules, (gate, expires) -> deck.notices().gate(event, gate, why, expires));
  }

  private void tell(String kind) {
    deck.tell(kind, detail());
  }

  /** With what people decide on: the lights of each unit, and its last rehearsal. */
  private void tellOpened(List<UnitAt> asked) {
    ObjectNode detail = detail();
    detail.set("units", RoundTold.lights(asked, deck.book().view().units()));
    rehearsals.get().forEach(detail.putArray("sinceRehearsal")::add);
    deck.tell("gate-opened", detail);
  }

  private ObjectNode detail() {
    ObjectNode detail = Scribe.detail("reason", deck.book().view().reason());
    detail.set("gates", gates.detail(rules));
    return detail;
  }
}
