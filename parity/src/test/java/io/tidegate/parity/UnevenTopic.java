package io.tidegate.parity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic whose partition counts differ: the source's logs with their commits, and the target's.
 */
final class UnevenTopic {
  private static final int STRANGER = 1_000_000;

  final List<MemoryLog> sources = new ArrayList<>();
  final List<MemoryLog> targets = new ArrayList<>();
  final Checks.FakeTime time = new Checks.FakeTime();
  Terms terms = Terms.strict().withSettle(Duration.ZERO);
  Isolation isolation = Isolation.READ_UNCOMMITTED;
  boolean frozen;
  int lot = Repartitioned.LOT;

  private final List<@Nullable Long> committed = new ArrayList<>();
  private final List<Integer> toCome = new ArrayList<>();

  UnevenTopic source(@Nullable Long commit, int... ids) {
    return source(commit, MemoryLog.of("source-" + sources.size(), ids));
  }

  UnevenTopic source(@Nullable Long commit, MemoryLog log) {
    sources.add(log);
    committed.add(commit);
    return this;
  }

  UnevenTopic target(int... ids) {
    targets.add(MemoryLog.of("target-" + targets.size(), ids));
    return this;
  }

  List<Row> rows() {
    List<RepartitionedTopic.Source> from = new ArrayList<>();
    for (int n = 0; n < sources.size(); n++) {
      from.add(new RepartitionedTopic.Source(sources.get(n).at(isolation), committed.get(n)));
    }
    List<RepartitionedTopic.Target> to = new ArrayList<>();
    for (int n = 0; n < targets.size(); n++) {
      PartitionPair pair = PartitionPair.repartitioned("orders", "orders", n);
      to.add(new RepartitionedTopic.Target(pair, targets.get(n).at(isolation), null));
    }
    return new Repartitioned(time, time, lot)
        .rows(
            new RepartitionedTopic(
                from,
                to,
                isolation,
                Profile.plain(true, isolation),
                terms.withFrozen(frozen),
                new Frame(null, false, false, false, "source", "target")));
  }

  /** Random partitions, and a replicator that copies each in order, with crashes and losses. */
  void fill(Random random) {
    int width = 1 + random.nextInt(4);
    for (int n = 0; n < width; n++) {
      target();
    }
    int[] fresh = {0};
    int partitions = 1 + random.nextInt(3);
    for (int n = 0; n < partitions; n++) {
      MemoryLog log = MemoryLog.named("source-" + n);
      fillSource(log, random, fresh);
      long end = log.at(isolation).end();
      source((long) random.nextInt((int) end + 1), log);
      boolean readsUncommitted = isolation == Isolation.READ_UNCOMMITTED || random.nextBoolean();
      replicate(
          log.at(readsUncommitted ? Isolation.READ_UNCOMMITTED : Isolation.READ_COMMITTED),
          random,
          fresh);
    }
  }

  private void fillSource(MemoryLog log, Random random, int[] fresh) {
    int size = random.nextInt(12);
    int openFrom = isolation == Isolation.READ_COMMITTED ? random.nextInt(size + 1) : size;
    while (log.end() < size) {
      int[] ids = new int[1 + random.nextInt(2)];
      Arrays.setAll(ids, n -> fresh[0]++);
      if (log.end() >= openFrom && random.nextBoolean()) {
        log.undecided(ids);
      } else if (isolation == Isolation.READ_COMMITTED && random.nextInt(6) == 0) {
        log.aborted(ids);
      } else {
        log.add(ids);
      }
    }
  }

  private void replicate(MemoryLog read, Random random, int[] fresh) {
    int end = (int) read.end();
    int next = 0;
    int goesOn = 0;
    int stop = random.nextInt(3) == 0 ? random.nextInt(end + 1) : end;
    while (next < stop) {
      int event = random.nextInt(25);
      if (event == 0 && next > 0) {
        next -= 1 + random.nextInt(next);
      } else if (event == 1 && random.nextInt(3) == 0) {
        next++;
      } else if (event == 2 && random.nextInt(3) == 0) {
        targets.get(random.nextInt(targets.size())).add(STRANGER + fresh[0]++);
      } else if (read.holdsAt(next)) {
        int id = read.idAt(next);
        targets.get((id * 7 + 3) % targets.size()).add(id);
        goesOn = Math.max(goesOn, ++next);
      } else {
        next++;
      }
    }
    toCome.addAll(read.ended().idsFrom(goesOn));
  }

  /**
   * What does not come out as the rows say, once what is open now has ended well: all unread
   * records arrive, and as many too much as the rows say.
   */
  List<String> wrong(List<Row> rows) {
    List<String> wrong = new ArrayList<>();
    Set<Integer> unread = new HashSet<>();
    for (int n = 0; n < sources.size(); n++) {
      Long commit = committed.get(n);
      unread.addAll(sources.get(n).at(isolation).ended().idsFrom(commit == null ? 0 : commit));
    }
    List<Integer> delivered = new ArrayList<>();
    List<Integer> everything = new ArrayList<>(toCome);
    long notWanted = 0;
    for (int n = 0; n < rows.size(); n++) {
      Long resume = rows.get(n).resume();
      delivered.addAll(targets.get(n).idsFrom(resume == null ? 0 : resume));
      everything.addAll(targets.get(n).idsFrom(0));
      Counts counts = rows.get(n).counts();
      notWanted += counts.replay() + counts.foreign() + counts.phantom();
    }
    boolean skips = rows.get(0).verdict() == Verdict.SKIP;
    if (skips && everything.containsAll(unread)) {
      wrong.add("SKIP although all is delivered: " + rows.get(0));
    }
    if (rows.stream().allMatch(row -> row.resume() != null)) {
      Set<Integer> arrives = new HashSet<>(delivered);
      arrives.addAll(toCome);
      if (!arrives.containsAll(unread)) {
        wrong.add("lost: " + rows);
      }
      Set<Integer> distinct = new HashSet<>(delivered);
      distinct.retainAll(unread);
      if (delivered.size() - distinct.size() != notWanted) {
        wrong.add("too many " + (delivered.size() - distinct.size()) + ": " + rows);
      }
    }
    return wrong;
  }
}
