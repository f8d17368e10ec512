package io.tidegate.parity;

import java.util.List;

/** Both logs of a check, and what makes their records the same. */
record Sides(PartitionLog source, PartitionLog target, Identity identity) {
  Profile profile() {
    return identity.profile();
  }

  List<Fingerprint> prints(List<LogRecord> records) {
    return records.stream().map(identity::of).toList();
  }

  /** The other way round, for what a reverse flow brings back. */
  Sides reversed() {
    return new Sides(/* source= */ target, /* target= */ source, identity);
  }
}
