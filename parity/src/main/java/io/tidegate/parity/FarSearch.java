package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where on the source a stretch of the target comes from when it is not near by: one read of
 * the source, from the earliest place that the timestamps allow. Holds the stretch and at most K
 * candidates.
 */
final class FarSearch {
  private final Sides sides;
  private final Bounds bounds;
  private int searches;

  FarSearch(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
  }

  /** Another look at the logs has as many searches again. */
  void renew() {
    searches = 0;
  }

  /**
   * A place found.
   *
   * @param skipped records at the begin of the stretch that are nowhere on the source
   * @param length records in a row that are equal from there on, K at most
   */
  record Hit(int skipped, long ordinal, long offset, int length) {}

  /**
   * Looks for the first of the unknown records that the source holds, and takes the place where the
   * longest run continues.
   *
   * @param sequence the unknown records and those that follow them
   */
  @Nullable Hit find(List<Fingerprint> sequence, int unknown, Landmarks landmarks, long sourceEnd) {
    if (++searches > bounds.searches()) {
      throw new NotProven(
          "scattered: more than "
              + bounds.searches()
              + " stretches of the target had to be searched on the whole source; let the"
              + " replicator finish, or copy the topic anew");
    }
    PartitionLog source = sides.source();
    Search search = new Search(sequence, unknown);
    long earliest =
        sequence.stream().limit(unknown).mapToLong(Fingerprint::timestampMs).min().orElseThrow();
    Map.Entry<Long, Long> from =
        landmarks.readFrom(
            source, Reads.bracket(source, sides.profile(), earliest, sourceEnd), sourceEnd);
    long[] at = {from.getValue()};
    Reads.each(
        source,
        from.getKey(),
        sourceEnd,
        read -> {
          search.visit(sides.identity().of(read), at[0]++);
          return !search.certain();
        });
    return search.best();
  }

  /** Candidates that still go on, and the best that ended. */
  private final class Search {
    private final List<Fingerprint> sequence;
    private final Map<Id, List<Integer>> places = new HashMap<>();
    private final List<Candidate> live = new ArrayList<>();
    private @Nullable Candidate best;

    Search(List<Fingerprint> sequence, int unknown) {
      this.sequence = sequence;
      for (int k = 0; k < unknown; k++) {
        places.computeIfAbsent(sequence.get(k).id(), id -> new ArrayList<>()).add(k);
      }
    }

    void visit(Fingerprint read, long ordinal) {
      live.removeIf(candidate -> !continues(candidate, read));
      for (int k : places.getOrDefault(read.id(), List.of())) {
        if (live.size() < bounds.evidence() && (best == null || k <= best.skipped)) {
          Candidate candidate = new Candidate(k, ordinal, read.offset());
          offer(candidate);
          live.add(candidate);
        }
      }
    }

    private boolean continues(Candidate candidate, Fingerprint read) {
      int next = candidate.skipped + candidate.length;
      if (next >= sequence.size() || candidate.length >= bounds.evidence()) {
        return false;
      }
      if (!sequence.get(next).id().equals(read.id())) {
        return false;
      }
      candidate.length++;
      offer(candidate);
      return true;
    }

    private void offer(Candidate candidate) {
      if (best == null
          || candidate.skipped < best.skipped
          || (candidate.skipped == best.skipped && candidate.length > best.length)) {
        best = candidate;
      }
    }

    boolean certain() {
      return best != null
          && best.skipped == 0
          && best.length >= Math.min(bounds.evidence(), sequence.size());
    }

    @Nullable Hit best() {
      return best == null ? null : new Hit(best.skipped, best.ordinal, best.offset, best.length);
    }
  }

  private static final class Candidate {
    private final int skipped;
    private final long ordinal;
    private final long offset;
    private int length = 1;

    Candidate(int skipped, long ordinal, long offset) {
      this.skipped = skipped;
      this.ordinal = ordinal;
      this.offset = offset;
    }
  }
}
