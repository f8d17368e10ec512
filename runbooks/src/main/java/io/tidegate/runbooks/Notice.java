package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Who is told of what.
 *
 * @param on at least one event
 * @param url is sent a POST
 */
public record Notice(List<Event> on, String url) {

  public Notice {
    on = List.copyOf(on);
    Require.that(!on.isEmpty(), "notify " + url + " is told of nothing");
    Require.url(url);
  }

  /** What people are told of. */
  public enum Event {
    @JsonProperty("gate-opened")
    GATE_OPENED,
    /** A quarter of the round's time is left, and it is not consumed. */
    @JsonProperty("gate-expiring")
    GATE_EXPIRING,
    @JsonProperty("needs-operator")
    NEEDS_OPERATOR,
    @JsonProperty("held")
    HELD,
    @JsonProperty("rollback-proposed")
    ROLLBACK_PROPOSED,
    /** The wave has ended, however it did. */
    @JsonProperty("closed")
    CLOSED;

    /** The event as runbooks and notices write it. */
    public String word() {
      return Words.kebab(this);
    }
  }
}
