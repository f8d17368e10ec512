package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.proof.Frames.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one check as both clusters describe them: each is asked about once, however many of
 * its groups read it, and many in one call. Safe for many threads, which wait for each other.
 */
final class Described {
  private final Cluster source;
  private final Cluster target;
  private final Map<Names, Frames> known = new HashMap<>();
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
   * Each of these as it is, without its settings, when all records of the check are read: all are
   * asked about when the first of them is.
   */
  synchronized Map<Names, Frames> later(Collection<Names> topics) {
    Map<Names, Frames> now = later;
    if (now == null) {
      now = Frames.again(source, target, known.keySet());
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
