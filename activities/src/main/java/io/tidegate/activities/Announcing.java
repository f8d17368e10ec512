package io.tidegate.activities;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.WatchActivities.Notice;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Tells people what the runbook says they are told: one signed POST, times in UTC and local. */
final class Announcing {
  private static final Duration WITHIN = Duration.ofSeconds(8);

  private final Webhooks webhooks;
  private final ZoneId zone;

  /**
   * @param zone of the people: that of the worker
   */
  Announcing(Webhooks webhooks, ZoneId zone) {
    this.webhooks = webhooks;
    this.zone = zone;
  }

  Done announce(Notice notice, Pulse pulse) {
    Answer answer = webhooks.announce(notice.url(), body(notice, zone), WITHIN, pulse::beat);
    if (answer instanceof Answer.Done) {
      return new Done(notice.call().key(), notice.url() + " was told");
    }
    if (answer instanceof Answer.Failed failed) {
      throw Fail.later(failed.why());
    }
    throw Fail.refused(
        answer instanceof Answer.Refused refused
            ? refused.why()
            : ((Answer.NotTaken) answer).why());
  }

  static Body body(Notice notice, ZoneId zone) {
    Call call = notice.call();
    Instant until = notice.until();
    return new Body(
        call.wave(),
        call.unit().isEmpty() ? null : call.unit(),
        notice.event(),
        notice.gate(),
        notice.reason(),
        utc(notice.at()),
        local(notice.at(), zone),
        until == null ? null : utc(until),
        until == null ? null : local(until, zone),
        call.wave() + "/" + call.key());
  }

  private static String utc(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String local(Instant moment, ZoneId zone) {
    return moment
        .truncatedTo(ChronoUnit.SECONDS)
        .atZone(zone)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /**
   * The body of the POST.
   *
   * @param at in UTC, as {@code atLocal} is with the offset of the worker's time zone
   * @param until when the gate expires
   * @param idempotencyKey the same key is the same notice
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      String wave,
      @Nullable String unit,
      String event,
      @Nullable String gate,
      String reason,
      String at,
      String atLocal,
      @Nullable String until,
      @Nullable String untilLocal,
      String idempotencyKey) {}
}
