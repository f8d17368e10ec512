package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** The steps of a wave, in their order. */
public enum Step {
  @JsonProperty("inventory")
  INVENTORY("inventory"),
  @JsonProperty("freeze")
  FREEZE("freeze"),
  @JsonProperty("verify")
  VERIFY("verify"),
  @JsonProperty("quiesce")
  QUIESCE("quiesce"),
  @JsonProperty("seed")
  SEED("seed"),
  @JsonProperty("switch-consumers")
  SWITCH_CONSUMERS("switch-consumers"),
  @JsonProperty("observe")
  OBSERVE("observe"),
  @JsonProperty("switch-producers")
  SWITCH_PRODUCERS("switch-producers"),
  @JsonProperty("observe-producers")
  OBSERVE_PRODUCERS("observe-producers"),
  @JsonProperty("complete")
  COMPLETE("complete");

  private final String word;

  Step(String word) {
    this.word = word;
  }

  /** The step as runbooks, URLs and views write it. */
  public String word() {
    return word;
  }

  /** The step that is written so; empty for any other word. */
  public static Optional<Step> of(String word) {
    for (Step step : values()) {
      if (step.word.equals(word)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
