package io.tidegate.activities;

import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Effect;
import io.tidegate.activities.switches.ReplicatorTurn;
import io.tidegate.activities.switches.ReplicatorTurn.Action;
import io.tidegate.activities.switches.Switchboard;
import io.tidegate.activities.switches.Via;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tells a replicator what to leave alone, and remembers in the ledger who holds it. A control that
 * knows only the whole connector is resumed by the last unit, of any open wave, that holds the
 * pause of this connector.
 */
final class Replicating {
  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switchboard switchboard;

  Replicating(Plans plans, Notes notes, Once once, Switchboard switchboard) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switchboard = switchboard;
  }

  Done pauseGroupSync(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Control control = plan.runbook().replication().control();
    if (control == null) {
      return new Done(
          call.key(), "no replication control is declared: the seed is watched for other writers");
    }
    return once.run(
        call,
        "pause-group-sync",
        Done.class,
        () -> {
          note(call, Notes.Kind.GROUP_SYNC, State.HELD, control);
          return new Done(call.key(), ask(plan, control, Action.PAUSE_GROUP_SYNC, pulse));
        });
  }

  /**
   * That a unit lets go is written before the others are looked at: of two that let go at once the
   * later one sees that nobody holds it.
   */
  Done resumeGroupSync(Call call, Pulse pulse) {
    if (state(call, Notes.Kind.GROUP_SYNC).filter(last -> last != State.FREE).isEmpty()) {
      return new Done(call.key(), "the group sync was not paused");
    }
    Plan plan = plans.of(call);
    Control control = declared(plan);
    return once.run(
        call,
        "resume-group-sync",
        Done.class,
        () -> {
          note(call, Notes.Kind.GROUP_SYNC, State.LETTING_GO, control);
          List<String> others =
              control instanceof Control.Connect connect ? otherHolders(call, connect) : List.of();
          if (!others.isEmpty()) {
            note(call, Notes.Kind.GROUP_SYNC, State.FREE, control);
            return new Done(
                call.key(),
                "the connector stays halted: " + String.join(", ", others) + " hold it too");
          }
          String said = ask(plan, control, Action.RESUME_GROUP_SYNC, pulse);
          note(call, Notes.Kind.GROUP_SYNC, State.FREE, control);
          return new Done(call.key(), said);
        });
  }

  /** A linking tool makes the topics of the target writable instead. */
  Done stopTopics(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Control control = plan.runbook().replication().control();
    Action last = lastOfTopics(plan);
    if (control == null || control instanceof Control.Connect) {
      return new Done(
          call.key(),
          control == null
              ? "no replication control is declared: the topics are not stopped"
              : "the control knows only group sync: the topics are not stopped");
    }
    return once.run(
        call,
        "stop-topics",
        Done.class,
        () -> {
          note(call, Notes.Kind.TOPICS, State.HELD, control);
          return new Done(call.key(), ask(plan, control, last, pulse));
        });
  }

  /** What the replicator is told when the producers have left the source. */
  static Action lastOfTopics(Plan plan) {
    return plan.runbook().replication().tool().links() ? Action.PROMOTE : Action.STOP_TOPICS;
  }

  Done startTopics(Call call, Pulse pulse) {
    if (state(call, Notes.Kind.TOPICS).filter(last -> last != State.FREE).isEmpty()) {
      return new Done(call.key(), "the topics were not stopped");
    }
    Plan plan = plans.of(call);
    Control control = declared(plan);
    return once.run(
        call,
        "start-topics",
        Done.class,
        () -> {
          String said = ask(plan, control, Action.START_TOPICS, pulse);
          note(call, Notes.Kind.TOPICS, State.FREE, control);
          return new Done(call.key(), said);
        });
  }

  private static Control declared(Plan plan) {
    return Optional.ofNullable(plan.runbook().replication().control())
        .orElseThrow(
            () ->
                Fail.refused(
                    "runbook " + plan.runbook().name() + " declares no replication control"));
  }

  /** One request, before it is made. */
  record Asking(Via via, ReplicatorTurn turn) {}

  /**
   * What the replicator is asked for an action; empty where no control is declared, or it does not
   * know that action.
   */
  Optional<Asking> asks(Plan plan, Action action) {
    Control control = plan.runbook().replication().control();
    boolean ofTopics = action == Action.STOP_TOPICS || action == Action.PROMOTE;
    return control == null || (ofTopics && control instanceof Control.Connect)
        ? Optional.empty()
        : Optional.of(asking(plan, control, action));
  }

  private Asking asking(Plan plan, Control control, Action action) {
    Call call = plan.call();
    ReplicatorTurn turn =
        new ReplicatorTurn(
            call.wave(),
            action,
            plan.unit().topics().stream().map(UnitTopic::source).toList(),
            plan.groups(),
            Long.toString(call.fence()),
            String.join("/", call.wave(), call.key(), action.name()));
    return new Asking(switchboard.of(control), turn);
  }

  private String ask(Plan plan, Control control, Action action, Pulse pulse) {
    Call call = plan.call();
    Asking asking = asking(plan, control, action);
    Via via = asking.via;
    ReplicatorTurn turn = asking.turn;
    Answer answer = via.ask(turn, effect(plan, action), within(plan, action), pulse::beat);
    String evidence = notes.put(new Said(via.told(), turn, answer));
    notes.audit(
        call,
        "control-asked",
        turn.idempotencyKey() + " " + evidence,
        new ControlAsked(
            call.unit(), action, via.told(), answer.getClass().getSimpleName(), evidence));
    return Switching.done(answer, turn.told() + ": " + via.told());
  }

  private static Duration within(Plan plan, Action action) {
    var producers = plan.unit().producers();
    boolean ofGroups = action == Action.PAUSE_GROUP_SYNC || action == Action.RESUME_GROUP_SYNC;
    return ofGroups || producers == null ? plan.unit().consumers().within() : producers.within();
  }

  /**
   * Whether group offsets are synced no more nothing on Kafka shows; that nothing is copied, it
   * does.
   */
  private static Effect effect(Plan plan, Action action) {
    if (action != Action.STOP_TOPICS && action != Action.PROMOTE) {
      return Optional::empty;
    }
    AtomicReference<Map<TopicPartition, Long>> before = new AtomicReference<>(Map.of());
    return () -> {
      Map<TopicPartition, Long> now = UnitEnds.on(plan, Side.TARGET);
      boolean flat = now.equals(before.getAndSet(now));
      return flat ? Optional.empty() : Optional.of("the ends of the topics still move");
    };
  }

  private void note(Call call, Notes.Kind kind, State state, Control control) {
    String connector = control instanceof Control.Connect connect ? name(connect) : null;
    notes.journal(call, kind, state.name(), new Hold(state, connector), Hold.class);
  }

  private static String name(Control.Connect connect) {
    return connect.connector() + " at " + connect.url();
  }

  private Optional<State> state(Call call, Notes.Kind kind) {
    return notes.latest(call, kind, Hold.class).map(Hold::state);
  }

  /** Of any wave: its pause must not end with this unit's. */
  private List<String> otherHolders(Call call, Control.Connect connect) {
    return otherHolders(
        notes.journal().latestOfOpenWaves(Notes.Kind.GROUP_SYNC.word()), call, connect);
  }

  static List<String> otherHolders(List<JournalRow> newest, Call call, Control.Connect connect) {
    List<String> holders = new ArrayList<>();
    for (JournalRow row : newest) {
      Hold hold = Bodies.read(row.detailJson(), Hold.class);
      boolean own = row.wave().equals(call.wave()) && row.unit().equals(call.unit());
      if (hold.state() == State.HELD && !own && name(connect).equals(hold.connector())) {
        holders.add("unit " + row.unit() + " of wave " + row.wave());
      }
    }
    return holders;
  }

  /** What a unit last made of the replicator. */
  enum State {
    HELD,
    LETTING_GO,
    FREE
  }

  /**
   * Journal row.
   *
   * @param connector which one, where the control knows only the whole of it
   */
  record Hold(State state, @Nullable String connector) {}

  /** Evidence: who was asked what, and what came of it. */
  record Said(String via, ReplicatorTurn asked, Answer answer) {}

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Said}
   */
  record ControlAsked(String unit, Action action, String via, String outcome, String evidence) {}
}
