package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.TopicFacts.Topic;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Isolation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was calibrated, kept as long as both topics are the same ones. A calibration that failed is
 * not kept: the next records may tell. Safe for many threads.
 */
final class Profiles {
  private static final int KEPT_MAX = 10_000;

  private final Map<Key, Calibrated> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Calibrated> eldest) {
          return size() > KEPT_MAX;
        }
      };

  /** A topic created again has another id; settings decide which timestamps a record carries. */
  private record Key(
      @Nullable String sourceId,
      @Nullable String targetId,
      String source,
      String target,
      @Nullable String sourceTimestamps,
      @Nullable String targetTimestamps,
      Isolation isolation) {}

  /** What an earlier calibration found; empty where there was none, or none that held. */
  Optional<Calibrated> kept(Topic source, Topic target, Isolation isolation) {
    synchronized (kept) {
      return Optional.ofNullable(kept.get(key(source, target, isolation)));
    }
  }

  Calibration of(Topic source, Topic target, Isolation isolation, Supplier<Calibration> calibrate) {
    Optional<Calibrated> known = kept(source, target, isolation);
    if (known.isPresent()) {
      return known.get();
    }
    Calibration found = calibrate.get();
    if (found instanceof Calibrated calibrated) {
      synchronized (kept) {
        kept.put(key(source, target, isolation), calibrated);
      }
    }
    return found;
  }

  private static Key key(Topic source, Topic target, Isolation isolation) {
    return new Key(
        source.id(),
        target.id(),
        source.name(),
        target.name(),
        source.configs().get("message.timestamp.type"),
        target.configs().get("message.timestamp.type"),
        isolation);
  }
}
