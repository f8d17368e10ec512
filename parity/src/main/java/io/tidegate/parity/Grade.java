package io.tidegate.parity;

/**
 * An offset that somebody else wrote, measured against the resume point.
 *
 * @param verdict EXACT, REPLAY or SKIP
 * @param records visible target records between the two
 */
public record Grade(Verdict verdict, long records) {
  public Grade {
    if (verdict != Verdict.EXACT && verdict != Verdict.REPLAY && verdict != Verdict.SKIP) {
      throw new IllegalArgumentException("grade " + verdict + ": EXACT, REPLAY or SKIP");
    }
    if (records < 0) {
      throw new IllegalArgumentException("grade over " + records + " records: 0 or more");
    }
  }
}
