package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a row by delivering: what the target holds from a position on, then what the replicator
 * sends that goes on after the last record it copied. Knows nothing of images, runs or T0.
 *
 * @param unread what the application must see, A[i..]
 * @param due those of them that the replicator copies at all: of an aborted record and its twin
 *     that was committed only the latter where it reads committed, and who leaves out the former
 *     skips nothing, though the latter may be there twice
 * @param toCome what the replicator still sends; nothing when frozen
 * @param repeats whether the source holds equal records, which nobody can tell apart
 * @param truth what really became of records
 */
record Oracle(
    List<Integer> unread,
    List<Integer> due,
    MemoryLog target,
    List<Integer> toCome,
    boolean repeats,
    Truth truth) {

  /**
   * What really happened, by number.
   *
   * @param aborted only ever sent in transactions that were aborted
   * @param phantoms those of them that the group never sees
   * @param cleanedThere copied, and then removed by the target's cleaner
   * @param cleanedHere removed by the source's cleaner
   * @param strangers on the target, and not or no longer on the source
   * @param open not decided for the group when it was asked: it sees them later
   */
  record Truth(
      Set<Integer> aborted,
      Set<Integer> phantoms,
      Set<Integer> cleanedThere,
      Set<Integer> cleanedHere,
      Set<Integer> strangers,
      Set<Integer> open) {
    static final Truth PLAIN =
        new Truth(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  Oracle(List<Integer> unread, MemoryLog target, List<Integer> toCome, boolean repeats) {
    this(unread, target, toCome, repeats, Truth.PLAIN);
  }

  Oracle(
      List<Integer> unread, MemoryLog target, List<Integer> toCome, boolean repeats, Truth truth) {
    this(unread, unread, target, toCome, repeats, truth);
  }

  List<Integer> delivered(long from) {
    List<Integer> delivered = new ArrayList<>(target.idsFrom(from));
    delivered.addAll(toCome);
    return delivered;
  }

  /** Exact but for what a cleaner or an abort explains. */
  boolean exactAt(long from) {
    List<Integer> delivered = delivered(from);
    return expected(delivered).equals(withoutCleaned(delivered));
  }

  /** Unread records, without those that really were aborted or cleaned and do not arrive. */
  private List<Integer> expected(List<Integer> delivered) {
    return expected(unread, delivered);
  }

  private List<Integer> expected(List<Integer> records, List<Integer> delivered) {
    if (truth.equals(Truth.PLAIN)) {
      return records;
    }
    Set<Integer> there = new HashSet<>(delivered);
    there.addAll(target.idsFrom(target.begin()));
    return records.stream()
        .filter(
            id ->
                there.contains(id)
                    || !(truth.aborted().contains(id) || truth.cleanedThere().contains(id)))
        .toList();
  }

  private List<Integer> withoutCleaned(List<Integer> delivered) {
    return delivered.stream().filter(id -> !truth.cleanedHere().contains(id)).toList();
  }

  boolean anyExact() {
    for (long from = target.begin(); from <= target.end(); from++) {
      if (exactAt(from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some position delivers every unread record. */
  boolean anyComplete() {
    return completeAt(target.begin());
  }

  private boolean completeAt(long from) {
    List<Integer> all = delivered(from);
    return repeats ? holdsInOrder(expected(due, all), all) : all.containsAll(expected(all));
  }

  /** In whatever order. */
  private boolean deliversAllAt(long from) {
    List<Integer> all = delivered(from);
    return firstDeliveries(all).size() >= expected(all).size();
  }

  /** What is wrong with the row; empty where its claim holds. */
  Optional<String> wrong(Row row) {
    Long resume = row.resume();
    if (resume != null && skips(row, resume)) {
      return Optional.of(row.verdict() + " at " + resume + " skips: " + delivered(resume));
    }
    Optional<String> claim =
        switch (row.verdict()) {
          case EXACT ->
              resume != null && exactAt(resume)
                  ? counted(row, resume)
                  : Optional.of("EXACT at " + resume + " delivers " + delivered(orBegin(resume)));
          case REPLAY -> wrongReplay(row, orBegin(resume));
          case SKIP ->
              anyComplete() && truth.cleanedThere().isEmpty()
                  ? Optional.of("SKIP although everything is delivered")
                  : Optional.empty();
          case DIVERGED -> wrongDivergence(row, orBegin(resume));
          case AMBIGUOUS ->
              row.candidates().isEmpty()
                  ? Optional.of("AMBIGUOUS without a candidate")
                  : Optional.empty();
          case EXPIRED_SOURCE, UNCOMMITTED, OUT_OF_RANGE ->
              resume == null ? Optional.empty() : wrongReplay(row, resume);
          case EXPIRED_TARGET ->
              anyComplete()
                  ? Optional.of("EXPIRED_TARGET although everything is delivered")
                  : Optional.empty();
          case NOT_REPLICATED_YET, UNPROVEN -> Optional.empty();
        };
    return claim.isPresent() || repeats ? claim : wrongCounts(row);
  }

  private long orBegin(@Nullable Long resume) {
    return resume == null ? target.begin() : resume;
  }

  /** No unread record that the target holds may lie only before the place. */
  private boolean skips(Row row, long resume) {
    if (repeats) {
      boolean disorder = row.verdict() == Verdict.DIVERGED;
      return anyComplete() && !(disorder ? deliversAllAt(resume) : completeAt(resume));
    }
    Set<Integer> there = new HashSet<>(delivered(resume));
    Set<Integer> everywhere = new HashSet<>(target.idsFrom(target.begin()));
    return unread.stream().anyMatch(id -> everywhere.contains(id) && !there.contains(id));
  }

  /** Everything arrives, in order, and as many too much as the row says. */
  private Optional<String> wrongReplay(Row row, long resume) {
    List<Integer> delivered = withoutCleaned(delivered(resume));
    List<Integer> expected = expected(delivered);
    long tooMany = delivered.size() - (long) expected.size();
    if (tooMany != row.counts().replay()) {
      return Optional.of(
          row.verdict()
              + " of "
              + row.counts().replay()
              + " at "
              + resume
              + " delivers "
              + delivered);
    }
    boolean inOrder =
        repeats ? holdsInOrder(expected, delivered) : firstDeliveries(delivered).equals(expected);
    return inOrder
        ? counted(row, resume)
        : Optional.of(row.verdict() + " out of order or with a hole: " + delivered);
  }

  private Optional<String> wrongDivergence(Row row, long resume) {
    Counts counts = row.counts();
    if (counts.phantom() + counts.foreign() + counts.reordered() == 0) {
      return Optional.of("DIVERGED without a cause");
    }
    if (!deliversAllAt(resume)) {
      return Optional.of("DIVERGED with a hole: " + delivered(resume));
    }
    return counted(row, resume);
  }

  /** What the row says of the records from its position on, against what they are. */
  private Optional<String> counted(Row row, long resume) {
    if (repeats) {
      return Optional.empty();
    }
    List<Integer> there = target.idsFrom(resume);
    Counts counts = row.counts();
    Set<Integer> delivered = new HashSet<>(delivered(resume));
    long superseded =
        unread.stream()
                .filter(id -> !delivered.contains(id) && truth.cleanedThere().contains(id))
                .count()
            + there.stream().filter(truth.cleanedHere()::contains).count();
    // Where a hole is too short for all that stands at its place, none of it is explained.
    long unexplained = superseded - counts.superseded();
    return (unexplained >= 0
            ? Optional.<String>empty()
            : same("superseded", counts.superseded(), superseded))
        .or(
            () ->
                same(
                    "aborted",
                    counts.aborted(),
                    unread.stream()
                        .filter(id -> !delivered.contains(id) && truth.aborted().contains(id))
                        .count()))
        .or(
            () ->
                same(
                    "foreign",
                    counts.foreign() - (row.verdict() == Verdict.DIVERGED ? unexplained : 0),
                    there.stream().filter(truth.strangers()::contains).count()))
        .or(
            () ->
                same(
                    "phantom",
                    counts.phantom(),
                    there.stream().filter(truth.phantoms()::contains).count()))
        .or(() -> same("reordered", counts.reordered(), reordered(there)))
        .or(() -> same("pending", counts.pending(), pending(row, there)));
  }

  /** Counts that mean the same wherever the group would resume. */
  private Optional<String> wrongCounts(Row row) {
    if (row.verdict() != Verdict.SKIP && row.verdict() != Verdict.EXPIRED_TARGET) {
      return Optional.empty();
    }
    Set<Integer> all = new HashSet<>(delivered(target.begin()));
    int highest = unread.size() - 1;
    int phantom = lastPhantom();
    while (row.counts().pending() > 0
        && highest >= 0
        && unread.get(highest) > phantom
        && !target.idsFrom(0).contains(unread.get(highest))) {
      highest--;
    }
    long lost =
        unread.subList(0, highest + 1).stream()
            .filter(
                id ->
                    !all.contains(id)
                        && !truth.aborted().contains(id)
                        && !truth.cleanedThere().contains(id))
            .count();
    // Where nothing could be paired, or a hole is too short for all, more may count as lost.
    boolean mayBeMore = row.anchor() == Anchor.NONE || !truth.cleanedThere().isEmpty();
    return row.counts().skip() > lost && mayBeMore
        ? Optional.empty()
        : same("skip", row.counts().skip(), lost);
  }

  /**
   * The phantom behind all that the group sees of the target; -1 where none is. What has a lower
   * number precedes it on the source, and was passed.
   */
  private int lastPhantom() {
    List<Integer> there = target.idsFrom(0);
    int at = there.size() - 1;
    while (at >= 0 && truth.strangers().contains(there.get(at))) {
      at--;
    }
    return at >= 0 && truth.phantoms().contains(there.get(at)) ? there.get(at) : -1;
  }

  /** Unread records that the replicator still has to send, where all that it sends is unread. */
  private long pending(Row row, List<Integer> there) {
    return row.verdict() == Verdict.EXACT
        ? toCome.stream()
            .filter(id -> unread.contains(id) && !there.contains(id) && !truth.open().contains(id))
            .count()
        : row.counts().pending();
  }

  private static Optional<String> same(String what, long counted, long really) {
    return counted == really
        ? Optional.empty()
        : Optional.of(what + " counted " + counted + ", really " + really);
  }

  private long reordered(List<Integer> there) {
    long reordered = 0;
    int highest = -1;
    for (int id : firstDeliveries(there)) {
      int at = unread.indexOf(id);
      reordered += at < highest ? 1 : 0;
      highest = Math.max(highest, at);
    }
    return reordered;
  }

  private List<Integer> firstDeliveries(List<Integer> delivered) {
    Map<Integer, Integer> left = new HashMap<>();
    unread.forEach(id -> left.merge(id, 1, Integer::sum));
    List<Integer> first = new ArrayList<>();
    for (int id : delivered) {
      if (left.getOrDefault(id, 0) > 0) {
        left.merge(id, -1, Integer::sum);
        first.add(id);
      }
    }
    return first;
  }

  /** Equal records cannot be told apart: it is enough that the unread ones come in their order. */
  private static boolean holdsInOrder(List<Integer> expected, List<Integer> delivered) {
    int at = 0;
    for (int id : delivered) {
      if (at < expected.size() && expected.get(at) == id) {
        at++;
      }
    }
    return at == expected.size();
  }
}
