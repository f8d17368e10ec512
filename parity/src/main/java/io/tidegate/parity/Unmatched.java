package io.tidegate.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sampled records that have no equal on the other side yet, each of which needs one of its own. */
final class Unmatched {
  private final boolean timestamp;
  private final Map<Looked, Integer> left = new HashMap<>();

  /**
   * What is kept of a record that is looked for.
   *
   * @param content its digest without the timestamp
   * @param headed whether it has headers
   */
  record Print(Id content, long timestampMs, boolean createTime, long offset, boolean headed) {
    static Print of(LogRecord record, Identity identity) {
      return new Print(
          identity.id(record),
          record.timestampMs(),
          record.createTime(),
          record.offset(),
          !record.headers().isEmpty());
    }
  }

  private record Looked(Id content, long timestampMs) {}

  /**
   * @param timestamp whether an equal must have the same time, by the producer
   */
  Unmatched(List<List<Print>> sample, boolean timestamp) {
    this.timestamp = timestamp;
    sample.forEach(part -> part.forEach(print -> left.merge(looked(print), 1, Integer::sum)));
  }

  boolean none() {
    return left.isEmpty();
  }

  /** Pairs it with one of the sample; false where that has none left of it. */
  boolean take(Print print) {
    Looked looked = looked(print);
    Integer count = left.get(looked);
    if (count == null || (timestamp && !print.createTime())) {
      return false;
    }
    if (count == 1) {
      left.remove(looked);
    } else {
      left.put(looked, count - 1);
    }
    return true;
  }

  private Looked looked(Print print) {
    return new Looked(print.content(), timestamp ? print.timestampMs() : 0);
  }
}
