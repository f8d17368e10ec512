package io.tidegate.workflows;

import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.Notice;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.WatchActivities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what the runbook says they are told. Nothing waits for it and nothing fails by it:
 * whoever cannot be reached is tried for a while and then given up, which is written down.
 */
final class Notices {
  /** What is still on its way when a workflow ends gets so long. */
  private static final Duration LAST_ONES = Duration.ofMinutes(1);

  private final List<Notice> rules;
  private final WatchActivities people;
  private final Scribe scribe;
  private String lastNeed = "";
  private int under;

  Notices(List<Notice> rules, WatchActivities people, Scribe scribe) {
    this.rules = rules;
    this.people = people;
    this.scribe = scribe;
  }

  void gate(Notice.Event event, String gate, String reason, Instant expires) {
    send(event, "", gate, reason, expires);
  }

  /** Said again only after something else was: an undo is tried for as long as it takes. */
  void needsOperator(String unit, String reason) {
    if (!lastNeed.equals(reason)) {
      lastNeed = reason;
      send(Notice.Event.NEEDS_OPERATOR, unit, null, reason, null);
    }
  }

  void held(String reason) {
    send(Notice.Event.HELD, "", null, reason, null);
  }

  void rollbackProposed(String unit, String reason) {
    send(Notice.Event.ROLLBACK_PROPOSED, unit, null, reason, null);
  }

  /** Waits a moment, so that what was just said is still sent. */
  void closed(String reason) {
    send(Notice.Event.CLOSED, "", null, reason, null);
    awaitSent();
  }

  /** Before a workflow ends. */
  void awaitSent() {
    Waiting.atMost(LAST_ONES, () -> under == 0);
  }

  private void send(
      Notice.Event event,
      String unit,
      @Nullable String gate,
      String reason,
      @Nullable Instant until) {
    Instant now = ViewBook.now();
    for (Notice rule : rules) {
      if (rule.on().contains(event)) {
        Call call = scribe.aboutPeople(unit);
        send(new WatchActivities.Notice(call, rule.url(), event.word(), gate, reason, now, until));
      }
    }
  }

  /** In a detached scope: people are told of a rollback's wave too. */
  private void send(WatchActivities.Notice notice) {
    under++;
    Workflow.newDetachedCancellationScope(
            () -> {
              var unused = Async.procedure(() -> tellOrNote(notice));
            })
        .run();
  }

  private void tellOrNote(WatchActivities.Notice notice) {
    try {
      people.announce(notice);
    } catch (TemporalFailure failed) {
      scribe.record(
          "notice-failed",
          Scribe.TIDEGATE,
          Scribe.detail(
              "event", notice.event(), "url", notice.url(), "reason", StepRunner.reasonOf(failed)),
          null,
          List.of());
    } finally {
      under--;
    }
  }
}
