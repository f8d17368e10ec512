package io.tidegate.parity;

import java.util.List;

/** Both logs of a check, and what makes their records the same. */
record Sides(PartitionLog source, PartitionLog target, Identity identity) {
  Profile profile() {
    return identity.profile();
  }

  /** What up to so many records right before an offset hold, digested one by one. */
  List<Fingerprint> before(PartitionLog log, long offset, int count) {
    return Reads.lastBefore(log, offset, count, identity::of);
  }

  /** The same of the first ones of {@code [from, to)}. */
  List<Fingerprint> after(PartitionLog log, long from, long to, int count) {
    return Reads.first(log, from, to, count, identity::of);
  }

  /** Whether both hold the same record at these offsets, read now. */
  boolean same(long sourceOffset, long targetOffset) {
    LogRecord left = Reads.exactly(source, sourceOffset, sourceOffset + 1);
    LogRecord right = Reads.exactly(target, targetOffset, targetOffset + 1);
    return left != null && right != null && identity.of(left).id().equals(identity.of(right).id());
  }

  /** The other way round, for what a reverse flow brings back. */
  Sides reversed() {
    return new Sides(/* source= */ target, /* target= */ source, identity);
  }
}
