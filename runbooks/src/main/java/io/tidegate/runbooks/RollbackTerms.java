package io.tidegate.runbooks;

import java.time.Duration;
import java.util.List;

/**
 * Who may roll a unit back and until when. The source decides what was read: {@code authoritative:
 * source}, the only one there is.
 *
 * @param caller the role that may ask for it, alone
 * @param window from the first START on the target
 * @param triggers in the order of the file
 */
public record RollbackTerms(String caller, Duration window, List<Trigger> triggers) {
  public RollbackTerms {
    triggers = List.copyOf(triggers);
    Require.role(caller);
    Require.positive("rollback window", window);
  }
}
