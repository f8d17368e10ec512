package io.tidegate.runbooks.scorecard;

import io.tidegate.parity.Light;

/**
 * One thing that a dimension rests on.
 *
 * @param id the same for the same thing in a later check
 * @param reason one sentence
 * @param waivable whether a written waiver can turn it YELLOW
 */
public record GradedFinding(String id, Light light, String reason, boolean waivable) {
  public GradedFinding {
    if (id.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException(
          "a finding without an id or reason: '" + id + "', '" + reason + "'");
    }
  }
}
