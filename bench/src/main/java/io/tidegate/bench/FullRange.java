package io.tidegate.bench;

import java.util.List;

/** How fast a group that has read nothing is proven: both logs compared from begin to end. */
final class FullRange {
  private static final int PARTITIONS = 4;
  private static final int VALUE_BYTES = 492;
  private static final int KEY_BYTES = Long.BYTES;
  private static final double SHARE_MIN = 0.7;

  private FullRange() {}

  static Timing run(Stage stage, Sizes sizes) {
    Log log = new Log("full-range", PARTITIONS, sizes.scanRecords() / PARTITIONS, VALUE_BYTES);
    stage.fill(log);
    log.commit(stage.source(), "full-range-reader", log.records());
    return stage
        .time(
            List.of(
                new Case(
                    log.topic(),
                    "full-range-reader",
                    PARTITIONS,
                    0,
                    log.records(),
                    log.records(),
                    VALUE_BYTES + KEY_BYTES,
                    Math.min(2, sizes.warmup()),
                    sizes.rounds())))
        .get(0);
  }

  static Section section(Timing timing) {
    double megabytes = timing.of().windowMegabytes();
    Rounds proof = timing.proofSeconds().per(megabytes);
    Rounds floor = timing.floorSeconds().per(megabytes);
    Rounds share = proof.over(floor);
    return new Section(
        "Full-range comparison",
        """
        A group at the begin of %,d records of %d bytes in %d partitions: the proof reads and compares both logs to their ends, %,.0f MB
        of keys and values over both clusters. The floor is one bare consumer a cluster, both at once. MB/s of both sides together.\
        """
            .formatted(
                timing.of().windowRecords(), timing.of().payloadBytes(), PARTITIONS, megabytes),
        List.of("proof MB/s", "floor MB/s", "share of the floor", "records read"),
        List.of(
            List.of(
                Figures.spread(proof),
                Figures.spread(floor),
                Figures.spread(share),
                Figures.count(timing.recordsRead()))),
        List.of(
            Goal.atLeast(
                SHARE_MIN, "full-range comparison as a share of the floor", share.median())),
        timing);
  }
}
