package io.tidegate.activities;

import io.tidegate.activities.proof.NextRecords;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Delivered;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records that are given of one partition of a shadow group, as they come, against the source's
 * next ones. Not thread-safe.
 */
sealed interface AgainstSource extends AutoCloseable {
  void given(LogRecord record);

  /** What should not have happened, one line each. */
  List<String> findings(String name);

  /** What could not be compared because of how the topic or the group is, one line each. */
  List<String> notes(String name);

  /** The next one to compare with on the source; null where nothing is compared. */
  @Nullable Long next();

  /** Null where nothing is compared. */
  Delivered.@Nullable Account account();

  /** Why nothing is compared; null where it is. */
  @Nullable String uncompared();

  /**
   * Offsets that were not come to: what is invisible counts too.
   *
   * @param end of the partition on the source
   */
  long behind(long end);

  @Override
  void close();

  /** Each is compared with the source's next one. */
  final class Compared implements AgainstSource {
    private final NextRecords source;
    private final Delivered delivered;
    private final long extraExpected;
    private final long missedExpected;

    /**
     * @param source from where this reading begins
     * @param counts of the row that was proven
     * @param fromTheSeed whether this reading begins where the group was seeded: what comes again
     *     comes then
     */
    Compared(Profile profile, NextRecords source, Counts counts, boolean fromTheSeed) {
      this.source = source;
      this.extraExpected = fromTheSeed ? counts.replay() + counts.phantom() : 0;
      this.missedExpected = counts.aborted() + counts.superseded();
      this.delivered = new Delivered(profile, source, extraExpected);
    }

    @Override
    public void given(LogRecord record) {
      delivered.given(record);
    }

    @Override
    public List<String> findings(String name) {
      Delivered.Account account = delivered.account();
      if (account.extra() <= extraExpected && account.missed() <= missedExpected) {
        return List.of();
      }
      return List.of(
          "of %d records given on %s %d are not what the source has next (%d expected), and %d of it are missing (%d expected): %s"
              .formatted(
                  account.given(),
                  name,
                  account.extra(),
                  extraExpected,
                  account.missed(),
                  missedExpected,
                  String.join("; ", account.strange())));
    }

    @Override
    public List<String> notes(String name) {
      return List.of();
    }

    /** What was looked ahead at and not given yet is to be compared again. */
    @Override
    public Long next() {
      return delivered.nextOffset().orElse(source.next());
    }

    @Override
    public Delivered.Account account() {
      return delivered.account();
    }

    @Override
    public @Nullable String uncompared() {
      return null;
    }

    @Override
    public long behind(long end) {
      return Math.max(0, end - next());
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /** Nothing is compared: they are only counted. */
  final class Uncompared implements AgainstSource {
    private final String why;
    private final boolean byDesign;
    private long records;

    /**
     * @param byDesign whether that is how the topic or the group is: nothing went wrong then, and
     *     nothing was shown either
     */
    Uncompared(String why, boolean byDesign) {
      this.why = why;
      this.byDesign = byDesign;
    }

    @Override
    public void given(LogRecord record) {
      records++;
    }

    @Override
    public List<String> findings(String name) {
      return byDesign ? List.of() : told(name);
    }

    @Override
    public List<String> notes(String name) {
      return byDesign ? told(name) : List.of();
    }

    private List<String> told(String name) {
      return records == 0
          ? List.of()
          : List.of("%d records of %s were not compared: %s".formatted(records, name, why));
    }

    @Override
    public @Nullable Long next() {
      return null;
    }

    @Override
    public Delivered.@Nullable Account account() {
      return null;
    }

    @Override
    public String uncompared() {
      return why;
    }

    @Override
    public long behind(long end) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
