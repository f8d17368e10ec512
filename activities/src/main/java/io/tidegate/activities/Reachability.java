package io.tidegate.activities;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a rollback has to do without the target: it is away when it did not answer for {@link
 * #PATIENCE}. Until it answers again, one question is enough for the next step to know.
 */
final class Reachability {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PING_MAX = Duration.ofSeconds(5);

  private final Duration patience;
  private final Duration ping;
  private final Map<String, Boolean> away = new ConcurrentHashMap<>();

  Reachability(Duration patience) {
    this.patience = patience;
    this.ping = patience.compareTo(PING_MAX) < 0 ? patience : PING_MAX;
  }

  boolean isAway(Plan plan, Pulse pulse) {
    String name = plan.target().name();
    Duration wait = away.containsKey(name) ? Duration.ZERO : patience;
    if (new Poll(Duration.ofSeconds(1), wait, pulse)
        .until(() -> plan.target().ping(ping).isEmpty())) {
      away.remove(name);
      return false;
    }
    away.put(name, true);
    return true;
  }
}
