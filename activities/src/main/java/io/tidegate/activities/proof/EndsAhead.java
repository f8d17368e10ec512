package io.tidegate.activities.proof;

import io.tidegate.parity.Isolation;
import io.tidegate.runbooks.Side;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The ends of both logs of one partition, taken for many partitions at once before the check asks
 * for them.
 *
 * <pre>
 * taken | C source, E target    D source ...       in this order of time, the first two at once
 * asked | source: C  target: E  source: D  target: asked of the broker, and so is all from then on
 * </pre>
 *
 * What is asked later is never answered with something older, as if every end were read when it is
 * asked for; each is used once, so a later look at the logs sees them as they are then. Not
 * thread-safe.
 */
final class EndsAhead {
  private final List<Taken> taken;
  private int at;

  /**
   * One end.
   *
   * @param end taken by now, or when the first check wants it; empty for one that gave no answer
   */
  record Taken(Side side, Isolation isolation, Supplier<OptionalLong> end) {
    Taken(Side side, Isolation isolation, long end) {
      this(side, isolation, () -> OptionalLong.of(end));
    }
  }

  /**
   * @param taken in the order of time
   */
  EndsAhead(List<Taken> taken) {
    this.taken = List.copyOf(taken);
  }

  /** The next that was taken; empty for one that has to be read now. */
  OptionalLong next(Side side, Isolation isolation) {
    while (at < taken.size()) {
      Taken next = taken.get(at++);
      if (next.side() == side && next.isolation() == isolation) {
        return next.end().get();
      }
    }
    return OptionalLong.empty();
  }
}
