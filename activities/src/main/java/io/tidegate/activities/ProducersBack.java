package io.tidegate.activities;

import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The producers' way back, step by step. As on the consumers' way ({@link Undoing}) a target that
 * stays unreachable stops none of it, and the application is always asked to stop.
 */
final class ProducersBack {
  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switching switching;
  private final Stranding stranding;
  private final Reachability target;
  private final Writing writing;

  ProducersBack(
      Plans plans,
      Notes notes,
      Once once,
      Switching switching,
      Stranding stranding,
      Reachability target) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switching = switching;
    this.stranding = stranding;
    this.target = target;
    this.writing = new Writing(notes);
  }

  /** The application is asked in any case; that it stopped only a target that answers can show. */
  Done stopOnTarget(Call call, Pulse pulse) {
    if (Whereabouts.lastOfProducers(notes, call, Side.TARGET)
        .filter(last -> last == Action.START)
        .isEmpty()) {
      return new Done(call.key(), "no producer was started on the target");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "stop-target-producers",
        Done.class,
        () -> {
          Switching.Shown still = UnitEnds.still(plan, Side.TARGET);
          String said =
              switching.askProducers(
                  plan,
                  Action.STOP,
                  Side.TARGET,
                  groups -> target.ask(plan, pulse, () -> still.missing(groups)).orElse(List.of()),
                  pulse);
          Duration within = Switching.producers(plan.unit()).within();
          Poll poll = Poll.within(within, pulse);
          Optional<Boolean> flat =
              target.ask(plan, pulse, () -> poll.until(() -> still.missing(List.of()).isEmpty()));
          if (flat.isPresent() && !flat.get()) {
            throw Fail.later("after " + within + " " + Fail.listed(still.missing(List.of())));
          }
          Whereabouts.noteProducers(notes, call, Action.STOP, Side.TARGET);
          if (flat.isEmpty()) {
            return new Done(
                call.key(),
                said + "; the target cannot be reached, so that nobody writes is not verified");
          }
          var unused = target.ask(plan, pulse, () -> stranding.endsHere(plan));
          return new Done(call.key(), said + "; its topics stand still");
        });
  }

  /**
   * A rollback that would lose more than was accepted leaves everything as it was: nobody is
   * started here who writes on the source by now.
   */
  Done startOnTarget(Call call, Pulse pulse) {
    boolean stopped =
        Whereabouts.lastOfProducers(notes, call, Side.TARGET)
            .filter(last -> last == Action.STOP)
            .isPresent();
    if (!stopped || !Whereabouts.producersStartedLastOn(notes, call, Side.TARGET)) {
      return new Done(call.key(), "no producer was stopped on the target but to go back");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-target-producers",
        Done.class,
        () -> {
          Whereabouts.noteProducers(notes, call, Action.START, Side.TARGET);
          return new Done(
              call.key(),
              switching.askProducers(plan, Action.START, Side.TARGET, groups -> List.of(), pulse));
        });
  }

  /** Quiet producers keep nobody standing: the consumers are started after them all the same. */
  Done startOnSource(Call call, Pulse pulse) {
    if (Whereabouts.lastOfProducers(notes, call, Side.SOURCE)
        .filter(last -> last == Action.STOP)
        .isEmpty()) {
      return new Done(call.key(), "no producer was stopped on the source");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-source-producers",
        Done.class,
        () -> {
          Map<TopicPartition, Long> from = UnitEnds.on(plan, Side.SOURCE);
          String said =
              switching.askProducers(plan, Action.START, Side.SOURCE, groups -> List.of(), pulse);
          Writing.Seen seen = writing.awaitFirst(plan, Side.SOURCE, from, () -> {}, pulse);
          if (seen.missed()) {
            notes.audit(call, "producers-not-seen", "", new NotSeen(call.unit(), seen.told()));
          }
          Whereabouts.noteProducers(notes, call, Action.START, Side.SOURCE);
          return new Done(call.key(), said + "; " + seen.told());
        });
  }

  /** Detail of the audit entry: they were started, and nothing shows it. */
  record NotSeen(String unit, String what) {}
}
