package io.tidegate.parity;

import java.util.Optional;

/**
 * The note that a replicator wrote last of one partition. Where all records are equal it alone can
 * tell which of them was copied last, so unlike a {@link Hint} it decides, and has to be asked for
 * after the target's end was read.
 */
@FunctionalInterface
public interface NewestNote {
  /** A replicator that leaves no notes, or whose notes cannot be read. */
  NewestNote NONE = Optional::empty;

  /**
   * Reads it now, by the order in which notes were written and not by their offsets.
   *
   * @throws LogUnavailable if it cannot be read
   */
  Optional<Hint> read();
}
