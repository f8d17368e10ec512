package io.tidegate.bench;

import java.util.ArrayList;
import java.util.List;

/** How a proof grows with the unread records of one partition. */
final class LagGrowth {
  /** As for the boundary proofs. */
  private static final int BEFORE = 64;

  private static final int VALUE_BYTES = 100;
  private static final int KEY_BYTES = Long.BYTES;

  private LagGrowth() {}

  static List<Timing> run(Stage stage, Sizes sizes) {
    long most = sizes.lags().get(sizes.lags().size() - 1);
    Log log = new Log("growing-lag", 1, most + 1_000, VALUE_BYTES);
    stage.fill(log);
    List<Case> cases = new ArrayList<>();
    for (long lag : sizes.lags()) {
      String group = "lag-" + lag;
      log.commit(stage.source(), group, lag);
      cases.add(
          new Case(
              log.topic(),
              group,
              1,
              BEFORE,
              lag,
              log.records(),
              VALUE_BYTES + KEY_BYTES,
              sizes.warmup(),
              sizes.rounds()));
    }
    return stage.time(cases);
  }

  static Section section(List<Timing> timings) {
    return new Section(
        "Growth with the lag",
        "One partition, one group, measured like the boundary proofs. Milliseconds.",
        List.of("unread records", "proof", "floor", "ratio", "records read"),
        timings.stream()
            .map(
                timing ->
                    List.of(
                        Figures.count(timing.of().lag()),
                        Figures.milliseconds(timing.proofSeconds()),
                        Figures.milliseconds(timing.floorSeconds()),
                        Figures.spread(timing.ratio()),
                        Figures.count(timing.recordsRead())))
            .toList(),
        goals(timings),
        timings);
  }

  /** From the first lag that is not nothing. */
  private static List<Goal> goals(List<Timing> timings) {
    Timing larger = timings.get(timings.size() - 1);
    Timing smaller =
        timings.stream().filter(timing -> timing.of().lag() > 0).findFirst().orElse(larger);
    long from = smaller.of().lag();
    long to = larger.of().lag();
    String sizes = Figures.count(from) + " to " + Figures.count(to) + " unread records";
    return Growth.goals(smaller, larger, sizes, (double) to / from);
  }
}
