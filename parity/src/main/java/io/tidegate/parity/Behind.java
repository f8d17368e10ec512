package io.tidegate.parity;

/** One partition of a target whose partition count differs, as its records are met. */
final class Behind {
  private final RepartitionedTopic.Target target;
  private final long end;
  private long first;
  private long unread;
  private long readAgain;
  private long twice;
  private long phantom;
  private long foreign;

  Behind(RepartitionedTopic.Target target, long end) {
    this.target = target;
    this.end = end;
    this.first = end;
  }

  PartitionLog log() {
    return target.log();
  }

  long end() {
    return end;
  }

  /** All from the first unread record on. */
  Lots.Log beyond() {
    return new Lots.Log(log(), first, end);
  }

  /** A record that is unread; not the first of it where it is on the target already. */
  void unread(long offset, boolean firstOfIt) {
    first = Math.min(first, offset);
    if (firstOfIt) {
      unread++;
    } else {
      twice++;
    }
  }

  void readAgain() {
    readAgain++;
  }

  boolean anyReadAgain() {
    return readAgain > 0;
  }

  void phantom() {
    phantom++;
  }

  void foreign() {
    foreign++;
  }

  Spread.Place place() {
    return new Spread.Place(target, first, end, unread, readAgain, twice, phantom, foreign);
  }
}
