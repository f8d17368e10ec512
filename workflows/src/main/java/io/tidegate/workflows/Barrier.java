package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits before one step until its gates are consumed. */
final class Barrier {
  private static final Duration BLOCKED_MIN = Duration.ofSeconds(5);
  private static final Duration BLOCKED_MAX = Duration.ofMinutes(1);

  /** How waiting ended. */
  sealed interface Passage {
    /** Consumed, and written down: the step may begin. */
    record Go() implements Passage {}

    /** What people decided on has changed: it is looked at again, and the next round opens. */
    record Again(String why) implements Passage {}

    /** Rejected or expired: the wave holds, it never goes. */
    record Held(String why) implements Passage {}
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
  record Facts(List<UnitAt> evidence, List<String> differences, List<String> blocked) {}

  private final Deck deck;
  private final Gates gates;
  private final Stop stop;
  private final BooleanSupplier inboxIsQuiet;
  private final List<GateRule> rules;
  private final List<MigrationUnit> units;
  private final String since;

  /**
   * @param since what has changed since an earlier round; empty for none
   */
  Barrier(
      Deck deck,
      Gates gates,
      Stop stop,
      BooleanSupplier inboxIsQuiet,
      List<GateRule> rules,
      List<MigrationUnit> units,
      String since) {
    this.deck = deck;
    this.gates = gates;
    this.stop = stop;
    this.inboxIsQuiet = inboxIsQuiet;
    this.rules = rules;
    this.units = units;
    this.since = since;
  }

  /** One sentence: whose decisions are missing now. */
  String waits() {
    return gates.waiting(rules) + (since.isEmpty() ? "" : "; since the last round: " + since);
  }

  Passage cross(Question question) {
    List<UnitAt> asked = question.evidence();
    gates.open(rules, asked, units);
    stand(waits());
    tell("gate-opened");
    Duration blocked = BLOCKED_MIN;
    while (true) {
      awaitDecided();
      if (gates.isAnyClosed(rules)) {
        return held();
      }
      Facts now = question.readAgain();
      gates.expire(rules); // reading takes its time
      if (!mayUse()) {
        continue; // somebody said something meanwhile, or it is too late
      }
      if (!gates.isAbout(rules, now.evidence())) {
        return superseded(now);
      }
      if (!now.blocked().isEmpty()) {
        awaitUnblocked(now, blocked);
        blocked =
            blocked.multipliedBy(2).compareTo(BLOCKED_MAX) > 0
                ? BLOCKED_MAX
                : blocked.multipliedBy(2);
      } else if (gates.use(rules, now.evidence())) {
        units.forEach(unit -> deck.book().unit(unit.unit(), WaveState.RUNNING));
        deck.book().wave(WaveState.RUNNING, "consumed " + gates.describe(rules));
        tell("gate-consumed");
        return new Passage.Go();
      }
    }
  }

  /**
   * Until the rounds are filled and nothing else is under way, or one has closed; an expiry closes
   * it.
   */
  private void awaitDecided() {
    while (!mayUse() && !gates.isAnyClosed(rules)) {
      awaitChange(untilExpiry());
      gates.expire(rules);
    }
  }

  private void awaitChange(Duration most) {
    Waiting.atMost(most, () -> mayUse() || gates.isAnyClosed(rules));
  }

  private boolean mayUse() {
    return gates.areFilled(rules) && !stop.isHeld() && inboxIsQuiet.getAsBoolean();
  }

  private Duration untilExpiry() {
    Duration left = Duration.between(ViewBook.now(), gates.firstExpiry(rules));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void awaitUnblocked(Facts now, Duration most) {
    stand(gates.describe(rules) + ": approved, and waits: " + String.join("; ", now.blocked()));
    tell("gate-blocked");
    Duration left = untilExpiry();
    Waiting.atMost(
        most.compareTo(left) < 0 ? most : left, () -> !mayUse() || gates.isAnyClosed(rules));
    gates.expire(rules);
  }

  private Passage held() {
    String why = gates.whyClosed(rules);
    gates.supersede(rules);
    deck.book().because(why);
    tell("gate-closed");
    return new Passage.Held(why);
  }

  private Passage superseded(Facts now) {
    String why =
        now.differences().isEmpty()
            ? "the evidence is another one"
            : String.join("; ", now.differences());
    gates.supersede(rules);
    deck.book().because(gates.describe(rules) + " superseded: " + why);
    tell("gate-superseded");
    return new Passage.Again(why);
  }

  private void stand(String why) {
    units.forEach(unit -> deck.book().unit(unit.unit(), WaveState.AT_GATE));
    if (stop.isHeld()) {
      deck.book().wave(WaveState.HELD, stop.why());
    } else {
      deck.book().wave(WaveState.AT_GATE, why);
    }
  }

  private void tell(String kind) {
    ObjectNode detail = Scribe.detail("reason", deck.book().view().reason());
    detail.set("gates", gates.detail(rules));
    deck.tell(kind, detail);
  }
}
