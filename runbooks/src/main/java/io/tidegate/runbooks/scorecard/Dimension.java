package io.tidegate.runbooks.scorecard;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a unit is graded in, in the order in which it is shown. */
public enum Dimension {
  @JsonProperty("offset-parity")
  OFFSET_PARITY("offset-parity"),
  @JsonProperty("compatibility")
  COMPATIBILITY("compatibility"),
  @JsonProperty("operations")
  OPERATIONS("operations"),
  @JsonProperty("governance")
  GOVERNANCE("governance"),
  @JsonProperty("rollback")
  ROLLBACK("rollback");

  private final String word;

  Dimension(String word) {
    this.word = word;
  }

  /** The dimension as views write it. */
  public String word() {
    return word;
  }
}
