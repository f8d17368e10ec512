package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replicator noted of one partition, in the order it wrote: those notes that a proof can
 * use, at most {@link #BELOW_MAX} and {@link #ABOVE_MAX} around one position and the newest,
 * however many there are. Not safe for several threads.
 */
public final class SyncNotes {
  /** Notes kept at or below the position, the nearest. */
  public static final int BELOW_MAX = 16;

  /** Notes kept above the position, the nearest. */
  public static final int ABOVE_MAX = 4;

  private final long position;
  private final TreeMap<Long, Long> below = new TreeMap<>();
  private final TreeMap<Long, Long> above = new TreeMap<>();
  private @Nullable Hint newest;

  /**
   * @param position the source offset that matters; {@link Long#MAX_VALUE} for the highest notes
   */
  public SyncNotes(long position) {
    this.position = position;
  }

  /**
   * Adds the note written after all that were added before. One of a source offset that was noted
   * before is of a re-send, and takes the place of the earlier.
   */
  public void add(long upstream, long downstream) {
    newest = new Hint(Anchor.SYNC, upstream, downstream);
    if (upstream <= position) {
      below.put(upstream, downstream);
      if (below.size() > BELOW_MAX) {
        below.pollFirstEntry();
      }
    } else {
      above.put(upstream, downstream);
      if (above.size() > ABOVE_MAX) {
        above.pollLastEntry();
      }
    }
  }

  /** Those around the position, in source order. */
  public List<Hint> near() {
    List<Hint> hints = new ArrayList<>();
    below.forEach((upstream, downstream) -> hints.add(new Hint(Anchor.SYNC, upstream, downstream)));
    above.forEach((upstream, downstream) -> hints.add(new Hint(Anchor.SYNC, upstream, downstream)));
    return hints;
  }

  /** The one written last, wherever it points. */
  public Optional<Hint> newest() {
    return Optional.ofNullable(newest);
  }
}
