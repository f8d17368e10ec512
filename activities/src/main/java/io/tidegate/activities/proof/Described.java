package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.proof.Frames.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one check as both clusters describe them: each is asked about once, however many of
 * its groups read it, and many in one call. Safe for many threads, which wait for each other.
 */
final class Described {
  private final Cluster source;
  private final Cluster target;
  private final Map<Names, Frames> known = new HashMap<>();
  private @Nullable Supplier<Map<Names, Frames>> asked;
  private @Nullable Map<Names, Frames> later;

  Described(Cluster source, Cluster target) {
    this.source = source;
    this.target = target;
  }

  /** Each of these as it was when the first group of the check asked about it. */
  synchronized Map<Names, Frames> of(Collection<Names> topics) {
    List<Names> missing =
        topics.stream().filter(topic -> !known.containsKey(topic)).distinct().toList();
    if (!missing.isEmpty()) {
      known.putAll(Frames.of(source, target, missing));
    }
    return some(known, topics);
  }

  /**
   * Asks how all of them are, without their settings, beside whatever else is asked then. Whoever
   * reads records of the check afterwards asks again: only what was asked last counts.
   */
  synchronized void askLater() {
    asked = Frames.askAgain(source, target, List.copyOf(known.keySet()));
    later = null;
  }

  /**
   * Each of these as it was when {@link #askLater} was last called; as it is where it never was.
   */
  synchronized Map<Names, Frames> later(Collection<Names> topics) {
    Map<Names, Frames> now = later;
    if (now == null) {
      if (asked == null) {
        askLater();
      }
      now = Objects.requireNonNull(asked).get();
      later = now;
    }
    return some(now, topics);
  }

  private static Map<Names, Frames> some(Map<Names, Frames> all, Collection<Names> topics) {
    Map<Names, Frames> some = new HashMap<>();
    for (Names topic : topics) {
      Frames frame = all.get(topic);
      if (frame != null) {
        some.put(topic, frame);
      }
    }
    return some;
  }
}
