package io.tidegate.ledger;

/** What became of asking for leases: all or none of them. */
public sealed interface Acquisition {
  /**
   * All are held.
   *
   * @param fence higher than every fence of this unit before, in whichever wave; the same when
   *     asked again
   */
  record Acquired(long fence) implements Acquisition {}

  /** None is held: this one belongs to another wave, or to another unit of the same wave. */
  record Held(Lease by) implements Acquisition {}

  /** None is held: this wave has released this unit, which is final. */
  record Released() implements Acquisition {}
}
