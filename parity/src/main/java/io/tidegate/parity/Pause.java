package io.tidegate.parity;

import java.time.Duration;

/** How a check waits for a pipe. The caller's: it may sleep, heartbeat, or move a test's clock. */
@FunctionalInterface
public interface Pause {
  /**
   * Returns after about this long. A caller that wants the check to end throws {@link
   * LogUnavailable}.
   */
  void pause(Duration atMost);
}
