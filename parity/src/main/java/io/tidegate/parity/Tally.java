package io.tidegate.parity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Source records beyond the highest that has an image.
 *
 * @param awaited below the boundary
 * @param pending from the boundary to the captured end
 * @param fresh beyond the captured end
 * @param oldestPendingMs {@link Long#MAX_VALUE} where nothing is pending
 * @param oldestMs of all of them, {@link Long#MAX_VALUE} where there are none
 * @param aborted from the boundary to the captured end, and never to come
 */
record Tally(
    long awaited, long pending, long fresh, long oldestPendingMs, long oldestMs, long aborted) {

  long all() {
    return awaited + pending + fresh;
  }

  /** The oldest timestamp of what is pending, null for none. */
  @Nullable Instant pendingSince() {
    return pending == 0 ? null : Instant.ofEpochMilli(oldestPendingMs);
  }

  static Tally of(PartitionLog source, long from, long boundary, long captured, long end) {
    long[] seen = {0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE};
    Reads.each(
        source,
        from,
        end,
        record -> {
          if (record.offset() < boundary) {
            seen[0]++;
          } else if (record.offset() < captured) {
            seen[1]++;
            seen[3] = Math.min(seen[3], record.timestampMs());
          } else {
            seen[2]++;
          }
          seen[4] = Math.min(seen[4], record.timestampMs());
          return true;
        });
    return new Tally(seen[0], seen[1], seen[2], seen[3], seen[4], 0);
  }

  /** Of a group that sees aborted records, behind a replicator that leaves them out. */
  Tally leavingOutAborted(PartitionLog source, long from, long boundary, long captured, long end) {
    PartitionLog committed = source.at(Isolation.READ_COMMITTED);
    long decided = Math.min(end, committed.end());
    Tally come = of(committed, from, boundary, captured, decided);
    Tally open = of(source, Math.max(from, decided), boundary, captured, end);
    return new Tally(
        come.awaited + open.awaited,
        come.pending + open.pending,
        come.fresh + open.fresh,
        Math.min(come.oldestPendingMs, open.oldestPendingMs),
        Math.min(come.oldestMs, open.oldestMs),
        pending - come.pending - open.pending);
  }
}
