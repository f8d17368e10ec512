package io.tidegate.runbooks.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one person says about one round.
 *
 * @param round the number that the person saw
 * @param evidenceDigest what the person saw; another one than the round's decides nothing
 * @param reason for the record
 * @param exception why it is right to go although the light is YELLOW
 * @param units those to hold back with a REJECT, where the runbook says {@code onUnfit: hold-back};
 *     null rejects the whole round
 */
public record Decision(
    int round,
    Verb decision,
    String evidenceDigest,
    @Nullable String reason,
    @Nullable String exception,
    @Nullable List<String> units) {

  public Decision {
    units = units == null ? null : List.copyOf(units);
  }

  /** Yes or no. */
  public enum Verb {
    APPROVE,
    REJECT
  }
}
