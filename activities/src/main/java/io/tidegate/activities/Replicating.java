package io.tidegate.activities;

import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Effect;
import io.tidegate.activities.switches.ReplicatorTurn;
import io.tidegate.activities.switches.ReplicatorTurn.Action;
import io.tidegate.activities.switches.Switchboard;
import io.tidegate.activities.switches.Via;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells a replicator what to leave alone, and remembers in the ledger who holds it. A control that
 * knows only the whole connector is resumed by the last unit of the wave that holds the pause; of
 * other waves it knows nothing.
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
          note(call, Notes.Kind.GROUP_SYNC, State.HELD);
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
          note(call, Notes.Kind.GROUP_SYNC, State.LETTING_GO);
          List<String> others = control instanceof Control.Connect ? otherHolders(call) : List.of();
          if (!others.isEmpty()) {
            note(call, Notes.Kind.GROUP_SYNC, State.FREE);
            return new Done(
                call.key(), "the connector stays halted: units " + others + " hold it too");
          }
          String said = ask(plan, control, Action.RESUME_GROUP_SYNC, pulse);
          note(call, Notes.Kind.GROUP_SYNC, State.FREE);
          return new Done(call.key(), said);
        });
  }

  /** A linking tool makes the topics of the target writable instead. */
  Done stopTopics(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Control control = plan.runbook().replication().control();
    Action last = plan.runbook().replication().tool().links() ? Action.PROMOTE : Action.STOP_TOPICS;
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
          note(call, Notes.Kind.TOPICS, State.HELD);
          return new Done(call.key(), ask(plan, control, last, pulse));
        });
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
          note(call, Notes.Kind.TOPICS, State.FREE);
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

  private String ask(Plan plan, Control control, Action action, Pulse pulse) {
    Call call = plan.call();
    Via via = switchboard.of(control);
    ReplicatorTurn turn =
        new ReplicatorTurn(
            call.wave(),
            action,
            plan.unit().topics().stream().map(UnitTopic::source).toList(),
            plan.groups(),
            Long.toString(call.fence()),
            String.join("/", call.wave(), call.key(), action.name()));
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
      Map<TopicPartition, Long> now =
          new LogEnds(plan.target())
              .ends(Tail.partitionsOnTarget(plan), IsolationLevel.READ_UNCOMMITTED);
      boolean flat = now.equals(before.getAndSet(now));
      return flat ? Optional.empty() : Optional.of("the ends of the topics still move");
    };
  }

  private void note(Call call, Notes.Kind kind, State state) {
    notes.journal(call, kind, state.name(), new Hold(state), Hold.class);
  }

  private Optional<State> state(Call call, Notes.Kind kind) {
    return notes.latest(call, kind, Hold.class).map(Hold::state);
  }

  private List<String> otherHolders(Call call) {
    Map<String, State> last = new TreeMap<>();
    for (JournalRow row : notes.journal().list(call.wave())) {
      if (row.kind().equals(Notes.Kind.GROUP_SYNC.word())) {
        last.put(row.unit(), Bodies.read(row.detailJson(), Hold.class).state());
      }
    }
    TreeSet<String> holders = new TreeSet<>();
    last.forEach(
        (unit, state) -> {
          if (state == State.HELD && !unit.equals(call.unit())) {
            holders.add(unit);
          }
        });
    return new ArrayList<>(holders);
  }

  /** What a unit last made of the replicator. */
  enum State {
    HELD,
    LETTING_GO,
    FREE
  }

  /** Journal row. */
  record Hold(State state) {}

  /** Evidence: who was asked what, and what came of it. */
  record Said(String via, ReplicatorTurn asked, Answer answer) {}

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Said}
   */
  record ControlAsked(String unit, Action action, String via, String outcome, String evidence) {}
}
