package io.tidegate.activities.proof;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import java.util.List;

/**
 * Whether the target holds every record of a topic, from where the source's log begins to the end
 * that it had when it was looked at. Copies that come twice are no fault of it.
 *
 * @param light GREEN where it holds all; YELLOW where some are under way, were removed by the
 *     target's own retention, or stand among others; else RED
 * @param reason one plain sentence
 * @param rows one a partition, of a reader that would start at its begin
 */
public record TopicCoverage(String topic, Light light, String reason, List<Row> rows) {
  public TopicCoverage {
    rows = List.copyOf(rows);
  }

  /** Whether nothing but pending keeps it from GREEN, which comes and goes by itself. */
  public boolean isUnderWay() {
    return light == Light.YELLOW
        && rows.stream().allMatch(row -> light(row) == Light.GREEN || isComparable(row));
  }

  private static boolean isComparable(Row row) {
    return switch (row.verdict()) {
      case EXACT, REPLAY, EXPIRED_SOURCE -> true;
      default -> false;
    };
  }

  static TopicCoverage unproven(String topic, String why) {
    return new TopicCoverage(
        topic, Light.RED, "nothing of " + topic + " was compared: " + why, List.of());
  }

  static TopicCoverage of(String topic, List<Row> rows) {
    Light worst = Light.GREEN;
    String reason = "the target holds every record of " + topic;
    for (Row row : rows) {
      Light light = light(row);
      if (light.worst(worst) != worst) {
        worst = light;
        reason =
            "the target is not shown to hold every record of %s: on %s %s"
                .formatted(topic, row.pair().name(), row.reason());
      }
    }
    return new TopicCoverage(topic, worst, reason, rows);
  }

  private static Light light(Row row) {
    boolean allThere = row.counts().skip() == 0 && row.counts().pending() == 0;
    return switch (row.verdict()) {
      case EXACT, REPLAY, EXPIRED_SOURCE -> allThere ? Light.GREEN : missing(row);
      case DIVERGED, AMBIGUOUS -> allThere ? Light.YELLOW : missing(row);
      case EXPIRED_TARGET -> Light.YELLOW;
      case SKIP, NOT_REPLICATED_YET, OUT_OF_RANGE, UNCOMMITTED, UNPROVEN -> Light.RED;
    };
  }

  private static Light missing(Row row) {
    return row.counts().skip() == 0 ? Light.YELLOW : Light.RED;
  }
}
