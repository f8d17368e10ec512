package io.tidegate.parity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An offset that somebody else wrote, measured against the resume point.
 *
 * @param verdict EXACT, REPLAY or SKIP
 * @param records visible target records between the two
 * @param span newest minus oldest timestamp of those; null where they carry the broker's time and
 *     so tell nothing of it: then no bound on the span holds
 */
public record Grade(Verdict verdict, long records, @Nullable Duration span) {
  public Grade {
    if (verdict != Verdict.EXACT && verdict != Verdict.REPLAY && verdict != Verdict.SKIP) {
      throw new IllegalArgumentException("grade " + verdict + ": EXACT, REPLAY or SKIP");
    }
    if (records < 0) {
      throw new IllegalArgumentException("grade over " + records + " records: 0 or more");
    }
  }
}
