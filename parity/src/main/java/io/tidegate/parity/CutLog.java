package io.tidegate.parity;

import java.util.OptionalLong;

/** A log as if it ended earlier. */
record CutLog(PartitionLog log, long cut) implements PartitionLog {
  @Override
  public String name() {
    return log.name();
  }

  @Override
  public Isolation isolation() {
    return log.isolation();
  }

  @Override
  public PartitionLog at(Isolation isolation) {
    return isolation == log.isolation() ? this : new CutLog(log.at(isolation), cut);
  }

  @Override
  public long begin() {
    return log.begin();
  }

  @Override
  public long end() {
    return Math.min(cut, log.end());
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    OptionalLong found = log.offsetForTime(timestampMs);
    return found.isPresent() && found.getAsLong() < cut ? found : OptionalLong.empty();
  }

  @Override
  public RecordCursor open(long from, long to) {
    return log.open(from, Math.min(to, cut));
  }
}
