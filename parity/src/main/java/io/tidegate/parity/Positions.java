package io.tidegate.parity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Source positions that a runbook declares by time or by a marker. They read one log, at the
 * isolation level of the application.
 */
public final class Positions {
  /** Offsets that a search for a marker reads at a time, from the log's end towards its begin. */
  private static final long STRETCH = 8_192;

  private Positions() {}

  /**
   * The first visible record at or after an instant, in log order; the log's end where none is.
   *
   * @throws LogUnavailable if the log cannot be read
   */
  public static SourcePosition firstAtOrAfter(PartitionLog log, Instant instant) {
    long end = log.end();
    long timestampMs = instant.toEpochMilli();
    OptionalLong from = log.offsetForTime(timestampMs);
    if (from.isEmpty()) {
      return new SourcePosition.At(end);
    }
    long[] found = {end};
    Reads.each(
        log,
        Math.max(log.begin(), from.getAsLong()),
        end,
        record -> {
          if (record.timestampMs() >= timestampMs) {
            found[0] = record.offset();
          }
          return record.timestampMs() < timestampMs;
        });
    return new SourcePosition.At(found[0]);
  }

  /**
   * The offset after the last visible record that carries a header with this value as UTF-8 text.
   * Reads back from the log's end, each record once, in bounded memory.
   *
   * @throws LogUnavailable if the log cannot be read
   */
  public static SourcePosition afterLast(PartitionLog log, String header, String value) {
    byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
    long begin = log.begin();
    long to = log.end();
    while (to > begin) {
      long from = Math.max(begin, to - STRETCH);
      long[] found = {-1};
      Reads.each(
          log,
          from,
          to,
          record -> {
            if (carries(record, header, wanted)) {
              found[0] = record.offset();
            }
            return true;
          });
      if (found[0] >= 0) {
        return new SourcePosition.At(found[0] + 1);
      }
      to = from;
    }
    return new SourcePosition.Nowhere(
        "no record of "
            + log.name()
            + " carries a header "
            + header
            + " with the value \""
            + value
            + "\"; name one that it has, or declare another position");
  }

  private static boolean carries(LogRecord record, String header, byte[] wanted) {
    return record.headers().stream()
        .anyMatch(found -> found.key().equals(header) && Arrays.equals(found.value(), wanted));
  }
}
