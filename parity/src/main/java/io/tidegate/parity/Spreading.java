package io.tidegate.parity;

import io.tidegate.parity.Repartitioned.ReadSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private final Lots lots;
  private final List<Ahead> ahead = new ArrayList<>();
  private final List<Behind> behind = new ArrayList<>();
  private final List<Lots.Part> lookedUp = new ArrayList<>();
  private final TimeSpan replayed = new TimeSpan();
  private long aborted;
  private long open;

  /**
   * @param targetEnds taken before those of the source: all below came from below
   */
  Spreading(
      RepartitionedTopic topic,
      List<Long> targetEnds,
      List<ReadSource> sources,
      Identity identity,
      int lot) {
    this.topic = topic;
    this.sources = sources;
    this.identity = identity;
    this.table = new IdTable(lot);
    this.lots = new Lots(table, identity);
    for (int n = 0; n < targetEnds.size(); n++) {
      behind.add(new Behind(topic.targets().get(n), targetEnds.get(n)));
    }
    sources.forEach(source -> ahead.add(new Ahead(source)));
  }

  Spread look() {
    if (topic.terms().frozen() && ahead.stream().anyMatch(Ahead::isOpen)) {
      throw new NotProven(Reasons.open());
    }
    List<Lots.Log> unread = ahead.stream().map(Ahead::unread).toList();
    lots.each(unread, this::lookUpOnTheTarget);
    ahead.forEach(this::countAwaited);
    List<Lots.Log> beyond = behind.stream().map(Behind::beyond).toList();
    lots.each(beyond, this::lookUpOnTheSource);
    lots.each(ahead.stream().map(Ahead::undecided).toList(), this::countOpen);
    return spread();
  }

  /** Wherever they are on the target: below a resume point they are skipped, if they are to be. */
  private void countOpen(List<Lots.Part> parts) {
    for (Behind at : behind) {
      Reads.each(
          at.log(),
          bracket(at.log(), at.end()),
          at.end(),
          record -> {
            open += table.holds(identity.of(record).id()) ? 1 : 0;
            return true;
          });
    }
  }

  private void lookUpOnTheTarget(List<Lots.Part> parts) {
    refuseEqualsOfEarlierLots();
    lookedUp.addAll(parts);
    for (Behind at : behind) {
      Reads.each(
          at.log(),
          bracket(at.log(), at.end()),
          at.end(),
          record -> {
            Id id = identity.of(record).id();
            if (table.holds(id)) {
              boolean firstOfIt = table.find(id);
              at.unread(record.offset(), firstOfIt);
              table.mark(id, firstOfIt ? UNREAD : UNREAD | TWICE);
            }
            return true;
          });
    }
    for (Lots.Part part : parts) {
      Ahead at = ahead.get(part.partition());
      try (Decided decided = new Decided(at.log(), part.from(), part.to())) {
        Reads.each(
            at.log(),
            part.from(),
            part.to(),
            record -> {
              meet(at, record, decided);
              return true;
            });
      }
    }
  }

  /** One copy on the target would be found for both, and hide that the other is missing. */
  private void refuseEqualsOfEarlierLots() {
    for (Lots.Part part : lookedUp) {
      PartitionLog log = ahead.get(part.partition()).log();
      Reads.each(
          log,
          Math.max(part.from(), bracket(log, part.to())),
          part.to(),
          record -> {
            if (table.holds(identity.of(record).id())) {
              throw new NotProven(
                  "equal unread records, timestamps included, stand too far apart to be counted"
                      + " together, where partition counts differ; let the group catch up and check"
                      + " again");
            }
            return true;
          });
    }
  }

  private void meet(Ahead at, LogRecord record, Decided decided) {
    Id id = identity.of(record).id();
    if (table.marked(id, TWICE)) {
      replayed.met(record);
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
   * record must be there, as often as it was read, or it comes after the resume point.
   */
  private void countAwaited(Ahead at) {
    if (at.anyCopied() || topic.terms().frozen()) {
      return;
    }
    List<Fingerprint> last = Reads.lastBefore(at.log(), at.boundary(), LAST_READ, identity::of);
    if (last.isEmpty()) {
      return;
    }
    long oldestMs = last.stream().mapToLong(Fingerprint::timestampMs).min().orElseThrow();
    Map<Id, Integer> left = new HashMap<>();
    last.forEach(print -> left.put(print.id(), 0));
    for (ReadSource source : sources) {
      count(source.log(), oldestMs, source.boundary(), left, 1);
    }
    for (Behind on : behind) {
      count(on.log(), oldestMs, on.end(), left, -1);
    }
    // Of one content as many read records as target records: which of them is which is all one.
    for (int k = last.size() - 1; k >= 0; k--) {
      Id id = last.get(k).id();
      int notThere = left.getOrDefault(id, 0);
      if (notThere <= 0) {
        return;
      }
      left.put(id, notThere - 1);
      at.awaited();
    }
  }

  /** Counts up, or down, each record of one of these contents. */
  private void count(PartitionLog log, long oldestMs, long end, Map<Id, Integer> left, int by) {
    Reads.each(
        log,
        Reads.bracket(log, identity.profile(), oldestMs, end),
        end,
        record -> {
          left.computeIfPresent(identity.of(record).id(), (id, count) -> count + by);
          return true;
        });
  }

  private void lookUpOnTheSource(List<Lots.Part> parts) {
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
    for (Lots.Part part : parts) {
      Behind at = behind.get(part.partition());
      Reads.each(
          at.log(),
          part.from(),
          part.to(),
          record -> {
            judge(at, record);
            return true;
          });
    }
    spanOfTheRead();
  }

  private boolean unexplained(Lots.Part part) {
    boolean[] found = {false};
    Reads.each(
        behind.get(part.partition()).log(),
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
      at.readAgain();
    } else if (table.marked(id, ABORTED)) {
      at.phantom();
    } else {
      at.foreign();
    }
  }

  /** By the source's timestamps: the target may carry the broker's. */
  private void spanOfTheRead() {
    if (behind.stream().noneMatch(Behind::anyReadAgain)) {
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
              replayed.met(record);
            }
            return true;
          });
    }
  }

  private long bracket(PartitionLog log, long end) {
    return Reads.bracket(log, identity.profile(), lots.oldestMs(), end);
  }

  private Spread spread() {
    boolean frozen = topic.terms().frozen();
    List<Spread.Place> places = behind.stream().map(Behind::place).toList();
    long skip = 0;
    long pending = 0;
    long awaited = 0;
    long oldest = Long.MAX_VALUE;
    for (Ahead at : ahead) {
      skip += at.lost(frozen);
      pending += at.pending(frozen);
      awaited += at.notThere();
      oldest = Math.min(oldest, at.oldestPendingMs());
    }
    return new Spread(
        places,
        skip,
        pending,
        pending == 0 ? null : (Long) oldest,
        awaited,
        aborted,
        open,
        replayed.length());
  }
}
