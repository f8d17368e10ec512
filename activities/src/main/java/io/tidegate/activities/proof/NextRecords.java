package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The visible records of a partition from a position on, as they come: null where there is none
 * yet, which is asked of the broker each time. It holds a reader only while it has its turn and
 * there is something to read. Not thread-safe.
 */
public final class NextRecords implements Supplier<@Nullable LogRecord>, AutoCloseable {
  private final Turns turns;
  private KafkaLog log;
  private long next;
  private long bound;
  private @Nullable RecordCursor cursor;

  /**
   * @param turns shared with all that are read beside it
   */
  public NextRecords(KafkaLog log, long from, Turns turns) {
    this.turns = turns;
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
      turns.reads(this);
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

  /** Goes on where it was when it is asked again. */
  @Override
  public void close() {
    RecordCursor open = cursor;
    cursor = null;
    if (open != null) {
      turns.ends(this);
      open.close();
      log = log.anew();
    }
  }
}
