package io.tidegate.runbooks;

import java.util.ArrayList;
import java.util.List;

/**
 * Findings as they are found. Bounded: what is beyond the bound is counted, and the count is the
 * last finding.
 */
final class FindingList {

  static final int FINDINGS_MAX = 1_000;

  private static final int QUOTE_LENGTH_MAX = 60;

  private final List<Finding> findings = new ArrayList<>();
  private long found;

  void add(Place place, String field, String problem, String allowed) {
    found++;
    if (findings.size() < FINDINGS_MAX) {
      findings.add(new Finding(place.line(), place.column(), field, problem, allowed));
    }
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  List<Finding> sorted() {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Finding.byPosition());
    if (found > findings.size()) {
      Finding last = sorted.get(sorted.size() - 1);
      sorted.add(
          new Finding(
              last.line(),
              last.column(),
              "",
              "and " + (found - findings.size()) + " findings more",
              "at most " + FINDINGS_MAX + " are listed"));
    }
    return List.copyOf(sorted);
  }

  /** A value of the file as findings show it: short, and nothing invisible in it. */
  static String quoted(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(QUOTE_LENGTH_MAX)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    if (text.codePointCount(0, text.length()) > QUOTE_LENGTH_MAX) {
      shown.append('…');
    }
    return shown.append('\'').toString();
  }
}
