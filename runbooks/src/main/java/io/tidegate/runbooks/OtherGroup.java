package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A group on the unit's topics that does not move in this wave, and why. */
public record OtherGroup(String group, Plan plan, String reason) {

  public OtherGroup {
    Require.group(group);
    Require.that(!reason.isBlank(), "group " + group + " is left out without a reason");
  }

  /** What becomes of it. */
  public enum Plan {
    /** It moves in another wave; until then the producers stay. */
    @JsonProperty("later")
    LATER,
    /** Nobody needs it any more. */
    @JsonProperty("abandoned")
    ABANDONED
  }
}
