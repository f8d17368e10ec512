package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The first few stretches of lost records, for people: which ones to copy anew.
 *
 * @param stretches ascending, at most {@value #MOST}
 * @param all whether there are no others
 */
record Lost(List<Stretch> stretches, boolean all) {
  static final int MOST = 3;
  static final Lost NONE = new Lost(List.of(), true);

  /**
   * Neighbours among the records that the group is given.
   *
   * @param from ordinal of the first
   * @param to ordinal of the last
   * @param fromOffset the first's on the source
   * @param toOffset the last's
   */
  record Stretch(long from, long to, long fromOffset, long toOffset) {
    static Stretch of(long ordinal, long offset) {
      return new Stretch(ordinal, ordinal, offset, offset);
    }

    private Stretch and(Stretch next) {
      return new Stretch(from, next.to, fromOffset, next.toOffset);
    }

    private long records() {
      return to - from + 1;
    }

    @Override
    public String toString() {
      return from == to ? String.valueOf(fromOffset) : fromOffset + " to " + toOffset;
    }
  }

  Lost {
    stretches = List.copyOf(stretches);
  }

  /**
   * @param some stretches that hold the first ones among them, in any order
   * @param records how many are lost in all
   */
  static Lost of(List<Stretch> some, long records) {
    List<Stretch> first = new ArrayList<>();
    some.stream().sorted(Comparator.comparingLong(Stretch::from)).forEach(one -> put(first, one));
    List<Stretch> kept = first.subList(0, Math.min(MOST, first.size()));
    return new Lost(kept, kept.stream().mapToLong(Stretch::records).sum() == records);
  }

  /** Makes one of two that touch. */
  static void put(List<Stretch> stretches, Stretch next) {
    int last = stretches.size() - 1;
    if (last >= 0 && stretches.get(last).to() + 1 == next.from()) {
      stretches.set(last, stretches.get(last).and(next));
    } else {
      stretches.add(next);
    }
  }

  /** Such as {@code source offsets 62 to 70, 75 and others}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>(stretches.stream().map(Stretch::toString).toList());
    if (!all) {
      words.add("others");
    }
    String last = words.remove(words.size() - 1);
    boolean one = all && stretches.size() == 1 && stretches.get(0).records() == 1;
    return (one ? "source offset " : "source offsets ")
        + (words.isEmpty() ? last : String.join(", ", words) + " and " + last);
  }
}
