package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a unit that is not fit for the switch does to the others of its wave. */
public enum OnUnfit {
  /** The wave stops before the gate. */
  @JsonProperty("stop-wave")
  STOP_WAVE
}
