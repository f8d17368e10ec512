package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The broker's own cleaner at work. A segment is closed by a record that is ten seconds younger
 * than its first, and only closed segments are cleaned; so a test says what goes away.
 */
class CompactionIT {
  private static final Map<String, String> COMPACTED =
      Map.of(
          "cleanup.policy", "compact",
          "segment.ms", "1000",
          "min.cleanable.dirty.ratio", "0.001");

  /** The cleaner leaves the last hour alone. */
  private static final Map<String, String> COMPACTED_LATE =
      with("min.compaction.lag.ms", "3600000");

  /** A tombstone goes the next time the cleaner comes by. */
  private static final Map<String, String> COMPACTED_WITH_TOMBSTONES =
      with("delete.retention.ms", "0");

  private static final long TWO_HOURS_MS = 7_200_000;

  private static TwoClusters two;

  private static Map<String, String> with(String setting, String value) {
    Map<String, String> settings = new HashMap<>(COMPACTED);
    settings.put(setting, value);
    return Map.copyOf(settings);
  }

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. r59 (60 to 78 are gone) r79 .. r99 closing
   * target | r0 .. r59  r60 .. r78         r79 .. r99 closing
   * </pre>
   */
  @Test
  void whatTheSourcesCleanerRemovedAfterItWasCopiedIsSuperseded() {
    HandCopy log = new HandCopy(two, "cleaned-source", COMPACTED, Map.of());
    log.write(hot(log, 0, 100, 60, 80));
    log.copy();
    log.write(closing(log, 100));
    log.copy();
    awaitHoles(two.onLegacy, log.partition, 101 - 19);

    assertSuperseded(log.provenAt(50), 50, 19);
    assertSuperseded(log.provenAt(79), 79, 0);
  }

  @Test
  void whatTheTargetsCleanerRemovedIsSuperseded() {
    HandCopy log = new HandCopy(two, "cleaned-target", Map.of(), COMPACTED);
    log.write(hot(log, 0, 100, 60, 80));
    log.copy();
    log.write(closing(log, 100));
    log.copy();
    awaitHoles(two.onCloud, log.partition, 101 - 19);

    assertSuperseded(log.provenAt(50), 50, 19);
    assertSuperseded(log.provenAt(65), 79, 14);
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. r19 (20 to 38 are gone) r39 .. r59 closing r61 .. r79  r80 .. r98         r99 .. closing
   * target | r0 .. r19 (20 to 38 are gone) r39 .. r59 closing r61 .. r79 (80 to 98 are gone) r99 .. closing
   * </pre>
   */
  @Test
  void whatEitherCleanerRemovedIsSuperseded() {
    HandCopy log = new HandCopy(two, "cleaned-both", COMPACTED_LATE, COMPACTED);
    log.write(earlier(hot(log, 0, 60, 20, 40)));
    log.copy();
    log.write(earlier(closing(log, 60)));
    log.copy();
    awaitHoles(two.onLegacy, log.partition, 61 - 19);
    log.write(hot(log, 61, 120, 80, 100));
    log.copy();
    log.write(closing(log, 120));
    log.copy();
    awaitHoles(two.onCloud, log.partition, 121 - 19 - 19);

    assertSuperseded(log.provenAt(10), 10, 19);
    assertSuperseded(log.provenAt(30), 39, 19);
    assertSuperseded(log.provenAt(70), 70, 19);
  }

  /** Its key comes again, yet the target's offsets show no hole: no cleaner was there. */
  @Test
  void aRecordLostOnTheWayIsASkipAlsoWhereACleanerRuns() {
    HandCopy log = new HandCopy(two, "lost-not-cleaned", COMPACTED, COMPACTED);
    log.write(hot(log, 0, 100, 60, 80));
    log.copy(IsolationLevel.READ_UNCOMMITTED, value -> !value.equals("r70"));

    Row row = log.provenAt(50);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
    assertThat(row.counts().superseded()).isZero();
    assertThat(row.resume()).isNull();
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. r59  r60 .. r69 tombstone  r71 .. r99 closing closing
   * target | r0 .. r59 (60 to 70 are gone)    r71 .. r99 closing closing
   * </pre>
   */
  @Test
  void aTombstoneThatTheTargetsCleanerRemovedIsSuperseded() {
    HandCopy log = new HandCopy(two, "tombstone-target", Map.of(), COMPACTED_WITH_TOMBSTONES);
    writeDeleted(log, two.onCloud);

    assertSuperseded(log.provenAt(50), 50, 11);
    assertSuperseded(log.provenAt(65), 71, 6);
    assertSuperseded(log.provenAt(70), 71, 1);
    assertSuperseded(log.provenAt(71), 71, 0);
  }

  @Test
  void aTombstoneThatTheSourcesCleanerRemovedIsSuperseded() {
    HandCopy log = new HandCopy(two, "tombstone-source", COMPACTED_WITH_TOMBSTONES, Map.of());
    writeDeleted(log, two.onLegacy);

    assertSuperseded(log.provenAt(50), 50, 11);
    assertSuperseded(log.provenAt(71), 71, 0);
  }

  /** A record ten times, then its tombstone; the cleaner of one side removes all of that. */
  private static void writeDeleted(HandCopy log, Clients cleaned) {
    List<Message> messages = new ArrayList<>(hot(log, 0, 100, 60, 71));
    messages.set(70, new Message("hot60", null, messages.get(70).timestampMs()));
    log.write(messages);
    log.copy();
    for (int closing = 1; closing <= 2; closing++) {
      long later = 10_000L * closing;
      log.write(
          HandCopy.each(
              log.numbered(99 + closing, 100 + closing), one -> one.at(one.timestampMs() + later)));
      log.copy();
      // The first time it takes what the tombstone deletes, the second time the tombstone.
      awaitHoles(cleaned, log.partition, 91);
    }
  }

  private static void assertSuperseded(Row row, long resume, long superseded) {
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.counts().superseded()).isEqualTo(superseded);
    assertThat(row.counts().skip()).isZero();
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  /** Records with keys of their own, but for a stretch of one key: only its last is to stay. */
  private static List<Message> hot(HandCopy log, int from, int to, int hotFrom, int hotTo) {
    List<Message> messages = new ArrayList<>(log.numbered(from, hotFrom));
    messages.addAll(HandCopy.each(log.numbered(hotFrom, hotTo), one -> one.keyed("hot" + hotFrom)));
    messages.addAll(log.numbered(hotTo, to));
    return messages;
  }

  /** As if written two hours before. */
  private static List<Message> earlier(List<Message> messages) {
    return HandCopy.each(messages, one -> one.at(one.timestampMs() - TWO_HOURS_MS));
  }

  /** A record that closes the segment of those before it. */
  private static List<Message> closing(HandCopy log, int number) {
    return HandCopy.each(
        log.numbered(number, number + 1), one -> one.at(one.timestampMs() + 10_000));
  }

  private static void awaitHoles(Clients on, TopicPartition partition, int left) {
    Await.until(
        TwoClusters.DEADLINE,
        "the cleaner to leave " + left + " records of " + partition,
        () -> on.read(partition, 0, IsolationLevel.READ_UNCOMMITTED).size() == left);
  }
}
