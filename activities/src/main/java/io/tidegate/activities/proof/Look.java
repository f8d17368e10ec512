package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.proof.Portions.Portion;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.parity.SharedWalk;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One look at the partitions of a lot, whose offsets are known: reads what all of them need, as
 * many as memory holds at a time, and judges each. What is near its end is held in memory; of those
 * of one partition that are further behind, each takes up the walk of the one before it.
 */
final class Look {
  /**
   * What is longer is not held in memory as a whole; a group that is so far behind would take the
   * place of those that are not.
   */
  static final int NEAR_RECORDS = 8_192;

  /** Whose walk others take up comes before them. */
  private static final Comparator<Wanted> FURTHEST_FIRST =
      Comparator.comparing(Wanted::piece, Lots.BY_PARTITION)
          .thenComparingLong(one -> one.reach().boundary());

  private final Cluster source;
  private final Cluster target;
  private final Isolation isolation;
  private final Budget budget;
  private final SideBySide beside;
  private final Lots.OneRow oneRow;
  private final Offsets offsets;
  private final String whose;

  /**
   * @param whose partitions they are, in words
   */
  Look(
      Cluster source,
      Cluster target,
      Isolation isolation,
      Budget budget,
      SideBySide beside,
      Lots.OneRow oneRow,
      Offsets offsets,
      String whose) {
    this.source = source;
    this.target = target;
    this.isolation = isolation;
    this.budget = budget;
    this.beside = beside;
    this.oneRow = oneRow;
    this.offsets = offsets;
    this.whose = whose;
  }

  /** Each of them once, in any order. */
  List<Judged> at(Collection<Piece> pieces) {
    List<Wanted> wanted = new ArrayList<>();
    List<Piece> others = new ArrayList<>();
    for (Piece piece : pieces) {
      Optional<Wanted> reaching =
          offsets
              .of(piece)
              .flatMap(of -> Reach.of(piece, of).map(reach -> new Wanted(piece, of, reach)));
      reaching.ifPresentOrElse(wanted::add, () -> others.add(piece));
    }
    List<Judged> judged =
        new ArrayList<>(beside.eachOfAll("partitions", others, this::withoutRecords));
    wanted.sort(FURTHEST_FIRST);
    judged.addAll(portions(wanted.stream().filter(Look::isNear).toList()));
    judged.addAll(portions(wanted.stream().filter(one -> !isNear(one)).toList()));
    return judged;
  }

  private static boolean isNear(Wanted one) {
    return one.records() <= NEAR_RECORDS;
  }

  private List<Judged> portions(List<Wanted> wanted) {
    List<Judged> judged = new ArrayList<>();
    if (!wanted.isEmpty()) {
      try (Portions portions = new Portions(source, target, isolation, wanted, budget, beside)) {
        portions.each(portion -> judged.addAll(compared(portion, wanted.size())));
      }
    }
    return judged;
  }

  private List<Judged> compared(Portion portion, int all) {
    List<Wanted> wanted = portion.wanted();
    Windows windows = portion.windows();
    String what =
        "partitions of "
            + whose
            + (wanted.size() == all
                ? ""
                : ", " + portion.before() + " of " + all + " done before them");
    return beside.eachOfAll(what, readTogether(wanted), some -> compared(some, windows)).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Those of one partition that are far behind; what is near is held in memory for all of them. */
  private static List<List<Wanted>> readTogether(List<Wanted> wanted) {
    List<List<Wanted>> together = new ArrayList<>();
    PartitionPair last = null;
    for (Wanted one : wanted) {
      if (isNear(one) || !one.piece().pair().equals(last)) {
        together.add(new ArrayList<>());
      }
      last = one.piece().pair();
      together.get(together.size() - 1).add(one);
    }
    return together;
  }

  private List<Judged> compared(List<Wanted> together, Windows windows) {
    SharedWalk shared = new SharedWalk();
    List<Judged> judged = new ArrayList<>();
    for (Wanted one : together) {
      EndsAhead ends = new EndsAhead(one.offsets().ends());
      AheadLog onSource = windows.log(Side.SOURCE, one, ends);
      AheadLog onTarget = windows.log(Side.TARGET, one, ends);
      judged.add(judged(one.piece(), one.offsets(), onSource, onTarget, shared));
    }
    return judged;
  }

  private Judged withoutRecords(Piece piece) {
    Optional<Offsets.Of> of = offsets.of(piece);
    if (of.isEmpty()) {
      return new Judged(piece, oneRow.alone(piece), Long.MAX_VALUE, Long.MAX_VALUE, false);
    }
    Offsets.Of known = of.get();
    EndsAhead ends = new EndsAhead(known.ends());
    KafkaLog onSource = new KafkaLog(source, piece.onSource(), isolation);
    KafkaLog onTarget = new KafkaLog(target, piece.onTarget(), isolation);
    return judged(
        piece,
        known,
        new AheadLog(onSource, Side.SOURCE, ends, known.sourceBegin(), null),
        new AheadLog(onTarget, Side.TARGET, ends, known.targetBegin(), null),
        new SharedWalk());
  }

  private Judged judged(
      Piece piece, Offsets.Of offsets, AheadLog onSource, AheadLog onTarget, SharedWalk shared) {
    Row row = oneRow.of(piece, offsets, onSource, onTarget, shared);
    return new Judged(piece, row, onSource.lowest(), onTarget.lowest(), false);
  }
}
