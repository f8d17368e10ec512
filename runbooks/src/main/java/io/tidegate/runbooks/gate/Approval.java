package io.tidegate.runbooks.gate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one person has approved, as it counts for a round.
 *
 * @param roles the person's at that time
 * @param exception why it is right to go although the light is YELLOW; only then can it fill the
 *     exception slot
 */
public record Approval(
    String subject,
    List<String> roles,
    @Nullable String reason,
    @Nullable String exception,
    Instant at) {
  public Approval {
    roles = List.copyOf(roles);
  }
}
