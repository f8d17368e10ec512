package io.tidegate.demo;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runbooks of these tests say beside what each of them is about. */
final class Watched {
  /** What the deputy writes where a round is YELLOW for what these waves leave out. */
  static final String EXCEPTION = "a test: nothing is fenced or rehearsed";

  /** A wave may stand for minutes here while something is killed; it is watched all the same. */
  private static final String PATIENT = "< 600000";

  private Watched() {}

  /**
   * The value of a unit's {@code signals}: its five areas, as {@link
   * io.tidegate.demo.app.Monitoring} shows them.
   *
   * @param operations address of the operations server
   * @param application the unit's
   */
  static String signals(String operations, String application) {
    return Stream.of(
            signal("lag", PATIENT),
            signal("errors", "== 0"),
            signal("producer-latency", PATIENT),
            signal("broker-health", "== 0"),
            signal("replication", PATIENT))
        .map(signal -> signal.formatted(operations, application))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String signal(String area, String healthy) {
    return "{name: %1$s, covers: %1$s, on: target, url: \"%%s/%%s/signals/%1$s\", healthy: \"%2$s\", freshWithin: PT1M}"
        .formatted(area, healthy);
  }
}
