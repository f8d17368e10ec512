package io.tidegate.activities;

import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Switchboard;
import io.tidegate.activities.switches.Turn;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.activities.switches.Via;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.Switch;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a unit's switches, and keeps every answer. */
final class Switching {
  static final String MODE = "LIVE";

  private final Switchboard switchboard;
  private final Notes notes;
  private final Once once;

  Switching(Switchboard switchboard, Notes notes, Once once) {
    this.switchboard = switchboard;
    this.notes = notes;
    this.once = once;
  }

  /** What Kafka does not show yet of an action on these groups, one line each. */
  @FunctionalInterface
  interface Shown {
    List<String> missing(List<String> groups);
  }

  /**
   * Asks the unit's switch for the groups without one of their own, then each of theirs, all within
   * the unit's bound. Whoever is asked is not believed: see what Kafka shows.
   *
   * @param shown for a kind that cannot answer by itself
   */
  String ask(Plan plan, Action action, Side side, Shown shown, Pulse pulse) {
    return ask(plan, action, side, Map.of(), shown, pulse);
  }

  /**
   * The same, with where to go on.
   *
   * @param positions by group, for applications that keep their own
   */
  String ask(
      Plan plan,
      Action action,
      Side side,
      Map<String, List<Turn.Position>> positions,
      Shown shown,
      Pulse pulse) {
    long end = System.nanoTime() + plan.unit().consumers().within().toNanos();
    List<String> said = new ArrayList<>();
    for (Asking asking : asks(plan, action, side, positions)) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Duration within = left.compareTo(asking.how.within()) < 0 ? left : asking.how.within();
      said.add(ask(plan, asking, shown, within, pulse));
    }
    return String.join("; ", said);
  }

  /**
   * What is asked of the unit's switches for an action, in the order of asking.
   *
   * @param positions by group, for applications that keep their own
   */
  List<Asking> asks(
      Plan plan, Action action, Side side, Map<String, List<Turn.Position>> positions) {
    return parts(plan.unit()).stream()
        .map(part -> asking(plan, part, action, side, part.of(positions)))
        .toList();
  }

  /** The same, of the producers' switch. */
  Asking asksProducers(Plan plan, Action action, Side side) {
    Part part = new Part(producers(plan.unit()), null, plan.groups());
    return asking(plan, part, action, side, null);
  }

  private Asking asking(
      Plan plan, Part part, Action action, Side side, @Nullable List<Turn.Position> positions) {
    Call call = plan.call();
    Turn turn =
        new Turn(
            call.wave(),
            call.unit(),
            part.group,
            MODE,
            action,
            side,
            positions,
            Long.toString(call.fence()),
            key(call, action, side, part.group));
    return new Asking(part.how, switchboard.of(part.how), part.groups, turn);
  }

  /**
   * One request, before it is made.
   *
   * @param groups that it is about
   */
  record Asking(Switch how, Via via, List<String> groups, Turn turn) {}

  /**
   * Asks the switch of a group about its shadow in a rehearsal. Whoever does not take rehearsals
   * says so.
   *
   * @param positions where to go on, for an application that keeps its own; else null
   * @param fence what the application knows the unit by
   */
  Answer rehearse(
      Plan plan,
      UnitGroup group,
      Switch how,
      Action action,
      @Nullable List<Turn.Position> positions,
      long fence,
      Pulse pulse) {
    Call call = plan.call();
    String shadow = Shadow.of(group.group(), call.wave());
    Turn turn =
        new Turn(
            call.wave(),
            call.unit(),
            shadow,
            Rehearsing.MODE,
            action,
            Side.TARGET,
            positions,
            Long.toString(fence),
            key(call, action, Side.TARGET, group.group()));
    Via via = switchboard.of(how);
    Answer answer = via.ask(turn, Optional::empty, how.within(), pulse::beat);
    keep(call, turn, via, answer);
    return answer;
  }

  /** Asks the producers' switch, within its own bound. */
  String askProducers(Plan plan, Action action, Side side, Shown shown, Pulse pulse) {
    Asking asking = asksProducers(plan, action, side);
    return ask(plan, asking, shown, asking.how.within(), pulse);
  }

  static Switch producers(MigrationUnit unit) {
    Switch how = unit.producers();
    if (how == null) {
      throw Fail.refused("unit " + unit.unit() + " declares no producers");
    }
    return how;
  }

  private String ask(Plan plan, Asking asking, Shown shown, Duration within, Pulse pulse) {
    Via via = asking.via;
    Turn turn = asking.turn;
    once.underFence(plan.call(), pulse).beat();
    Answer answer = via.ask(turn, () -> line(shown.missing(asking.groups)), within, pulse::beat);
    keep(plan.call(), turn, via, answer);
    return done(answer, turn.told() + ": " + via.told());
  }

  private static Optional<String> line(List<String> missing) {
    return missing.isEmpty() ? Optional.empty() : Optional.of(Fail.listed(missing));
  }

  /** What was said for done; whatever else ends the step. */
  static String done(Answer answer, String asked) {
    if (answer instanceof Answer.Done) {
      return asked + " says it is done";
    }
    if (answer instanceof Answer.Failed failed) {
      throw Fail.later(asked + ": " + failed.why());
    }
    String why =
        answer instanceof Answer.Refused refused ? refused.why() : ((Answer.NotTaken) answer).why();
    throw Fail.refused(asked + ": " + why);
  }

  /** Every different answer once, the words of it as evidence. */
  private void keep(Call call, Turn turn, Via via, Answer answer) {
    String evidence = notes.put(new Said(via.told(), turn, answer));
    String outcome = answer.getClass().getSimpleName();
    notes.audit(
        call,
        "switch-asked",
        turn.idempotencyKey() + " " + evidence,
        new SwitchAsked(
            turn.unit(),
            turn.group(),
            turn.action(),
            turn.cluster(),
            via.told(),
            outcome,
            evidence));
  }

  private static String key(Call call, Action action, Side side, @Nullable String group) {
    String key =
        String.join(
            "/", call.wave(), call.key(), action.name().toLowerCase(Locale.ROOT), side.word());
    return group == null ? key : key + "/" + group;
  }

  /** Who is asked: the unit's switch for the groups that have none, and each group's own. */
  private static List<Part> parts(MigrationUnit unit) {
    List<Part> parts = new ArrayList<>();
    List<String> shared =
        unit.groups().stream()
            .filter(group -> group.ownSwitch().isEmpty())
            .map(UnitGroup::group)
            .toList();
    if (!shared.isEmpty()) {
      parts.add(new Part(unit.consumers(), null, shared));
    }
    for (UnitGroup group : unit.groups()) {
      group
          .ownSwitch()
          .ifPresent(own -> parts.add(new Part(own, group.group(), List.of(group.group()))));
    }
    return parts;
  }

  private record Part(Switch how, @Nullable String group, List<String> groups) {
    /** Null where none of its groups is told any. */
    @Nullable List<Turn.Position> of(Map<String, List<Turn.Position>> positions) {
      List<String> told = groups.stream().filter(positions::containsKey).toList();
      return told.isEmpty()
          ? null
          : told.stream()
              .flatMap(name -> positions.getOrDefault(name, List.of()).stream())
              .toList();
    }
  }

  /** Evidence: who was asked what, and what came of it. */
  record Said(String via, Turn asked, Answer answer) {}

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Said}
   */
  record SwitchAsked(
      String unit,
      @Nullable String group,
      Action action,
      Side cluster,
      String via,
      String outcome,
      String evidence) {}
}
