package io.tidegate.activities;

import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the target's logs the source does not have, by the freeze anchors in the journal.
 *
 * <pre>
 * source | a b c            [ = where it ended when the producers were moved: their freeze anchor
 * target | a b c [d e] f    ] = where they stopped there again; what follows was copied once more
 * </pre>
 */
final class TargetAlone {
  private TargetAlone() {}

  /** The freeze anchors of the last switch of the producers. */
  static Optional<Tail> tail(Notes notes, Call call) {
    return notes.latestBody(call, Notes.Kind.TAIL, Tail.class);
  }

  /**
   * Those of a switch after which the producers write, or wrote last, on the target: nothing but
   * what comes from there is beyond them. Empty while the producers write to the source.
   */
  static Optional<Tail> freeze(Notes notes, Call call) {
    @Nullable JournalRow proven = null;
    @Nullable JournalRow standing = null;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FINAL.isOf(row) || Whereabouts.isStartOfProducers(row, Side.SOURCE)) {
        proven = null;
        standing = null;
      } else if (Notes.Kind.TAIL.isOf(row)) {
        proven = row;
      } else if (Whereabouts.isStartOfProducers(row, Side.TARGET)) {
        standing = proven;
      }
    }
    return Optional.ofNullable(standing).map(row -> notes.bodyOf(row, Tail.class));
  }

  /**
   * What the target alone has since the unit was seeded: from each switch of the producers to where
   * they stopped there again. What comes after that was copied from the source.
   */
  static List<Stretch> stretches(Notes notes, Call call) {
    Deque<Stretch> ended = new ArrayDeque<>();
    @Nullable Map<TopicPartition, Long> from = null;
    boolean started = false;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FINAL.isOf(row)) {
        ended.clear();
        from = null;
        started = false;
      } else if (Notes.Kind.TAIL.isOf(row) && !started) {
        from = onTarget(notes, row);
      } else if (Whereabouts.isStartOfProducers(row, Side.TARGET)) {
        if (from == null && !ended.isEmpty()) {
          from = ended.removeLast().from(); // started again where they had stopped
        }
        started = true;
      } else if (Notes.Kind.TARGET_STILL.isOf(row) && started && from != null) {
        ended.add(new Stretch(from, onTarget(notes, row)));
        from = null;
        started = false;
      }
    }
    List<Stretch> stretches = new ArrayList<>(ended);
    if (started && from != null) {
      stretches.add(new Stretch(from, null));
    }
    return stretches;
  }

  private static Map<TopicPartition, Long> onTarget(Notes notes, JournalRow row) {
    return notes.bodyOf(row, Tail.class).on(Side.TARGET);
  }

  /**
   * Records that only the target has.
   *
   * @param from where they begin, by partition
   * @param end where they end; null while producers write there
   */
  record Stretch(Map<TopicPartition, Long> from, @Nullable Map<TopicPartition, Long> end) {
    /** Where they end on a partition; null for the end of its log. */
    @Nullable Long to(TopicPartition partition) {
      return end == null ? null : end.get(partition);
    }
  }
}
