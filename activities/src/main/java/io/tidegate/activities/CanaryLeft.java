package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.score.CanaryTraces;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a canary whose worker was killed while it flew has left on the target. The next attempt at
 * verify removes it; where there is none any more, the end of the wave does. It keeps no wave from
 * its end: what cannot be removed is told.
 */
final class CanaryLeft {
  private static final Duration PING_MAX = Duration.ofSeconds(5);

  /** Within the time of a brief step. */
  private static final Duration MEMBERS_MAX = Duration.ofSeconds(12);

  private final Plans plans;
  private final Notes notes;
  private final Reachability target;

  CanaryLeft(Plans plans, Notes notes, Reachability target) {
    this.plans = plans;
    this.notes = notes;
    this.target = target;
  }

  /**
   * Also of a member that died.
   *
   * @return for the step's line; empty where nothing is left
   * @throws KafkaUnavailable where the target does not answer: to be tried again
   */
  String afterRehearsal(Plan plan, Pulse pulse) {
    return told(plan, removed(plan, Poll.within(ShadowGroups.SESSION_MAX, pulse)));
  }

  /** Of a unit that the wave lets go where it is; it waits for no target that is away. */
  Done afterUnfreeze(Call call, Done done, Pulse pulse) {
    Plan plan = plans.of(call);
    Optional<String> away = plan.target().ping(PING_MAX);
    return and(done, told(plan, away.isPresent() ? away : last(plan, pulse)));
  }

  private static Optional<String> last(Plan plan, Pulse pulse) {
    try {
      return removed(plan, Poll.within(MEMBERS_MAX, pulse));
    } catch (KafkaUnavailable away) {
      return Optional.of(String.valueOf(away.getMessage()));
    }
  }

  /** On the way back, as patient with the target as the rest of it. */
  Done afterRollback(Call call, Done done, Pulse pulse) {
    Plan plan = plans.of(call);
    Poll members = Poll.within(ShadowGroups.SESSION_MAX, pulse);
    Optional<String> why =
        target
            .ask(plan, pulse, () -> removed(plan, members))
            .orElseGet(() -> Optional.of("the target cannot be reached"));
    return and(done, told(plan, why));
  }

  /** Why not all is gone; empty where it is. */
  private static Optional<String> removed(Plan plan, Poll members) {
    CanaryTraces traces = traces(plan);
    try {
      var unused = Quiet.untilEmpty(plan.target(), traces.groups(), members);
      traces.remove(Duration.ZERO);
      return Optional.empty();
    } catch (KafkaUnavailable away) {
      throw away;
    } catch (KafkaFailure failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  private static CanaryTraces traces(Plan plan) {
    return CanaryTraces.of(plan.target(), plan.call().wave(), plan.unit().unit());
  }

  private String told(Plan plan, Optional<String> why) {
    if (why.isEmpty()) {
      return "";
    }
    CanaryTraces traces = traces(plan);
    notes.audit(
        plan.call(),
        "canary-left",
        "",
        new Left(
            plan.unit().unit(), plan.target().name(), traces.name(), traces.groups(), why.get()));
    return "; what a canary may have left could not all be removed, so remove topic %s and groups %s on %s: %s"
        .formatted(
            traces.name(), String.join(", ", traces.groups()), plan.target().name(), why.get());
  }

  private static Done and(Done done, String told) {
    return told.isEmpty() ? done : new Done(done.key(), done.note() + told);
  }

  /**
   * Detail of the audit entry.
   *
   * @param topic that may be there still
   * @param groups of it the same
   */
  record Left(String unit, String cluster, String topic, List<String> groups, String why) {}
}
