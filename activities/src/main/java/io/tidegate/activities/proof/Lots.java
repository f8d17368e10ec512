package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.proof.Portions.Portion;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of many partitions of one isolation level, of one group or of many. What all of them
 * need is read together, lot by lot: first the offsets, then, as many as memory holds at a time,
 * the records; and at the end the edges of the logs again, to see whether anything happened to them
 * meanwhile. What several groups need of a partition is read once, as far as that is no more than
 * {@value #NEAR_RECORDS} records; a group that is further behind reads on by itself.
 */
final class Lots {
  /** Partitions whose offsets are read together, each with all groups that read it. */
  private static final int LOT_MAX = 1_024;

  /**
   * What is longer is not held in memory as a whole; a group that is so far behind would take the
   * place of those that are not.
   */
  private static final int NEAR_RECORDS = 8_192;

  private static final Comparator<Piece> BY_PARTITION =
      Comparator.comparing((Piece piece) -> piece.pair().topic())
          .thenComparing(piece -> piece.pair().number());

  /** Looks at a partition whose leaders change, or whose records expire, while it is read. */
  static final int LOOKS_MAX = 3;

  static final String NEVER_STILL =
      "its leaders change, or its records expire, faster than they can be read; check again when"
          + " the brokers are steady";

  private final Cluster source;
  private final Cluster target;
  private final Isolation isolation;
  private final Budget budget;
  private final SideBySide beside;
  private final OneRow oneRow;
  private final Runnable allRead;

  /** How one partition is judged. */
  interface OneRow {
    /** By what was read ahead of it. */
    Row of(Piece piece, Offsets.Of offsets, AheadLog source, AheadLog target);

    /** With everything still to be read. */
    Row alone(Piece piece);
  }

  /**
   * @param allRead told each time when all records were read, unless more have to be read after all
   */
  Lots(
      Cluster source,
      Cluster target,
      Isolation isolation,
      Budget budget,
      SideBySide beside,
      OneRow oneRow,
      Runnable allRead) {
    this.source = source;
    this.target = target;
    this.isolation = isolation;
    this.budget = budget;
    this.beside = beside;
    this.oneRow = oneRow;
    this.allRead = allRead;
  }

  /** One row for each, by their requests, in any order. */
  IdentityHashMap<ProofRequest, List<Row>> rows(List<Piece> pieces) {
    IdentityHashMap<ProofRequest, List<Row>> rows = new IdentityHashMap<>();
    List<Piece> sorted = pieces.stream().sorted(BY_PARTITION).toList();
    int begin = 0;
    while (begin < sorted.size()) {
      int end = lotEnd(sorted, begin);
      lot(sorted.subList(begin, end), end == sorted.size(), rows);
      begin = end;
    }
    return rows;
  }

  private static int lotEnd(List<Piece> sorted, int begin) {
    int partitions = 0;
    int end = begin;
    while (end < sorted.size()) {
      boolean another = end == begin || !sorted.get(end).pair().equals(sorted.get(end - 1).pair());
      if (another && ++partitions > LOT_MAX) {
        break;
      }
      end++;
    }
    return end;
  }

  private void lot(
      List<Piece> pieces, boolean lastLot, IdentityHashMap<ProofRequest, List<Row>> rows) {
    List<Piece> left = pieces;
    for (int look = 1; !left.isEmpty(); look++) {
      List<Piece> disturbed = new ArrayList<>();
      boolean last = look == LOOKS_MAX;
      for (Judged judged : look(left, lastLot)) {
        if (judged.disturbed() && !last) {
          disturbed.add(judged.piece());
        } else {
          rows.computeIfAbsent(judged.piece().request(), request -> new ArrayList<>())
              .add(judged.disturbed() ? neverStill(judged.row()) : judged.row());
        }
      }
      left = disturbed;
    }
  }

  /** Judges each once, then looks whether anything happened to its logs. */
  private List<Judged> look(List<Piece> pieces, boolean lastLot) {
    Offsets offsets =
        beside.one("reading of offsets", () -> new Offsets(source, target, isolation, pieces));
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
        new ArrayList<>(
            beside.eachOfAll("partitions", others, piece -> withoutRecords(piece, offsets)));
    judged.addAll(portions(wanted.stream().filter(Lots::isNear).toList()));
    judged.addAll(portions(wanted.stream().filter(one -> !isNear(one)).toList()));
    if (lastLot) {
      allRead.run();
    }
    Offsets.Edges now = beside.one("reading of log ends", offsets::now);
    return judged.stream().map(one -> since(now, one, offsets.knowsEnds(one.piece()))).toList();
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
            + whose(wanted)
            + (wanted.size() == all
                ? ""
                : ", " + portion.before() + " of " + all + " done before them");
    return beside.eachOfAll(
        what,
        wanted,
        one -> {
          EndsAhead ends = new EndsAhead(one.offsets().ends());
          return judged(
              one.piece(),
              one.offsets(),
              windows.log(Side.SOURCE, one, ends),
              windows.log(Side.TARGET, one, ends));
        });
  }

  private static String whose(List<Wanted> wanted) {
    Set<ProofRequest> requests = Collections.newSetFromMap(new IdentityHashMap<>());
    wanted.forEach(one -> requests.add(one.piece().request()));
    return requests.size() == 1
        ? wanted.get(0).piece().request().group()
        : requests.size() + " groups";
  }

  private Judged withoutRecords(Piece piece, Offsets offsets) {
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
        new AheadLog(onTarget, Side.TARGET, ends, known.targetBegin(), null));
  }

  private Judged judged(Piece piece, Offsets.Of offsets, AheadLog onSource, AheadLog onTarget) {
    Row row = oneRow.of(piece, offsets, onSource, onTarget);
    return new Judged(piece, row, onSource.lowest(), onTarget.lowest(), false);
  }

  /** Where no end was known before, nobody can tell whether the log lost any of it meanwhile. */
  private static Judged since(Offsets.Edges now, Judged judged, boolean endsKnown) {
    Offsets.Since since =
        Offsets.since(now, judged.piece(), judged.lowestOnSource(), judged.lowestOnTarget());
    String truncated = since.truncated();
    Row row = judged.row();
    return new Judged(
        judged.piece(),
        truncated == null
            ? row
            : Row.unproven(row.pair(), row.committed(), row.targetCommitted(), truncated),
        judged.lowestOnSource(),
        judged.lowestOnTarget(),
        truncated == null
            && (since.disturbed() || (!endsKnown && row.verdict() != Verdict.UNPROVEN)));
  }

  private static Row neverStill(Row row) {
    return Row.unproven(row.pair(), row.committed(), row.targetCommitted(), NEVER_STILL);
  }

  /**
   * A row, and how far back it reaches.
   *
   * @param disturbed whether it has to be judged again
   */
  private record Judged(
      Piece piece, Row row, long lowestOnSource, long lowestOnTarget, boolean disturbed) {}
}
