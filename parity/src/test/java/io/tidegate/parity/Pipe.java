package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random source, and a replicator that copies it: in order, with crashes after which it sends
 * again from an earlier place, lost records, and strangers on the target.
 *
 * @param committed the group's position on the source
 * @param next source offset at which the replicator goes on
 * @param truths pairs of offsets that really hold the same record
 */
record Pipe(
    MemoryLog source,
    MemoryLog target,
    long committed,
    long next,
    boolean readsUncommitted,
    List<Hint> truths) {

  /**
   * What may happen in a log.
   *
   * @param symbols how many different records there are; 0: all differ
   * @param floor share of the logs that have an exact answer and must be told it; repeating records
   *     and aborted ones at the end are refused as long as their verdicts are not built
   */
  record Kind(
      String name,
      int most,
      int symbols,
      boolean aborts,
      boolean holes,
      boolean losses,
      boolean strangers,
      boolean committedGroup,
      double floor) {}

  static Pipe random(Kind kind, Random random) {
    MemoryLog source = randomSource(kind, random);
    MemoryLog target = MemoryLog.named("target");
    boolean readsUncommitted = !kind.aborts() || random.nextBoolean();
    MemoryLog read = readsUncommitted ? source : source.committedView();
    List<LogRecord> records = Reads.first(read, 0, read.end(), Integer.MAX_VALUE);
    List<Hint> truths = new ArrayList<>();
    int stranger = 1_000_000;
    int next = 0;
    int steps = records.isEmpty() ? 0 : random.nextInt(2 * records.size() + 2);
    boolean toTheEnd = random.nextInt(3) > 0;
    while (next < records.size() && (toTheEnd || steps-- > 0)) {
      int event = random.nextInt(30);
      if (event == 0 && next > 0) {
        next -= 1 + random.nextInt(Math.min(next, 1 + random.nextInt(kind.most())));
      } else if (event == 1 && kind.losses()) {
        next += 1 + random.nextInt(3);
      } else if (event == 2 && kind.strangers()) {
        target.add(stranger++);
      } else if (event == 3 && kind.holes()) {
        target.hole(1 + random.nextInt(3));
      } else {
        LogRecord record = records.get(next++);
        truths.add(Checks.sync(record.offset(), target.end()));
        target.add(idOf(record));
      }
    }
    // It goes on after the last record it sent: a crash or loss yet to come is covered by no proof.
    long goesOn = truths.isEmpty() ? 0 : truths.get(truths.size() - 1).sourceOffset() + 1;
    MemoryLog seen = kind.committedGroup() ? source.committedView() : source;
    long committed = random.nextInt((int) source.end() + 1);
    return new Pipe(seen, target.at(seen.isolation()), committed, goesOn, readsUncommitted, truths);
  }

  private static MemoryLog randomSource(Kind kind, Random random) {
    MemoryLog source = MemoryLog.named("source");
    int size = random.nextInt(kind.most() + 1);
    int fresh = 0;
    while (source.end() < size) {
      int[] ids = new int[1 + random.nextInt(4)];
      for (int n = 0; n < ids.length; n++) {
        ids[n] = kind.symbols() == 0 ? fresh++ : random.nextInt(kind.symbols());
      }
      if (kind.aborts() && random.nextInt(5) == 0) {
        source.aborted(ids);
        if (random.nextInt(2) == 0) {
          source.add(ids); // the application tries again: twins
        }
      } else {
        source.add(ids);
      }
      if (kind.holes() && random.nextInt(4) == 0) {
        source.hole(1 + random.nextInt(3));
      }
    }
    return source;
  }

  static int idOf(LogRecord record) {
    return (int) (record.timestampMs() - 1_000_000L);
  }

  /** What the replicator still sends, in numbers. */
  List<Integer> toCome(boolean frozen) {
    if (frozen) {
      return List.of();
    }
    Isolation reads = readsUncommitted ? Isolation.READ_UNCOMMITTED : Isolation.READ_COMMITTED;
    return source.at(reads).idsFrom(next);
  }

  List<Integer> unread() {
    return source.idsFrom(committed);
  }

  /** Whether the last record it sent is the highest it ever sent. */
  boolean settled() {
    long last = -1;
    long highest = -1;
    for (Hint truth : truths) {
      last = truth.sourceOffset();
      highest = Math.max(highest, last);
    }
    return last >= 0 && last == highest && next > last;
  }

  @Override
  public String toString() {
    return source.at(Isolation.READ_UNCOMMITTED).idsFrom(0)
        + " seen "
        + source.idsFrom(0)
        + " @"
        + committed
        + " goes on at "
        + next
        + " -> "
        + target.idsFrom(0);
  }
}
