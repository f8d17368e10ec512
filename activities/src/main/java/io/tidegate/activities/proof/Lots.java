package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.proof.Portions.Portion;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of many partitions of one isolation level. What all of them need is read together, lot
 * by lot: first the offsets, then, as many as memory holds at a time, the records; and at the end
 * the edges of the logs again, to see whether anything happened to them meanwhile.
 */
final class Lots {
  /** Partitions whose offsets are read together. */
  private static final int LOT_MAX = 1_024;

  /** Looks at a partition whose leaders change, or whose records expire, while it is read. */
  private static final int LOOKS_MAX = 3;

  private final Cluster source;
  private final Cluster target;
  private final Isolation isolation;
  private final Budget budget;
  private final SideBySide beside;
  private final OneRow oneRow;

  /** How one partition is judged. */
  interface OneRow {
    /** By what was read ahead of it. */
    Row of(Piece piece, Offsets.Of offsets, AheadLog source, AheadLog target);

    /** With everything still to be read. */
    Row alone(Piece piece);
  }

  Lots(
      Cluster source,
      Cluster target,
      Isolation isolation,
      Budget budget,
      SideBySide beside,
      OneRow oneRow) {
    this.source = source;
    this.target = target;
    this.isolation = isolation;
    this.budget = budget;
    this.beside = beside;
    this.oneRow = oneRow;
  }

  /** One row for each, in any order. */
  List<Row> rows(List<Piece> pieces) {
    List<Row> rows = new ArrayList<>();
    for (int done = 0; done < pieces.size(); done += LOT_MAX) {
      rows.addAll(lot(pieces.subList(done, Math.min(pieces.size(), done + LOT_MAX))));
    }
    return rows;
  }

  private List<Row> lot(List<Piece> pieces) {
    List<Row> rows = new ArrayList<>();
    List<Piece> left = pieces;
    for (int look = 1; !left.isEmpty(); look++) {
      List<Piece> disturbed = new ArrayList<>();
      boolean last = look == LOOKS_MAX;
      for (Judged judged : look(left)) {
        if (!judged.disturbed()) {
          rows.add(judged.row());
        } else if (last) {
          rows.add(neverStill(judged.row()));
        } else {
          disturbed.add(judged.piece());
        }
      }
      left = disturbed;
    }
    return rows;
  }

  /** Judges each once, then looks whether anything happened to its logs. */
  private List<Judged> look(List<Piece> pieces) {
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
        new ArrayList<>(beside.each("partitions", others, piece -> withoutRecords(piece, offsets)));
    judged.addAll(portions(wanted));
    Offsets.Edges now = beside.one("reading of log ends", offsets::now);
    return judged.stream().map(one -> since(now, one)).toList();
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
            + wanted.get(0).piece().request().group()
            + (wanted.size() == all
                ? ""
                : ", " + portion.before() + " of " + all + " done before them");
    return beside.each(
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

  private static Judged since(Offsets.Edges now, Judged judged) {
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
        truncated == null && since.disturbed());
  }

  private static Row neverStill(Row row) {
    return Row.unproven(
        row.pair(),
        row.committed(),
        row.targetCommitted(),
        "its leaders change, or its records expire, faster than they can be read; check again when"
            + " the brokers are steady");
  }

  /**
   * A row, and how far back it reaches.
   *
   * @param disturbed whether it has to be judged again
   */
  private record Judged(
      Piece piece, Row row, long lowestOnSource, long lowestOnTarget, boolean disturbed) {}
}
