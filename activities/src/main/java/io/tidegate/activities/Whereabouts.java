package io.tidegate.activities;

import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import java.util.List;
import java.util.Optional;

/**
 * On which cluster a unit's consumers and producers may run, as the journal has it: what was asked
 * of their switches, not what Kafka shows.
 */
final class Whereabouts {
  private Whereabouts() {}

  /**
   * Before the way forward turns a switch, so that the way back knows of it; after the way back has
   * turned it.
   */
  static void note(Notes notes, Call call, Action action, Side side) {
    note(notes, call, Notes.Kind.SWITCH, new Turned(action, side));
  }

  /** The same, of the producers. */
  static void noteProducers(Notes notes, Call call, Action action, Side side) {
    note(notes, call, Notes.Kind.PRODUCERS, new Turned(action, side));
  }

  private static void note(Notes notes, Call call, Notes.Kind kind, Turned turned) {
    String mark = turned.action() + " " + turned.side().word();
    notes.journal(call, kind, mark, turned, Turned.class);
  }

  /** What the consumers were last asked on that side; empty where nothing was. */
  static Optional<Action> last(Notes notes, Call call, Side side) {
    return last(notes, call, Notes.Kind.SWITCH, side);
  }

  /** The same, of the producers. */
  static Optional<Action> lastOfProducers(Notes notes, Call call, Side side) {
    return last(notes, call, Notes.Kind.PRODUCERS, side);
  }

  private static Optional<Action> last(Notes notes, Call call, Notes.Kind kind, Side side) {
    List<JournalRow> rows = notes.rows(call);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (kind.isOf(rows.get(i))) {
        Turned turned = Turned.of(rows.get(i));
        if (turned.side() == side) {
          return Optional.of(turned.action());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the producers were started on that side after they were on the other. */
  static boolean producersStartedLastOn(Notes notes, Call call, Side side) {
    boolean there = false;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.PRODUCERS.isOf(row) && Turned.of(row).action() == Action.START) {
        there = Turned.of(row).side() == side;
      }
    }
    return there;
  }

  /** Whether the unit's producers may write on the target, or have. */
  static boolean producersStartedOnTarget(Notes notes, Call call) {
    return lastOfProducers(notes, call, Side.TARGET).isPresent();
  }

  /** Whether the unit's consumers may run on the target. */
  static boolean startedOnTarget(Notes notes, Call call) {
    return last(notes, call, Side.TARGET).filter(action -> action == Action.START).isPresent();
  }

  /**
   * Whether the unit's consumers were started on the target after it was seeded last, also where
   * they were stopped again since: else nothing of its own was read there.
   */
  static boolean startedSinceSeed(Notes notes, Call call) {
    boolean started = false;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FINAL.isOf(row)) {
        started = false;
      } else if (Notes.Kind.SWITCH.isOf(row)) {
        started |= Turned.of(row).equals(new Turned(Action.START, Side.TARGET));
      }
    }
    return started;
  }

  /** Whether a row says that the producers were started on that side. */
  static boolean isStartOfProducers(JournalRow row, Side side) {
    return Notes.Kind.PRODUCERS.isOf(row) && Turned.of(row).equals(new Turned(Action.START, side));
  }

  /** A journal row. */
  record Turned(Action action, Side side) {
    static Turned of(JournalRow row) {
      return Bodies.read(row.detailJson(), Turned.class);
    }
  }
}
