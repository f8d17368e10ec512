package io.tidegate.parity;

import io.tidegate.parity.Repartitioned.ReadSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One look at a topic whose partition counts differ. Twice it fills a table with one side's records
 * and reads the other side through it, lot by lot: unread records are looked up on the target, then
 * target records that are not unread on the source.
 */
final class Spreading {
  private static final int UNREAD = 2;
  private static final int READ = 4;
  private static final int ABORTED = 8;
  private static final int TWICE = 16;

  /** Read records before a boundary that are looked up where no unread one was copied. */
  private static final int LAST_READ = 64;

  private final RepartitionedTopic topic;
  private final List<ReadSource> sources;
  private final Identity identity;
  private final IdTable table;
  private final List<Ahead> ahead = new ArrayList<>();
  private final List<Behind> behind = new ArrayList<>();

  private long oldestInLot;
  private int lots;
  private long oldestReplayMs = Long.MAX_VALUE;
  private long newestReplayMs = Long.MIN_VALUE;
  private long aborted;

  /** One partition of the source, as its unread records are met in order. */
  private static final class Ahead {
    private final ReadSource source;
    private final long end;
    private boolean copied;
    private long skip;
    private long tail;
    private long pending;
    private long oldestPendingMs = Long.MAX_VALUE;
    private long awaited;

    Ahead(ReadSource source) {
      this.source = source;
      this.end = source.log().end();
    }

    void copied() {
      copied = true;
      skip += tail;
      tail = 0;
      pending = 0;
      oldestPendingMs = Long.MAX_VALUE;
    }

    void missing(LogRecord record) {
      tail++;
      if (record.offset() < source.captured()) {
        pending++;
        oldestPendingMs = Math.min(oldestPendingMs, record.timestampMs());
      }
    }
  }

  /** One partition of the target. */
  private static final class Behind {
    private final RepartitionedTopic.Target target;
    private final long end;
    private long first;
    private long unread;
    private long readAgain;
    private long twice;
    private long phantom;
    private long foreign;

    Behind(RepartitionedTopic.Target target) {
      this.target = target;
      this.end = target.log().end();
      this.first = end;
    }
  }

  /** A part of one log that a lot was filled from. */
  private record Part(int partition, long from, long to) {}

  /** Ends of the target are taken before those of the source: all below came from below. */
  Spreading(RepartitionedTopic topic, List<ReadSource> sources, Identity identity, int lot) {
    this.topic = topic;
    this.sources = sources;
    this.identity = identity;
    this.table = new IdTable(lot);
    topic.targets().forEach(target -> behind.add(new Behind(target)));
    sources.forEach(source -> ahead.add(new Ahead(source)));
  }

  Spread look() {
    List<Log> unread = new ArrayList<>();
    for (Ahead at : ahead) {
      unread.add(new Log(at.source.log(), at.source.boundary(), at.end));
    }
    inLots(unread, this::lookUpOnTheTarget);
    ahead.forEach(this::countAwaited);
    List<Log> beyond = new ArrayList<>();
    for (Behind at : behind) {
      beyond.add(new Log(at.target.log(), at.first, at.end));
    }
    inLots(beyond, this::lookUpOnTheSource);
    return spread();
  }

  private record Log(PartitionLog log, long from, long to) {}

  private interface Lot {
    void look(List<Part> parts);
  }

  /** Fills the table again and again until all records of all logs were in it once. */
  private void inLots(List<Log> logs, Lot look) {
    lots = 0;
    List<Part> parts = new ArrayList<>();
    begin();
    for (int partition = 0; partition < logs.size(); partition++) {
      Log of = logs.get(partition);
      long[] from = {of.from()};
      int number = partition;
      Reads.each(
          of.log(),
          of.from(),
          of.to(),
          record -> {
            if (table.full()) {
              parts.add(new Part(number, from[0], record.offset()));
              looked(parts, look);
              from[0] = record.offset();
            }
            Fingerprint print = identity.of(record);
            table.put(print.id());
            oldestInLot = Math.min(oldestInLot, print.timestampMs());
            return true;
          });
      parts.add(new Part(number, from[0], of.to()));
    }
    if (!table.isEmpty()) {
      looked(parts, look);
    }
  }

  private void begin() {
    table.clear();
    oldestInLot = Long.MAX_VALUE;
  }

  private void looked(List<Part> parts, Lot look) {
    if (++lots > Repartitioned.MOST_LOTS) {
      throw new NotProven(
          "the group is too far behind for a topic whose partition counts differ; let it catch up"
              + " and check again");
    }
    if (lots > 1 && !identity.profile().timestamp()) {
      throw new NotProven(
          "the group is too far behind for a topic whose partition counts differ and whose records"
              + " carry no timestamp to tell equal ones apart; let it catch up and check again");
    }
    look.look(List.copyOf(parts));
    parts.clear();
    begin();
  }

  private void lookUpOnTheTarget(List<Part> parts) {
    for (Behind at : behind) {
      Reads.each(
          at.target.log(),
          bracket(at.target.log(), at.end),
          at.end,
          record -> {
            Id id = identity.of(record).id();
            if (table.holds(id)) {
              at.first = Math.min(at.first, record.offset());
              if (table.find(id)) {
                at.unread++;
              } else {
                at.twice++;
                table.mark(id, TWICE);
              }
              table.mark(id, UNREAD);
            }
            return true;
          });
    }
    for (Part part : parts) {
      Ahead at = ahead.get(part.partition());
      try (Decided decided = new Decided(at.source.log(), part.from(), part.to())) {
        Reads.each(
            at.source.log(),
            part.from(),
            part.to(),
            record -> {
              meet(at, record, decided);
              return true;
            });
      }
    }
  }

  private void meet(Ahead at, LogRecord record, Decided decided) {
    Id id = identity.of(record).id();
    if (table.marked(id, TWICE)) {
      comesAgain(record);
    }
    if (table.wasFound(id)) {
      at.copied();
    } else if (decided.isAborted(record)) {
      aborted++;
    } else {
      at.missing(record);
    }
  }

  /**
   * Where an unread record was copied, all read ones were or are lost for good. Else the last read
   * record must be there, or it comes after the resume point.
   */
  private void countAwaited(Ahead at) {
    if (at.copied || topic.terms().frozen()) {
      return;
    }
    List<LogRecord> last = Reads.lastBefore(at.source.log(), at.source.boundary(), LAST_READ);
    if (last.isEmpty()) {
      return;
    }
    IdTable wanted = new IdTable(LAST_READ);
    oldestInLot = Long.MAX_VALUE;
    for (LogRecord record : last) {
      wanted.put(identity.of(record).id());
      oldestInLot = Math.min(oldestInLot, record.timestampMs());
    }
    for (Behind on : behind) {
      Reads.each(
          on.target.log(),
          bracket(on.target.log(), on.end),
          on.end,
          record -> {
            wanted.mark(identity.of(record).id(), READ);
            return true;
          });
    }
    for (int k = last.size() - 1; k >= 0; k--) {
      if (wanted.marked(identity.of(last.get(k)).id(), READ)) {
        return;
      }
      at.awaited++;
    }
  }

  private void lookUpOnTheSource(List<Part> parts) {
    for (ReadSource source : sources) {
      PartitionLog log = source.log();
      long end = log.end();
      Reads.each(
          log,
          bracket(log, end),
          end,
          record -> {
            table.mark(
                identity.of(record).id(), record.offset() >= source.boundary() ? UNREAD : READ);
            return true;
          });
    }
    if (parts.stream().anyMatch(this::unexplained)) {
      markAborted();
    }
    for (Part part : parts) {
      Behind at = behind.get(part.partition());
      Reads.each(
          at.target.log(),
          part.from(),
          part.to(),
          record -> {
            judge(at, record);
            return true;
          });
    }
    spanOfTheRead();
  }

  private boolean unexplained(Part part) {
    boolean[] found = {false};
    Reads.each(
        behind.get(part.partition()).target.log(),
        part.from(),
        part.to(),
        record -> {
          Id id = identity.of(record).id();
          found[0] = !table.marked(id, UNREAD) && !table.marked(id, READ);
          return !found[0];
        });
    return found[0];
  }

  private void markAborted() {
    for (ReadSource source : sources) {
      PartitionLog all = source.log().at(Isolation.READ_UNCOMMITTED);
      long end = all.end();
      Reads.each(
          all,
          bracket(all, end),
          end,
          record -> {
            table.mark(identity.of(record).id(), ABORTED);
            return true;
          });
    }
  }

  private void judge(Behind at, LogRecord record) {
    Id id = identity.of(record).id();
    if (table.marked(id, UNREAD)) {
      return;
    }
    if (table.marked(id, READ)) {
      at.readAgain++;
    } else if (table.marked(id, ABORTED)) {
      at.phantom++;
    } else {
      at.foreign++;
    }
  }

  /** By the source's timestamps: the target may carry the broker's. */
  private void spanOfTheRead() {
    if (behind.stream().noneMatch(at -> at.readAgain > 0)) {
      return;
    }
    for (ReadSource source : sources) {
      Reads.each(
          source.log(),
          bracket(source.log(), source.boundary()),
          source.boundary(),
          record -> {
            Id id = identity.of(record).id();
            if (table.holds(id) && !table.marked(id, UNREAD)) {
              comesAgain(record);
            }
            return true;
          });
    }
  }

  private void comesAgain(LogRecord record) {
    oldestReplayMs = Math.min(oldestReplayMs, record.timestampMs());
    newestReplayMs = Math.max(newestReplayMs, record.timestampMs());
  }

  private long bracket(PartitionLog log, long end) {
    return Reads.bracket(log, identity.profile(), oldestInLot, end);
  }

  private Spread spread() {
    boolean frozen = topic.terms().frozen();
    List<Spread.Place> places = new ArrayList<>();
    for (Behind at : behind) {
      places.add(
          new Spread.Place(
              at.target,
              at.first,
              at.end,
              at.unread,
              at.readAgain,
              at.twice,
              at.phantom,
              at.foreign));
    }
    long skip = 0;
    long pending = 0;
    long awaited = 0;
    long oldest = Long.MAX_VALUE;
    for (Ahead at : ahead) {
      skip += at.skip + (frozen ? at.tail : 0);
      pending += frozen ? 0 : at.pending;
      awaited += at.awaited;
      oldest = Math.min(oldest, at.oldestPendingMs);
    }
    return new Spread(
        places, skip, pending, pending == 0 ? null : (Long) oldest, awaited, aborted, span());
  }

  private Duration span() {
    return newestReplayMs < oldestReplayMs
        ? Duration.ZERO
        : Duration.ofMillis(newestReplayMs - oldestReplayMs);
  }
}
