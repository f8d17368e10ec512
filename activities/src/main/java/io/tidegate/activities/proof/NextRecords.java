package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The visible records of a partition from a position on, as they come: null where there is none
 * yet, which is asked of the broker each time. Not thread-safe.
 */
public final class NextRecords implements Supplier<@Nullable LogRecord>, AutoCloseable {
  private final KafkaLog log;
  private long next;
  private long bound;
  private @Nullable RecordCursor cursor;

  public NextRecords(KafkaLog log, long from) {
    this.log = log;
    this.next = from;
  }

  @Override
  public @Nullable LogRecord get() {
    while (true) {
      RecordCursor open = cursor;
      if (open == null) {
        bound = log.end();
        if (bound <= next) {
          return null;
        }
        open = log.open(next, bound);
        cursor = open;
      }
      LogRecord found = open.next();
      if (found != null) {
        next = found.offset() + 1;
        return found;
      }
      next = bound;
      close();
    }
  }

  /** Every visible record before it was given. */
  public long next() {
    return next;
  }

  @Override
  public void close() {
    RecordCursor open = cursor;
    cursor = null;
    if (open != null) {
      open.close();
    }
  }
}
