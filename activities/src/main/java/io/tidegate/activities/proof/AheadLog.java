package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.RecordCursor;
import io.tidegate.runbooks.Side;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A log of which much was read ahead, for many partitions at once: it answers from that, and asks
 * the broker for the rest. Not thread-safe.
 *
 * <p>Its begin is what it was when the lot was begun: who uses it asks at the end whether that
 * moved past {@link #lowest}.
 */
final class AheadLog implements PartitionLog {
  private final KafkaLog log;
  private final Side side;
  private final EndsAhead ends;
  private final long begin;
  private final @Nullable Moment moment;
  private final AtomicLong lowest;

  /**
   * A place in time. No record of a later time precedes it either, since those of a later time are
   * among those at or after this one.
   */
  record Moment(long timestampMs, long offset) {}

  AheadLog(KafkaLog log, Side side, EndsAhead ends, long begin, @Nullable Moment moment) {
    this(log, side, ends, begin, moment, new AtomicLong(Long.MAX_VALUE));
  }

  private AheadLog(
      KafkaLog log,
      Side side,
      EndsAhead ends,
      long begin,
      @Nullable Moment moment,
      AtomicLong lowest) {
    this.log = log;
    this.side = side;
    this.ends = ends;
    this.begin = begin;
    this.moment = moment;
    this.lowest = lowest;
  }

  /** The lowest offset that was read from, at any isolation level; the highest number for none. */
  long lowest() {
    return lowest.get();
  }

  @Override
  public String name() {
    return log.name();
  }

  @Override
  public Isolation isolation() {
    return log.isolation();
  }

  @Override
  public PartitionLog at(Isolation other) {
    return other == isolation()
        ? this
        : new AheadLog(log.at(other), side, ends, begin, moment, lowest);
  }

  @Override
  public long begin() {
    return begin;
  }

  @Override
  public long end() {
    OptionalLong taken = ends.next(side, isolation());
    return taken.isPresent() ? taken.getAsLong() : log.end();
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    return moment != null && timestampMs >= moment.timestampMs()
        ? OptionalLong.of(at(timestampMs, moment))
        : log.offsetForTime(timestampMs);
  }

  /**
   * The moment may be that of another group further behind: what was read since then tells the
   * place, and where it does not, the moment is a place before it.
   */
  private long at(long timestampMs, Moment before) {
    if (timestampMs > before.timestampMs()) {
      for (LogRecord record : log.kept(before.offset())) {
        if (record.timestampMs() >= timestampMs) {
          return record.offset();
        }
      }
    }
    return before.offset();
  }

  @Override
  public RecordCursor open(long from, long to) {
    lowest.accumulateAndGet(Math.max(from, begin), Math::min);
    return log.open(from, to);
  }
}
