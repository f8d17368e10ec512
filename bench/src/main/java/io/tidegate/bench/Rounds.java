package io.tidegate.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What several rounds of one thing gave, in the order in which they ran; none is left out. Shown as
 * the median with the least and the most.
 */
record Rounds(List<Double> values) {

  Rounds {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no rounds: one or more");
    }
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * Round by round: each of these over the same round of the others, which ran right beside it. On
   * a machine that is not quiet such pairs say more than two medians do.
   */
  Rounds over(Rounds others) {
    if (others.values.size() != values.size()) {
      throw new IllegalArgumentException(
          values.size() + " rounds over " + others.values.size() + ": as many are needed");
    }
    return new Rounds(
        IntStream.range(0, values.size())
            .mapToObj(round -> values.get(round) / others.values.get(round))
            .toList());
  }

  /** The inverse of each, times a constant: seconds to a rate. */
  Rounds per(double amount) {
    return new Rounds(values.stream().map(value -> amount / value).toList());
  }
}
