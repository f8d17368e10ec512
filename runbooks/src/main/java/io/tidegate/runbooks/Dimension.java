package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The five lights of a unit's scorecard. */
public enum Dimension {
  @JsonProperty("offset-parity")
  OFFSET_PARITY,
  @JsonProperty("compatibility")
  COMPATIBILITY,
  @JsonProperty("operations")
  OPERATIONS,
  @JsonProperty("governance")
  GOVERNANCE,
  @JsonProperty("rollback")
  ROLLBACK;

  /** As runbooks and clients call it. */
  public String word() {
    return Words.kebab(this);
  }
}
