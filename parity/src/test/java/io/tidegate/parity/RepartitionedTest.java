package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics whose partition counts differ: one row a target partition, and nothing is skipped. */
final class RepartitionedTest {
  private static final int CASES = 3_000;

  /** A topic under test: the source's logs with their commits, and the target's. */
  private static final class Topic {
    private final List<MemoryLog> sources = new ArrayList<>();
    private final List<@Nullable Long> committed = new ArrayList<>();
    private Terms terms = Terms.strict();
    private final List<MemoryLog> targets = new ArrayList<>();
    private boolean frozen;
    private int lot = Repartitioned.LOT;

    Topic source(@Nullable Long commit, int... ids) {
      sources.add(MemoryLog.of("source-" + sources.size(), ids));
      committed.add(commit);
      return this;
    }

    Topic target(int... ids) {
      targets.add(MemoryLog.of("target-" + targets.size(), ids));
      return this;
    }

    List<Row> rows() {
      List<RepartitionedTopic.Source> from = new ArrayList<>();
      for (int n = 0; n < sources.size(); n++) {
        from.add(new RepartitionedTopic.Source(sources.get(n), committed.get(n)));
      }
      List<RepartitionedTopic.Target> to = new ArrayList<>();
      for (int n = 0; n < targets.size(); n++) {
        PartitionPair pair = PartitionPair.repartitioned("orders", "orders", n);
        to.add(new RepartitionedTopic.Target(pair, targets.get(n), null));
      }
      Checks.FakeTime time = new Checks.FakeTime();
      return new Repartitioned(time, time, lot)
          .rows(
              new RepartitionedTopic(
                  from,
                  to,
                  Isolation.READ_UNCOMMITTED,
                  Profile.plain(true, Isolation.READ_UNCOMMITTED),
                  terms.withFrozen(frozen).withSettle(Duration.ZERO),
                  new Frame(null, false, false, false, "source", "target")));
    }
  }

  /**
   *
   *
   * <pre>
   * source 0 | 0 2 S 4 6       target 0 | 0 [6]
   * source 1 | 1 S 3 5         target 1 | 1 [3] 2      2 was read: it comes again
   *                            target 2 | [4] 5
   * </pre>
   */
  @Test
  void eachTargetPartitionResumesAtItsFirstUnreadRecord() {
    List<Row> rows =
        new Topic()
            .source(2L, 0, 2, 4, 6)
            .source(1L, 1, 3, 5)
            .target(0, 6)
            .target(1, 3, 2)
            .target(4, 5)
            .rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows).extracting(Row::resume).containsExactly(1L, 1L, 0L);
    assertThat(rows).extracting(row -> row.counts().replay()).containsExactly(0L, 1L, 0L);
    assertThat(rows).extracting(Row::committed).containsOnlyNulls();
    assertThat(rows).extracting(row -> row.pair().partition()).containsOnlyNulls();
    assertThat(rows)
        .extracting(Row::light)
        .as("the order of each key is not proven; a replay is beyond no window")
        .containsExactly(Light.YELLOW, Light.RED, Light.YELLOW);
  }

  @Test
  void aWindowThatHoldsIsYellow() {
    List<Row> rows = new Topic().source(2L, 0, 2, 4, 6).target(0, 4).target(6, 2).target().rows();

    GroupRows lit = GroupRows.lit("g", rows, new ReplayWindow(1L, Duration.ofSeconds(1)), null);

    assertThat(lit.light()).isEqualTo(Light.YELLOW);
    assertThat(rows.get(2).resume()).as("nothing unread: its end").isZero();
  }

  @Test
  void anUnreadRecordOnNoTargetPartitionIsASkipOnEveryRow() {
    List<Row> rows = new Topic().source(1L, 0, 1, 2, 3).target(0, 1).target(3).rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
    assertThat(rows).extracting(row -> row.counts().skip()).containsOnly(1L);
    assertThat(rows).extracting(Row::light).containsOnly(Light.RED);
  }

  @Test
  void whatIsStillToArriveIsPendingAndCountedOnce() {
    List<Row> rows = new Topic().source(1L, 0, 1, 2, 3).target(0, 1).target().rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows).extracting(row -> row.counts().pending()).containsExactly(2L, 0L);
    Topic frozen = new Topic().source(1L, 0, 1, 2, 3).target(0, 1).target();
    frozen.frozen = true;
    assertThat(frozen.rows()).extracting(Row::verdict).containsOnly(Verdict.SKIP);
  }

  @Test
  void readRecordsStillToArriveAreNotReplicatedYet() {
    List<Row> rows = new Topic().source(3L, 0, 1, 2, 3).target(0, 1).target().rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.NOT_REPLICATED_YET);
    assertThat(rows.get(0).counts().awaited()).isEqualTo(1);
  }

  @Test
  void strangersAfterTheResumePointDivergeAndBeforeItHarmNobody() {
    List<Row> rows = new Topic().source(1L, 0, 1, 2).target(900, 0, 1).target(2, 901).rows();

    assertThat(rows).extracting(Row::verdict).containsExactly(Verdict.REPLAY, Verdict.DIVERGED);
    assertThat(rows.get(1).counts().foreign()).isEqualTo(1);
  }

  /** In lots of three the one copy of 0 would be found for the first 0 and for the second. */
  @Test
  void equalRecordsThatStandTooFarApartHideNoLoss() {
    Topic topic = new Topic().source(0L, 0, 1, 2, 3, 4, 0, 5).target(0, 2, 4).target(1, 3, 5);

    assertThat(topic.rows()).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    topic.lot = 3;
    assertThat(topic.rows())
        .allSatisfy(
            row -> {
              assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
              assertThat(row.resume()).isNull();
              assertThat(row.reason()).startsWith("equal unread records");
            });
  }

  @Test
  void aPositionByPolicyDoesNotHideALoss() {
    Topic topic = new Topic().source(9L, 0, 1).source(0L, 2, 3, 4).target(0, 1, 2).target(4);
    topic.terms = Terms.strict().withOutOfRange(Reset.LATEST);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource({"9, OUT_OF_RANGE", ", UNCOMMITTED"})
  void whereAPositionHasNoPolicyNothingIsSeeded(@Nullable Long commit, Verdict verdict) {
    Topic topic = new Topic().source(commit, 0, 1).source(1L, 2, 3).target(0, 2).target(1, 3);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(verdict);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
    assertThat(rows.get(0).reason()).contains("declare where it starts");
  }

  @ParameterizedTest
  @CsvSource({"9, OUT_OF_RANGE", ", UNCOMMITTED"})
  void aPolicyPlacesWhatHasNoPosition(@Nullable Long commit, Verdict verdict) {
    Topic topic = new Topic().source(commit, 0, 1).source(1L, 2, 3).target(0, 2).target(1, 3);
    topic.terms = new Terms(Reset.LATEST, Reset.LATEST, false, false, Duration.ZERO, null, false);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(verdict);
    assertThat(rows).extracting(Row::resume).containsExactly(2L, 1L);
    assertThat(rows).extracting(Row::light).containsOnly(Light.YELLOW);
  }

  @Test
  void anExpiredPositionResumesAtTheBeginWhereThatIsDeclared() {
    Topic topic = new Topic().source(1L, 0, 1, 2).target(0, 1).target(2);
    topic.sources.get(0).beginAt(2);

    assertThat(topic.rows()).extracting(Row::resume).containsOnlyNulls();
    topic.terms = Terms.strict().withResumeAtBegin(true);
    assertThat(topic.rows()).extracting(Row::verdict).containsOnly(Verdict.EXPIRED_SOURCE);
    assertThat(topic.rows()).extracting(Row::resume).containsExactly(2L, 0L);
  }

  @Test
  void strangersWhereAPositionHasNoPolicyAreNotSeededEvenOnAWaiver() {
    Topic topic = new Topic().source(null, 0, 1).target(0, 900, 1);

    assertThat(topic.rows().get(0).verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(topic.rows().get(0).resume()).isNull();
  }

  @Test
  void equalRecordsAreCountedAndNotConfused() {
    List<Row> twoOfThree = new Topic().source(0L, 7, 7, 7).target(7).target(7).rows();
    List<Row> all = new Topic().source(0L, 7, 7, 7).target(7, 7).target(7).rows();

    assertThat(twoOfThree.get(0).counts().pending()).isEqualTo(1);
    assertThat(all.get(0).counts().pending()).isZero();
  }

  @Test
  void abortedRecordsThatTheReplicatorLeavesOutAreNotLost() {
    Topic topic = new Topic().source(1L, 0, 1).target(0, 4).target(1);
    topic.sources.get(0).aborted(2, 3).add(4);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows.get(0).counts().aborted()).isEqualTo(2);
    assertThat(rows.get(0).counts().skip()).isZero();
  }

  @Test
  void aTopicIsCalibratedAcrossItsPartitions() {
    MemoryLog one = MemoryLog.named("s-0").range(0, 50);
    MemoryLog two = MemoryLog.named("s-1").range(50, 100);
    MemoryLog odd = MemoryLog.named("t-0");
    MemoryLog even = MemoryLog.named("t-1");
    for (int id = 0; id < 100; id++) {
      (id % 2 == 0 ? even : odd).add(id);
    }

    assertThat(Calibration.acrossPartitions(List.of(one, two), List.of(odd, even), false))
        .isInstanceOfSatisfying(
            Calibration.Calibrated.class,
            found -> assertThat(found.profile().timestamp()).isTrue());
    assertThat(
            Calibration.acrossPartitions(
                List.of(one), List.of(MemoryLog.named("t").range(500, 600)), false))
        .isInstanceOf(Calibration.Uncalibrated.class);
  }

  /** Two of three equal read records are there: the third will arrive and be read again. */
  @Test
  void aReadRecordThatRepeatsIsAwaitedUntilItIsThereAsOften() {
    List<Row> awaited = new Topic().source(3L, 7, 7, 7).target(7).target(7).rows();
    List<Row> all = new Topic().source(3L, 7, 7, 7).target(7, 7).target(7).rows();

    assertThat(awaited.get(0).counts().awaited()).isEqualTo(1);
    assertThat(awaited.get(0).light()).isEqualTo(Light.RED);
    assertThat(all.get(0).counts().awaited()).isZero();
  }

  /** Six records, on two partitions: neither pair of partitions alone has them. */
  @Test
  void aSmallTopicIsCalibratedByAllItsRecords() {
    MemoryLog source = MemoryLog.named("s-0").range(0, 6);
    MemoryLog odd = MemoryLog.of("t-0", 1, 3, 5);
    MemoryLog even = MemoryLog.of("t-1", 0, 2, 4);
    Checks.FakeTime time = new Checks.FakeTime();

    Calibration found =
        new Resolver(time, time)
            .calibrateAcross(
                List.of(source), List.of(odd, even), false, java.time.Duration.ofSeconds(1));

    assertThat(found).isInstanceOf(Calibration.Calibrated.class);
    assertThat(time.pauses()).isZero();
  }

  /** An oracle that delivers: all unread records arrive, and as many too much as the rows say. */
  @ParameterizedTest
  @ValueSource(ints = {3, Repartitioned.LOT})
  void whatTheRowsSayIsDelivered(int lot) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    List<String> wrong = new ArrayList<>();
    int cases = lot < 100 ? CASES : CASES / 10;
    for (long seed = 1; seed <= cases; seed++) {
      Random random = new Random(seed);
      Topic topic = new Topic();
      topic.lot = lot;
      List<Integer> toCome = random(random, topic);
      List<Row> rows = topic.rows();
      rows.forEach(row -> verdicts.merge(row.verdict(), 1, Integer::sum));
      String picture = "seed " + seed + ": ";
      wrong(topic, rows, toCome).forEach(why -> wrong.add(picture + why));
    }
    System.out.println("repartitioned, lots of " + lot + ": " + verdicts);
    assertThat(wrong).isEmpty();
    assertThat(verdicts.getOrDefault(Verdict.REPLAY, 0)).isGreaterThan(cases / 2);
  }

  private static List<String> wrong(Topic topic, List<Row> rows, List<Integer> toCome) {
    List<String> wrong = new ArrayList<>();
    Set<Integer> unread = new HashSet<>();
    for (int n = 0; n < topic.sources.size(); n++) {
      Long commit = topic.committed.get(n);
      unread.addAll(topic.sources.get(n).idsFrom(commit == null ? 0 : commit));
    }
    List<Integer> delivered = new ArrayList<>();
    List<Integer> everything = new ArrayList<>(toCome);
    long replay = 0;
    long strangers = 0;
    for (int n = 0; n < rows.size(); n++) {
      Long resume = rows.get(n).resume();
      delivered.addAll(topic.targets.get(n).idsFrom(resume == null ? 0 : resume));
      everything.addAll(topic.targets.get(n).idsFrom(0));
      replay += rows.get(n).counts().replay();
      strangers += rows.get(n).counts().foreign();
    }
    boolean seeded = rows.stream().allMatch(row -> row.resume() != null);
    boolean skips = rows.get(0).verdict() == Verdict.SKIP;
    if (skips && everything.containsAll(unread)) {
      wrong.add("SKIP although all is delivered: " + rows.get(0));
    }
    if (seeded) {
      Set<Integer> arrives = new HashSet<>(delivered);
      arrives.addAll(toCome);
      if (!arrives.containsAll(unread)) {
        wrong.add("lost: " + rows);
      }
      Set<Integer> distinct = new HashSet<>(delivered);
      distinct.retainAll(unread);
      if (delivered.size() - distinct.size() != replay + strangers) {
        wrong.add("replays " + (delivered.size() - distinct.size()) + ": " + rows);
      }
    }
    return wrong;
  }

  /** Returns what the replicator still sends. */
  private static List<Integer> random(Random random, Topic topic) {
    int targets = 1 + random.nextInt(4);
    for (int n = 0; n < targets; n++) {
      topic.target();
    }
    List<Integer> toCome = new ArrayList<>();
    int fresh = 0;
    int partitions = 1 + random.nextInt(3);
    for (int n = 0; n < partitions; n++) {
      int size = random.nextInt(12);
      int[] ids = new int[size];
      for (int k = 0; k < size; k++) {
        ids[k] = fresh++;
      }
      topic.source((long) random.nextInt(size + 1), ids);
      int next = 0;
      int goesOn = 0;
      int stop = random.nextInt(3) == 0 ? random.nextInt(size + 1) : size;
      while (next < stop) {
        int event = random.nextInt(25);
        if (event == 0 && next > 0) {
          next -= 1 + random.nextInt(next);
        } else if (event == 1 && random.nextInt(3) == 0) {
          next++;
        } else if (event == 2 && random.nextInt(3) == 0) {
          topic.targets.get(random.nextInt(targets)).add(1_000_000 + fresh++);
        } else {
          topic.targets.get((ids[next] * 7 + 3) % targets).add(ids[next]);
          goesOn = Math.max(goesOn, ++next);
        }
      }
      for (int k = goesOn; k < size; k++) {
        toCome.add(ids[k]);
      }
    }
    return toCome;
  }
}
