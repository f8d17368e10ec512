package io.tidegate.parity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is given on the target, record by record as it comes, against the source's next
 * records in their order, by the identity of the proof.
 *
 * <pre>
 * source | a  b  c  d           next records, from the position on
 * given  | x  a  b  d           x extra · c missed · a b d matched
 * </pre>
 *
 * Holds at most {@link #LOOK_AHEAD} records of the source. Not thread-safe.
 */
public final class Delivered {
  /** So many next records of the source are looked through for one that comes early. */
  public static final int LOOK_AHEAD = 64;

  /** The first strange records that are named. */
  private static final int NAMED_MAX = 5;

  private final Identity identity;
  private final Supplier<@Nullable LogRecord> source;
  private final long extrasExpected;
  private final Deque<LogRecord> next = new ArrayDeque<>();
  private final List<String> strange = new ArrayList<>();
  private long records;
  private long matched;
  private long extra;
  private long missed;

  /**
   * @param source gives the source's next record; null where it has none yet, and is then asked
   *     again
   * @param extrasExpected records that the proof says come beside the next ones
   */
  public Delivered(Profile profile, Supplier<@Nullable LogRecord> source, long extrasExpected) {
    this.identity = new Identity(profile);
    this.source = source;
    this.extrasExpected = extrasExpected;
  }

  /** The next record that is given. */
  public void given(LogRecord record) {
    records++;
    if (!fill(1)) {
      strange(record, "the source has no next record for it");
      return;
    }
    if (identity.same(next.element(), record)) {
      next.remove();
      matched++;
      return;
    }
    if (extra < extrasExpected) {
      extra++;
      return;
    }
    int ahead = ahead(record);
    if (ahead < 0) {
      strange(record, "it is none of the source's next records");
      return;
    }
    for (int i = 0; i < ahead; i++) {
      missed++;
      LogRecord left = next.remove();
      name("offset " + left.offset() + " of the source was not given");
    }
    next.remove();
    matched++;
  }

  private int ahead(LogRecord record) {
    var unused = fill(LOOK_AHEAD);
    int place = 0;
    for (LogRecord candidate : next) {
      if (identity.same(candidate, record)) {
        return place;
      }
      place++;
    }
    return -1;
  }

  private void strange(LogRecord record, String why) {
    extra++;
    name("offset " + record.offset() + " of the target: " + why);
  }

  private void name(String what) {
    if (strange.size() < NAMED_MAX) {
      strange.add(what);
    }
  }

  private boolean fill(int wanted) {
    while (next.size() < wanted) {
      LogRecord found = source.get();
      if (found == null) {
        return !next.isEmpty();
      }
      next.add(found);
    }
    return true;
  }

  /** Offset of the first record that was taken from the source and not given yet. */
  public OptionalLong nextOffset() {
    LogRecord first = next.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.offset());
  }

  /** What was given so far. */
  public Account account() {
    return new Account(records, matched, extra, missed, strange);
  }

  /**
   * Counts of records.
   *
   * @param given all of them
   * @param matched those that are the source's next records, in its order
   * @param extra those that are not
   * @param missed records of the source that later ones were given before
   * @param strange the first few of those that were not expected, in words
   */
  public record Account(long given, long matched, long extra, long missed, List<String> strange) {
    public Account {
      strange = List.copyOf(strange);
    }
  }
}
