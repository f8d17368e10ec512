package io.tidegate.activities;

import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Turn;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.Switch;
import io.tidegate.workflows.activity.Call;
import java.util.List;
import java.util.Optional;

/** Asks a unit's switch, and remembers on which cluster consumers may run. */
final class Switching {
  static final String MODE = "LIVE";

  private final Webhooks webhooks;
  private final Notes notes;

  Switching(Webhooks webhooks, Notes notes) {
    this.webhooks = webhooks;
    this.notes = notes;
  }

  /**
   * Sends the action and waits for the application's word, which is not believed: see what Kafka
   * shows.
   */
  String ask(Plan plan, Action action, Side side, Pulse pulse) {
    Switch.Webhook via = (Switch.Webhook) plan.unit().consumers();
    Call call = plan.call();
    String key =
        String.join(
            "/",
            call.wave(),
            call.key(),
            action.name().toLowerCase(java.util.Locale.ROOT),
            side.word());
    Turn turn =
        new Turn(
            call.wave(),
            call.unit(),
            null,
            MODE,
            action,
            side,
            null,
            Long.toString(call.fence()),
            key);
    Answer answer = webhooks.turn(via.url(), turn, via.within(), pulse::beat);
    if (answer instanceof Answer.Done) {
      return "%s on the %s: %s says it is done".formatted(action, side.word(), via.url());
    }
    if (answer instanceof Answer.Failed failed) {
      throw Fail.later("%s on the %s: %s".formatted(action, side.word(), failed.why()));
    }
    String why =
        answer instanceof Answer.Refused refused ? refused.why() : ((Answer.NotTaken) answer).why();
    throw Fail.refused("%s on the %s: %s".formatted(action, side.word(), why));
  }

  /**
   * Before the way forward turns a switch, so that the way back knows of it; after the way back has
   * turned it.
   */
  void note(Call call, Action action, Side side) {
    Turned turned = new Turned(action, side);
    notes.journal(call, Notes.Kind.SWITCH, action + " " + side.word(), turned, Turned.class);
  }

  /** What was last asked on that side; empty where nothing was. */
  Optional<Action> last(Call call, Side side) {
    List<JournalRow> rows = notes.rows(call);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (rows.get(i).kind().equals(Notes.Kind.SWITCH.word())) {
        Turned turned = Bodies.read(rows.get(i).detailJson(), Turned.class);
        if (turned.side() == side) {
          return Optional.of(turned.action());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the unit's consumers may run on the target. */
  boolean startedOnTarget(Call call) {
    return last(call, Side.TARGET).filter(action -> action == Action.START).isPresent();
  }

  /**
   * Whether the unit's consumers were started on the target after it was seeded last, also where
   * they were stopped again since: else nothing of its own was read there.
   */
  boolean startedSinceSeed(Call call) {
    boolean started = false;
    for (JournalRow row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.FINAL.word())) {
        started = false;
      } else if (row.kind().equals(Notes.Kind.SWITCH.word())) {
        Turned turned = Bodies.read(row.detailJson(), Turned.class);
        started |= turned.side() == Side.TARGET && turned.action() == Action.START;
      }
    }
    return started;
  }

  /** A journal row. */
  record Turned(Action action, Side side) {}
}
