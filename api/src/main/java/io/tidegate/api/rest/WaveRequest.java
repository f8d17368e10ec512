package io.tidegate.api.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.api.http.Refusal;
import io.tidegate.workflows.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code PUT /waves/{wave}}. */
public record WaveRequest(
    @Nullable String runbook,
    @Nullable String digest,
    @Nullable Mode mode,
    @Nullable List<Times> windows) {

  private static final int WINDOWS_MAX = 100;

  /** What a wave may do. */
  public enum Mode {
    /** Moves applications, and so needs their units to itself. */
    LIVE,
    REHEARSAL,
    DRY_RUN
  }

  /** A change window as it was sent: RFC 3339 with an offset. */
  public record Times(@Nullable String opens, @Nullable String closes) {}

  /** What was asked, with everything checked that needs no ledger. */
  record Asked(String runbook, @Nullable String digest, Mode mode, List<Window> windows) {

    /** One form for one request: two that are the same have the same text. */
    String canonical() {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("runbook", runbook);
      if (digest != null) {
        body.put("digest", digest);
      }
      body.put("mode", mode.name());
      if (!windows.isEmpty()) {
        ArrayNode times = body.putArray("windows");
        windows.forEach(
            window ->
                times
                    .addObject()
                    .put("opens", window.opens().toString())
                    .put("closes", window.closes().toString()));
      }
      return body.toString();
    }
  }

  Asked asked() {
    Mode wanted = Given.value("mode", mode, "LIVE, REHEARSAL, DRY_RUN");
    return new Asked(
        Given.name("runbook", runbook),
        digest == null ? null : Given.digest("digest", digest),
        wanted,
        windows == null ? List.of() : windows(windows));
  }

  private static List<Window> windows(List<Times> given) {
    if (given.isEmpty() || given.size() > WINDOWS_MAX) {
      throw Refusal.invalid(
          "windows",
          given.size() + " windows",
          "1 to " + WINDOWS_MAX + ", or leave it out: then any time is right");
    }
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String field = "windows[" + i + "]";
      Times times = Given.value(field, given.get(i), "{opens, closes}");
      Instant opens = Given.moment(field + ".opens", times.opens());
      Instant closes = Given.moment(field + ".closes", times.closes());
      if (!closes.isAfter(opens)) {
        throw Refusal.invalid(field + ".closes", times.closes(), "later than " + times.opens());
      }
      windows.add(new Window(opens, closes));
    }
    return windows;
  }
}
