package io.tidegate.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The picture of how time and records read grow. */
final class Growth {

  private Growth() {}

  /**
   * Time over records read, against partitions and against the lag. A lag of nothing has no place
   * on a logarithmic axis; the table has it.
   */
  static String svg(List<Timing> partitions, List<Timing> lags) {
    List<Timing> behind = lags.stream().filter(timing -> timing.of().lag() > 0).toList();
    ToDoubleFunction<Timing> byPartitions = timing -> timing.of().partitions();
    ToDoubleFunction<Timing> byLag = timing -> timing.of().lag();
    return Plot.svg(
        List.of(
            time("Time against partitions, 32 unread each", "partitions", partitions, byPartitions),
            time("Time against the lag, one partition", "unread records", behind, byLag),
            records("Records read against partitions", "partitions", partitions, byPartitions),
            records("Records read against the lag", "unread records", behind, byLag)));
  }

  /**
   * That nothing grows faster than linearly between two timings, from the smaller to the larger:
   * the time, and the records read, over the growth of the size itself.
   *
   * @param sizes what grew, such as "10 to 3,000 partitions"
   * @param growth how many times larger the larger is
   */
  static List<Goal> goals(Timing smaller, Timing larger, String sizes, double growth) {
    double time = larger.proofSeconds().median() / smaller.proofSeconds().median();
    double records = (double) larger.recordsRead() / smaller.recordsRead();
    return List.of(
        Goal.atMost(growth, "times as long from " + sizes, time),
        Goal.atMost(growth, "times as many records read from " + sizes, records));
  }

  private static Plot.Panel time(
      String title, String xTitle, List<Timing> timings, ToDoubleFunction<Timing> x) {
    return new Plot.Panel(
        title,
        xTitle,
        "seconds, median",
        List.of(
            curve("proof", timings, x, timing -> timing.proofSeconds().median()),
            curve("floor", timings, x, timing -> timing.floorSeconds().median())));
  }

  private static Plot.Panel records(
      String title, String xTitle, List<Timing> timings, ToDoubleFunction<Timing> x) {
    return new Plot.Panel(
        title,
        xTitle,
        "records of both clusters",
        List.of(
            curve("proof", timings, x, Timing::recordsRead),
            curve("floor", timings, x, timing -> 2 * timing.of().windowRecords())));
  }

  private static Plot.Curve curve(
      String name, List<Timing> timings, ToDoubleFunction<Timing> x, ToDoubleFunction<Timing> y) {
    return new Plot.Curve(
        name,
        timings.stream()
            .map(timing -> new Plot.Point(x.applyAsDouble(timing), y.applyAsDouble(timing)))
            .toList());
  }
}
