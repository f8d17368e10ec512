package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.SharedWalk;
import io.tidegate.parity.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The rows of many partitions of one isolation level, of one group or of many. What all of them
 * need is read together, lot by lot: first the offsets, then, as many as memory holds at a time,
 * the records; and at the end the edges of the logs again, to see whether anything happened to them
 * meanwhile. What several groups need of a partition is read once: those that stand at the same
 * place have one answer, windows of up to {@value Look#NEAR_RECORDS} records are held for all of
 * them, and of those that are further behind each takes up the walk of the one before it.
 */
final class Lots {
  /** Partitions whose offsets are read together, each with all groups that read it. */
  private static final int LOT_MAX = 1_024;

  static final Comparator<Piece> BY_PARTITION =
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
    /**
     * By what was read ahead of it.
     *
     * @param shared with those of the same partition that were judged before
     */
    Row of(Piece piece, Offsets.Of offsets, AheadLog source, AheadLog target, SharedWalk shared);

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
    Look look = new Look(source, target, isolation, budget, beside, oneRow, offsets, whose(pieces));
    IdentityHashMap<Piece, List<Piece>> alike = Alike.byFirst(pieces, offsets);
    List<Judged> judged = new ArrayList<>();
    List<Piece> apart = new ArrayList<>();
    for (Judged first : look.at(alike.keySet())) {
      judged.add(first);
      List<Piece> others = alike.getOrDefault(first.piece(), List.of());
      if (first.isOf(offsets)) {
        others.forEach(piece -> judged.add(first.of(piece)));
      } else {
        apart.addAll(others);
      }
    }
    judged.addAll(look.at(apart));
    if (lastLot) {
      allRead.run();
    }
    Offsets.Edges now = beside.one("reading of log ends", offsets::now);
    return judged.stream().map(one -> since(now, one, offsets.knowsEnds(one.piece()))).toList();
  }

  private static String whose(List<Piece> pieces) {
    Set<ProofRequest> requests = Collections.newSetFromMap(new IdentityHashMap<>());
    pieces.forEach(piece -> requests.add(piece.request()));
    return requests.size() == 1 ? pieces.get(0).request().group() : requests.size() + " groups";
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
}
