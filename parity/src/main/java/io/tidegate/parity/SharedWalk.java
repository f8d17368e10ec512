package io.tidegate.parity;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one partition for several groups have in common: the first goes along both
 * logs, and those that stand further on take its walk up, where each alone would read the same
 * records again.
 *
 * <pre>
 * source | .. S1 . . . . . . S2 . . . . ]        S1 reads from there to the end;
 * target | .. T1 . . . . . . T2 . . . . ]        S2 only a few records around S2, and at the end
 * </pre>
 *
 * <p>Guarantee: verdict, position, obligations, counts and reason are those of a check alone, but
 * where records repeat: what was copied before a later twin came is still known here, so that an
 * answer may be EXACT which alone is not any more. Where more than the walk decides, since records
 * repeat or are missing, each is asked alone. Limit: a position before the walk or beyond it,
 * another profile, a frozen source and a topic that a cleaner works on are read on their own, so
 * ask in ascending order of positions. A log that was truncated between two of them is noticed
 * where it is shorter or where the pairs that are read again differ; one that grew to the same
 * pairs is for the caller to void, who can see its epoch, as where that happens within one check.
 *
 * <p>One for each partition of a check. Not thread-safe. Holds no records: the runs of one walk, at
 * most 10,000, and a few thousand known places.
 */
public final class SharedWalk {
  private @Nullable Walked walked;

  /** Whether the time to settle went by: who comes later has waited for the same pipe. */
  private boolean waitedInVain;

  /** Of a partition that nobody has walked yet. */
  public SharedWalk() {}

  /** Answers, and keeps what was walked. */
  Row row(
      Question question,
      Sides sides,
      Bounds bounds,
      long boundary,
      long captured,
      Patience patience,
      InstantSource clock) {
    Walked before = walked;
    Patience left = patience;
    if (before != null && before.covers(question, sides, boundary, captured)) {
      left = waitedInVain ? patience.spent() : patience;
      try (Check check = new Check(question, sides, bounds, boundary, captured, before)) {
        Row row = check.run(left, clock);
        if (!check.mayDiffer(row)) {
          keep(check, row);
          return row;
        }
      } catch (NotProven notThisWay) {
        // asked alone below
      } catch (LogUnavailable changed) {
        walked = null;
      }
    }
    try (Check check = new Check(question, sides, bounds, boundary, captured, null)) {
      Row row = check.run(patience, clock);
      keep(check, row);
      waitedInVain |= patience.inVain();
      return row;
    }
  }

  /** The row is known by now: where no more can be read, nothing is kept. */
  private void keep(Check check, Row row) {
    Walked before = walked;
    try {
      Walked found = check.walked(row);
      if (found != null && (before == null || found.sourceEnd() >= before.sourceEnd())) {
        walked = found;
      }
    } catch (LogUnavailable nothingToKeep) {
      walked = null;
    }
  }
}
