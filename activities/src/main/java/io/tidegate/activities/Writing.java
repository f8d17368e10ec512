package io.tidegate.activities;

import io.tidegate.runbooks.Side;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a unit's producers are seen to write: before they are stopped, and once they are started
 * on either side. Any record counts, whoever wrote it; producers that were quiet before need not be
 * seen after.
 */
final class Writing {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** The pause budget runs already, and STOP itself may take all of the switch's bound. */
  private static final Duration LOOK_BEFORE_MAX = Duration.ofSeconds(10);

  private final Notes notes;

  Writing(Notes notes) {
    this.notes = notes;
  }

  /** What cannot be seen to write before it is moved cannot be missed after. */
  void noteBefore(Plan plan, Pulse pulse) {
    Map<TopicPartition, Long> before = UnitEnds.on(plan, Side.SOURCE);
    boolean write =
        new Poll(LOOK_EVERY, LOOK_BEFORE_MAX, pulse)
            .until(() -> !UnitEnds.on(plan, Side.SOURCE).equals(before));
    notes.journal(plan.call(), Notes.Kind.PRODUCED, "", new Produced(write), Produced.class);
  }

  /**
   * Waits for the first record on a side where producers were started.
   *
   * @param from where its logs ended before
   * @param meanwhile looked at with each look
   */
  Seen awaitFirst(
      Plan plan, Side side, Map<TopicPartition, Long> from, Runnable meanwhile, Pulse pulse) {
    String where = plan.cluster(side).name();
    Duration within = Switching.producers(plan.unit()).within();
    boolean writing =
        new Poll(LOOK_EVERY, within, pulse)
            .until(
                () -> {
                  meanwhile.run();
                  Map<TopicPartition, Long> now = UnitEnds.on(plan, side);
                  return from.entrySet().stream()
                      .anyMatch(at -> now.getOrDefault(at.getKey(), 0L) > at.getValue());
                });
    if (writing) {
      return new Seen(false, "the producers write on " + where);
    }
    boolean wrote =
        notes
            .latest(plan.call(), Notes.Kind.PRODUCED, Produced.class)
            .map(Produced::seen)
            .orElse(false);
    String nothing = "nothing was written on %s within %s of START".formatted(where, within);
    return wrote
        ? new Seen(true, nothing + ", and before the stop the producers wrote")
        : new Seen(
            false,
            nothing + ", nor before the stop while it was looked: that they write is not shown");
  }

  /**
   * What was seen of producers that were started.
   *
   * @param missed whether they wrote before they were stopped, and do not now
   * @param told one line for the timeline
   */
  record Seen(boolean missed, String told) {}

  /**
   * Journal row, from before the stop.
   *
   * @param seen whether anything was written while it was looked
   */
  record Produced(boolean seen) {}
}
