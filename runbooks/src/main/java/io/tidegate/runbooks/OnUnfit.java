package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a unit that is not fit for the switch does to the others of its wave. */
public enum OnUnfit {
  /** The wave stops before the gate. */
  @JsonProperty("stop-wave")
  STOP_WAVE,
  /** It is held back alone, its freeze and leases go at once; the others go on. */
  @JsonProperty("hold-back")
  HOLD_BACK
}
