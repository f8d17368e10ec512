package io.tidegate.bench;

import java.util.ArrayList;
import java.util.List;

/** How long the proof of a boundary takes over 1 to 3,000 partitions, and the floor under it. */
final class BoundaryTime {
  /** The evidence that a proof asks for: read records that have to have their images. */
  private static final int BEFORE = 64;

  private static final int LAG = 32;
  private static final int VALUE_BYTES = 100;
  private static final int KEY_BYTES = Long.BYTES;
  private static final double RATIO_MAX = 1.5;
  private static final int GOAL_AT = 1_000;
  private static final int GROWTH_FROM = 10;

  private BoundaryTime() {}

  static List<Timing> run(Stage stage, Sizes sizes) {
    List<Case> cases = new ArrayList<>();
    for (int partitions : sizes.partitions()) {
      Log log = new Log("boundary-" + partitions, partitions, sizes.boundaryRecords(), VALUE_BYTES);
      stage.fill(log);
      log.commit(stage.source(), log.topic() + "-reader", LAG);
      cases.add(
          new Case(
              log.topic(),
              log.topic() + "-reader",
              partitions,
              BEFORE,
              LAG,
              log.records(),
              VALUE_BYTES + KEY_BYTES,
              sizes.warmup(),
              sizes.rounds()));
    }
    return stage.time(cases);
  }

  static Section section(List<Timing> timings) {
    List<List<String>> rows = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    for (Timing timing : timings) {
      int partitions = timing.of().partitions();
      rows.add(
          List.of(
              Figures.count(partitions),
              Figures.milliseconds(timing.proofSeconds()),
              Figures.milliseconds(timing.floorSeconds()),
              Figures.spread(timing.ratio()),
              Figures.count(timing.recordsRead()),
              Figures.count(2 * timing.of().windowRecords())));
      if (partitions == GOAL_AT) {
        goals.add(
            Goal.atMost(
                RATIO_MAX,
                "boundary proof over the floor at 1,000 partitions, warm",
                timing.ratio().median()));
      }
    }
    timings.stream()
        .filter(timing -> timing.of().partitions() >= GROWTH_FROM)
        .findFirst()
        .ifPresent(smaller -> goals.addAll(growth(smaller, timings.get(timings.size() - 1))));
    return new Section(
        "Time of a boundary proof",
        """
        One group with %d unread records in each partition, on both clusters. The proof is one call of the prover,
        kept open: group, commits, topics and ends asked, boundary found, read to the end, every row EXACT. The floor is one bare
        consumer a cluster, both at once, kept open too, that reads the same windows: assign, seek to %d records before the boundary, which
        a proof must show to be where they belong, and read to the end; no hashing.
        Proof and floor run by turns; the ratio is taken round by round. Milliseconds: median (least to most).\
        """
            .formatted(LAG, BEFORE),
        List.of("partitions", "proof", "floor", "ratio", "records read", "of them by the floor"),
        rows,
        goals,
        timings);
  }

  private static List<Goal> growth(Timing smaller, Timing larger) {
    int from = smaller.of().partitions();
    int to = larger.of().partitions();
    String sizes = Figures.count(from) + " to " + Figures.count(to) + " partitions";
    return Growth.goals(smaller, larger, sizes, (double) to / from);
  }
}
