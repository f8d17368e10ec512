package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One of the two clusters of a wave. */
public enum Side {
  @JsonProperty("source")
  SOURCE("source"),
  @JsonProperty("target")
  TARGET("target");

  private final String word;

  Side(String word) {
    this.word = word;
  }

  /** The word of runbooks and switch calls. */
  public String word() {
    return word;
  }
}
