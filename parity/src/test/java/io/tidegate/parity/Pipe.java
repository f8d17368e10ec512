package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A random source, and a replicator that copies it: in order, with crashes after which it sends
 * again from an earlier place, lost and swapped records, strangers on the target, cleaners on
 * either side, and logs whose heads have expired.
 *
 * @param committed the group's position on the source
 * @param next source offset at which the replicator goes on
 * @param truths pairs of offsets that really held the same record
 * @param truth what really became of records
 */
record Pipe(
    MemoryLog source,
    MemoryLog target,
    long committed,
    long next,
    boolean readsUncommitted,
    List<Hint> truths,
    Oracle.Truth truth) {

  static final int STRANGER = 1_000_000;

  /** What may happen to a log. */
  enum May {
    ABORT,
    /** Transactions that have not ended. */
    LEAVE_OPEN,
    LEAVE_HOLES,
    LOSE,
    SWAP,
    ADD_STRANGERS,
    /** Several records a millisecond, and times that go back. */
    TIE,
    /** The target has the broker's time. */
    APPEND_TIME,
    CLEAN_SOURCE,
    CLEAN_TARGET,
    /** Every copy carries the source offset in a header. */
    LEAVE_HEADERS,
    /** A crash never sends again. */
    NOT_RESEND,
    EXPIRE_SOURCE,
    EXPIRE_TARGET,
    BEGIN_LATE
  }

  /**
   * One kind of log.
   *
   * @param symbols how many different records there are; 0: all differ
   * @param committedGroup whether the group reads committed records only
   */
  record Kind(String name, int most, int symbols, boolean committedGroup, Set<May> may) {
    static Kind of(String name, int most, May... may) {
      return new Kind(name, most, 0, false, Set.of(may));
    }

    Kind committed() {
      return new Kind(name + ", committed group", most, symbols, true, may);
    }

    Kind symbols(int different) {
      return new Kind(name + ", " + different + " symbols", most, different, committedGroup, may);
    }

    /**
     * Not where the oracle cannot say of a copy whether it comes again: that of a record which the
     * source's cleaner has removed since, or one of several that are equal.
     */
    boolean mayEndInReSent() {
      return !has(May.NOT_RESEND) && !has(May.CLEAN_SOURCE) && symbols == 0;
    }

    boolean has(May what) {
      return may.contains(what);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Pipe random(Kind kind, Random random) {
    return new Maker(kind, random).make();
  }

  private static final class Maker {
    private static final int TOMBSTONE_EACH = 7;

    private final Kind kind;
    private final Random random;
    private final MemoryLog source = MemoryLog.named("source");
    private final MemoryLog target;
    private final List<Hint> truths = new ArrayList<>();
    private final Set<Integer> sent = new HashSet<>();
    private final Set<Integer> strangers = new HashSet<>();
    private final Set<Integer> had = new HashSet<>();
    private boolean readsUncommitted;

    Maker(Kind kind, Random random) {
      this.kind = kind;
      this.random = random;
      this.target =
          kind.has(May.APPEND_TIME)
              ? MemoryLog.withBrokersTime("target")
              : MemoryLog.named("target");
      if (kind.has(May.CLEAN_SOURCE) || kind.has(May.CLEAN_TARGET)) {
        int keys = 5 + random.nextInt(8);
        Stream.of(source, target)
            .forEach(
                log -> log.keyed(keys).tombstones(id -> id < STRANGER && id % TOMBSTONE_EACH == 3));
      }
      if (kind.has(May.TIE)) {
        Stream.of(source, target)
            .forEach(log -> log.timed(id -> 1_000_000L + id / 4 - (id % 11 == 0 ? 5 : 0)));
      }
    }

    Pipe make() {
      fillSource();
      had.addAll(source.idsFrom(0));
      boolean transactions = kind.has(May.ABORT) || kind.has(May.LEAVE_OPEN);
      readsUncommitted = !transactions || random.nextBoolean();
      replicate();
      clean();
      // It goes on after the last record it sent: a crash yet to come is covered by no proof.
      long goesOn = truths.isEmpty() ? 0 : truths.get(truths.size() - 1).sourceOffset() + 1;
      MemoryLog seen = kind.committedGroup() ? source.committedView() : source;
      long committed = random.nextInt((int) source.end() + 1);
      Oracle.Truth truth = truth();
      expire();
      strangers.addAll(had);
      strangers.removeAll(truth.cleanedHere());
      strangers.removeAll(source.idsFrom(0));
      return new Pipe(
          seen, target.at(seen.isolation()), committed, goesOn, readsUncommitted, truths, truth);
    }

    /** Beyond what is open nothing is aborted: nobody who reads committed could tell that yet. */
    private void fillSource() {
      int size = random.nextInt(kind.most() + 1);
      int openFrom = kind.has(May.LEAVE_OPEN) ? random.nextInt(size + 1) : size;
      int fresh = 0;
      while (source.end() < size) {
        int[] ids = new int[1 + random.nextInt(4)];
        for (int n = 0; n < ids.length; n++) {
          ids[n] = kind.symbols() == 0 ? fresh++ : random.nextInt(kind.symbols());
        }
        boolean decided = source.end() < openFrom || openFrom == size;
        if (!decided && random.nextInt(3) > 0) {
          source.undecided(ids);
        } else if (decided && kind.has(May.ABORT) && random.nextInt(5) == 0) {
          source.aborted(ids);
          if (random.nextInt(3) == 0) {
            source.add(ids); // the application tries again: twins
          }
        } else {
          source.add(ids);
        }
        if (kind.has(May.LEAVE_HOLES) && random.nextInt(4) == 0) {
          source.marker();
        }
      }
    }

    /** Now and then it has just gone back, and is not yet where it was again. */
    private void replicate() {
      MemoryLog read = readsUncommitted ? source : source.committedView();
      int end = (int) read.end();
      int next = kind.has(May.BEGIN_LATE) ? random.nextInt(end + 1) / 2 : 0;
      int steps = end == 0 ? 0 : random.nextInt(2 * end + 2);
      boolean toTheEnd = random.nextInt(3) > 0;
      int stranger = STRANGER;
      while (next < end && (toTheEnd || steps-- > 0)) {
        int event = random.nextInt(30);
        if (event == 0 && next > 0 && !kind.has(May.NOT_RESEND)) {
          next -= 1 + random.nextInt(Math.min(next, 1 + random.nextInt(kind.most())));
        } else if (event == 1 && kind.has(May.LOSE)) {
          next += 1 + random.nextInt(3);
        } else if (event == 2 && kind.has(May.ADD_STRANGERS)) {
          strangers.add(stranger);
          target.add(stranger++);
        } else if (event == 3 && kind.has(May.LEAVE_HOLES)) {
          target.marker();
        } else if (event == 4 && kind.has(May.SWAP) && next + 1 < end) {
          copy(read, next + 1);
          copy(read, next);
          next += 2;
        } else {
          copy(read, next++);
        }
      }
      if (next > 0 && goesBackAtTheEnd()) {
        int from = Math.min(next, end) - 1 - random.nextInt(Math.min(next, end));
        int to = from + random.nextInt(end - from + 1);
        for (int again = from; again < to; again++) {
          copy(read, again);
        }
      }
    }

    private boolean goesBackAtTheEnd() {
      return kind.mayEndInReSent() && random.nextInt(5) == 0;
    }

    private void copy(MemoryLog read, int offset) {
      if (read.holdsAt(offset)) {
        int id = read.idAt(offset);
        truths.add(Checks.sync(offset, target.end()));
        if (kind.has(May.LEAVE_HEADERS)) {
          target.copied(id, offset);
        } else {
          target.add(id);
        }
        sent.add(id);
      }
    }

    private void clean() {
      boolean tombstones = random.nextBoolean();
      if (kind.has(May.CLEAN_SOURCE)) {
        source.clean(cleanable(source), tombstones);
      }
      if (kind.has(May.CLEAN_TARGET)) {
        target.clean(cleanable(target), tombstones);
      }
    }

    /** Never the newest record. */
    private long cleanable(MemoryLog log) {
      long newest = log.end() - 1;
      while (newest > 0 && !log.holdsAt(newest)) {
        newest--;
      }
      return random.nextInt((int) Math.max(1, newest + 1));
    }

    private void expire() {
      if (kind.has(May.EXPIRE_SOURCE)) {
        long decided = source.committedView().end();
        source.beginAt(Math.min(decided, random.nextInt(sentSinceRestart() + 1)));
      }
      if (kind.has(May.EXPIRE_TARGET)) {
        target.beginAt(random.nextInt((int) target.end() + 1));
      }
    }

    /** The lowest offset sent since the last restart: what it sends now has not expired. */
    private int sentSinceRestart() {
      long lowest = 0;
      for (int at = truths.size() - 1; at >= 0; at--) {
        long here = truths.get(at).sourceOffset();
        if (at + 1 < truths.size() && here >= truths.get(at + 1).sourceOffset()) {
          return (int) lowest;
        }
        lowest = here;
      }
      return (int) lowest;
    }

    private Oracle.Truth truth() {
      MemoryLog ended = source.ended();
      Set<Integer> aborted = new HashSet<>(ended.idsFrom(0));
      aborted.removeAll(ended.committedView().idsFrom(0));
      Set<Integer> phantoms = kind.committedGroup() ? aborted : Set.of();
      Set<Integer> gone = new HashSet<>(sent);
      gone.removeAll(target.idsFrom(0));
      Set<Integer> here = new HashSet<>(had);
      here.removeAll(source.idsFrom(0));
      Set<Integer> open = kind.committedGroup() ? undecided() : Set.of();
      return new Oracle.Truth(
          aborted, phantoms, kind.has(May.CLEAN_TARGET) ? gone : Set.of(), here, strangers, open);
    }

    /** All from the first open transaction on, as a group that reads committed sees it. */
    private Set<Integer> undecided() {
      return new HashSet<>(source.idsFrom(source.committedView().end()));
    }
  }

  /** As if one offset of the target had never been; without what is known of pairs. */
  Pipe withoutTarget(long offset) {
    return new Pipe(
        source, target.without(offset), committed, next, readsUncommitted, List.of(), truth);
  }

  /** As if one offset of the source had never been. */
  Pipe withoutSource(long offset) {
    return new Pipe(
        source.without(offset),
        target,
        committed > offset ? committed - 1 : committed,
        next > offset ? next - 1 : next,
        readsUncommitted,
        List.of(),
        truth);
  }

  /** The same logs, and a group that stands elsewhere. */
  Pipe at(long position) {
    return new Pipe(source, target, position, next, readsUncommitted, truths, truth);
  }

  /** Whether the source holds equal records, aborted ones included. */
  boolean hasTwins() {
    List<Integer> all = source.at(Isolation.READ_UNCOMMITTED).idsFrom(0);
    return new HashSet<>(all).size() < all.size();
  }

  /** What the replicator still sends, in numbers, where open transactions end well. */
  List<Integer> toCome(boolean frozen) {
    return frozen ? List.of() : replicated().idsFrom(next);
  }

  /** The source as the replicator sees it. */
  private MemoryLog replicated() {
    return source
        .ended()
        .at(readsUncommitted ? Isolation.READ_UNCOMMITTED : Isolation.READ_COMMITTED);
  }

  /** What the application must see, where open transactions end well. */
  List<Integer> unread() {
    return source.ended().idsFrom(committed);
  }

  /** Those of them that the replicator copies at all. */
  List<Integer> due() {
    MemoryLog ended = source.ended();
    return readsUncommitted ? unread() : ended.at(Isolation.READ_COMMITTED).idsFrom(committed);
  }

  /**
   * Whether the last record it sent is the highest it ever sent, and it is known to stand there: no
   * aborted records follow which it may send or leave out, and none that it sent is undecided.
   */
  boolean settled() {
    long last = -1;
    long highest = -1;
    for (Hint truth : truths) {
      last = truth.sourceOffset();
      highest = Math.max(highest, last);
    }
    MemoryLog all = source.ended().at(Isolation.READ_UNCOMMITTED);
    MemoryLog committedOnly = all.at(Isolation.READ_COMMITTED);
    return last >= 0
        && last == highest
        && all.idsFrom(next).equals(committedOnly.idsFrom(next))
        && target.idsFrom(0).stream().noneMatch(truth.open()::contains);
  }

  /** A stranger, or the copy of an aborted record, at the target's end. */
  boolean strangeTail() {
    List<Integer> there = target.idsFrom(0);
    return !there.isEmpty() && !source.idsFrom(0).contains(there.get(there.size() - 1));
  }

  @Override
  public String toString() {
    return source.at(Isolation.READ_UNCOMMITTED).idsFrom(0)
        + " seen "
        + source.idsFrom(0)
        + " from "
        + source.begin()
        + " @"
        + committed
        + " goes on at "
        + next
        + " -> "
        + target.idsFrom(0)
        + " from "
        + target.begin();
  }
}
