package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Proof;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.MirrorMakerProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A MirrorMaker that was killed while two producers wrote transactions to two partitions, one of
 * which ends well and the other does not. Both write by turns, so that what is aborted lies within
 * what is committed. The groups read committed records, and so does MirrorMaker.
 *
 * <pre>
 * source | r0 a0 r1 a1 .. abort commit | r400 a.. .. k .. | k+1 a.. .. end abort commit |
 * target | r0 r1 ..              r399  | r400 r401 .. k | r400 r401 .. k | k+1 .. end |
 *                                   stopped           killed
 * </pre>
 */
class KilledTransactionsIT {
  private static final TopicPartition FIRST = new TopicPartition("killed-transactions.replica", 0);
  private static final List<TopicPartition> PARTITIONS =
      List.of(FIRST, new TopicPartition(FIRST.topic(), 1));

  /** Records of a transaction on each partition. */
  private static final int RECORDS = 40;

  private static final int STOPPED_AT = 10 * RECORDS;
  private static final int KILLED_BEYOND = 2 * STOPPED_AT;

  private static TwoClusters two;
  private static MirrorMakerProcess mirrorMaker;
  private static KafkaProducer<String, String> committing;
  private static KafkaProducer<String, String> aborting;

  /** Committed records, as many on each partition. */
  private static int written;

  private static int dropped;
  private static final Map<TopicPartition, Long> COPIED_WHEN_KILLED = new HashMap<>();
  private static final Map<TopicPartition, Long> SENT_AGAIN = new HashMap<>();

  /** Source offsets of the committed records. */
  private static final Map<TopicPartition, List<Long>> OFFSETS = new HashMap<>();

  /** Of a group that had read everything when only a part of it was copied. */
  private static GroupProof whileDead;

  @BeforeAll
  static void killInTheMiddle() {
    two = new TwoClusters();
    two.onLegacy.createTopic(FIRST.topic(), PARTITIONS.size(), Map.of());
    committing = new App(two.legacy).producer("killed-committing");
    aborting = new App(two.legacy).producer("killed-aborting");
    while (written < STOPPED_AT) {
      write(() -> {});
    }
    mirrorMaker = OwnMirrorMaker.start(two, "killed-transactions", FIRST.topic());
    mirrorMaker.await(TwoClusters.DEADLINE, "the first copies", () -> everyCopied(STOPPED_AT));
    mirrorMaker.stop();

    mirrorMaker.startAgain();
    while (!everyCopied(KILLED_BEYOND)) {
      write(() -> {});
      mirrorMaker.await(TwoClusters.DEADLINE, "more copies", () -> everyCopied(STOPPED_AT + 1));
    }
    write(mirrorMaker::kill);
    write(() -> {});
    PARTITIONS.forEach(
        partition ->
            COPIED_WHEN_KILLED.put(partition, OwnMirrorMaker.copiedAndNoMore(two, partition)));
    commit("killed-transactions-ahead", two.onLegacy::end);
    whileDead = two.prove(TwoClusters.hasty(request("killed-transactions-ahead")));

    mirrorMaker.startAgain();
    mirrorMaker.await(TwoClusters.DEADLINE, "the last records", KilledTransactionsIT::allCopied);
    for (TopicPartition partition : PARTITIONS) {
      long again = OwnMirrorMaker.copied(two, partition) - written;
      assertThat(again)
          .as("sent again of %s", partition)
          .isEqualTo(of(COPIED_WHEN_KILLED, partition) - STOPPED_AT)
          .isPositive();
      SENT_AGAIN.put(partition, again);
      OFFSETS.put(
          partition,
          two.onLegacy.read(partition, 0, IsolationLevel.READ_COMMITTED).stream()
              .map(ConsumerRecord::offset)
              .toList());
    }
  }

  @AfterAll
  static void stop() {
    mirrorMaker.close();
    committing.close();
    aborting.close();
    two.close();
  }

  @Test
  void duplicatesAfterTheBoundaryAreAReplayThatIsCountedToTheRecord() {
    GroupProof proof = proven("before", partition -> offset(partition, STOPPED_AT / 2));

    for (TopicPartition partition : PARTITIONS) {
      Row row = TwoClusters.row(proof, partition.partition());
      assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.REPLAY);
      assertThat(row.resume()).isEqualTo((long) STOPPED_AT / 2);
      assertThat(row.counts().replay()).isEqualTo(of(SENT_AGAIN, partition));
      assertThat(row.reason())
          .contains("(again from target offset " + of(COPIED_WHEN_KILLED, partition) + " on)");
      assertThat(row.counts().skip() + row.counts().phantom() + row.counts().foreign()).isZero();
      assertThat(row.light()).isEqualTo(Light.RED);
    }
  }

  /** The group committed behind the last record of a transaction, where a marker stands. */
  @Test
  void aBoundaryWhereTheCopiesBeginAgainIsExactAtTheSecondCopy() {
    assertExact(proven("at-the-begin", partition -> behind(partition, STOPPED_AT - 1)), STOPPED_AT);
  }

  @Test
  void aBoundaryWithinWhatWasSentAgainIsExactInTheSecondCopy() {
    int within = STOPPED_AT + 3 * RECORDS;
    assertExact(proven("within", partition -> offset(partition, within + 7)), within + 7);
    assertExact(proven("within-on-marker", partition -> behind(partition, within - 1)), within);
  }

  @Test
  void duplicatesBeforeTheBoundaryMoveItByTheirNumber() {
    assertExact(
        proven("behind", partition -> offset(partition, written - RECORDS / 2)),
        written - RECORDS / 2);
  }

  @Test
  void whoHasReadAllResumesAtTheEnd() {
    assertExact(proven("done", two.onLegacy::end), written);
  }

  @Test
  void whoHadReadMoreThanWasCopiedMustWait() {
    for (TopicPartition partition : PARTITIONS) {
      Row row = TwoClusters.row(whileDead, partition.partition());
      assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.NOT_REPLICATED_YET);
      assertThat(row.counts().awaited()).isEqualTo(written - of(COPIED_WHEN_KILLED, partition));
      assertThat(row.resume()).isNull();
      assertThat(row.light()).isEqualTo(Light.RED);
    }
  }

  /**
   * One transaction of each producer over both partitions, by turns; the aborted one ends first
   * every other time.
   *
   * @param halfway what happens while both are open
   */
  private static void write(Runnable halfway) {
    boolean abortedFirst = written / RECORDS % 2 == 0;
    committing.beginTransaction();
    aborting.beginTransaction();
    for (int quarter = 0; quarter < 4; quarter++) {
      send(aborting, "a", dropped, RECORDS / 8);
      dropped += RECORDS / 8;
      send(committing, "r", written, RECORDS / 4);
      written += RECORDS / 4;
      if (quarter == 1) {
        halfway.run();
      }
    }
    if (abortedFirst) {
      aborting.abortTransaction();
    }
    committing.commitTransaction();
    if (!abortedFirst) {
      aborting.abortTransaction();
    }
    PARTITIONS.forEach(partition -> App.awaitMarkers(two.onLegacy.admin(), partition));
  }

  /** Returns once they are in the logs. */
  private static void send(
      KafkaProducer<String, String> producer, String prefix, int from, int count) {
    List<Future<?>> sent = new ArrayList<>();
    for (TopicPartition partition : PARTITIONS) {
      for (int number = from; number < from + count; number++) {
        sent.add(producer.send(App.record(partition, prefix + number)));
      }
    }
    producer.flush();
    App.await(sent);
  }

  private static boolean everyCopied(long records) {
    return PARTITIONS.stream()
        .allMatch(partition -> OwnMirrorMaker.copied(two, partition) >= records);
  }

  private static boolean allCopied() {
    return PARTITIONS.stream()
        .allMatch(
            partition -> {
              long end = OwnMirrorMaker.copied(two, partition);
              List<ConsumerRecord<String, String>> last =
                  two.onCloud.read(partition, end - 1, IsolationLevel.READ_UNCOMMITTED);
              return last.get(last.size() - 1).value().equals("r" + (written - 1));
            });
  }

  private static long of(Map<TopicPartition, Long> numbers, TopicPartition partition) {
    Long number = numbers.get(partition);
    if (number == null) {
      throw new IllegalStateException("nothing is known of " + partition);
    }
    return number;
  }

  /** Of a committed record, by its number. */
  private static long offset(TopicPartition partition, int number) {
    return OFFSETS.getOrDefault(partition, List.of()).get(number);
  }

  /** The offset after it, which holds none that a reader of committed records is given. */
  private static long behind(TopicPartition partition, int number) {
    long behind = offset(partition, number) + 1;
    assertThat(OFFSETS.get(partition)).doesNotContain(behind);
    return behind;
  }

  private static void commit(String group, ToLongFunction<TopicPartition> position) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    PARTITIONS.forEach(
        partition ->
            positions.put(partition, new OffsetAndMetadata(position.applyAsLong(partition))));
    two.onLegacy.commit(group, positions);
  }

  private static ProofRequest request(String group) {
    return TwoClusters.withSyncs(group, Isolation.READ_COMMITTED);
  }

  /** Of a group that stands there; what it resumes with is really consumed and compared. */
  private static GroupProof proven(String name, ToLongFunction<TopicPartition> position) {
    String group = "killed-transactions-" + name;
    commit(group, position);
    GroupProof proof = two.proveAndConsume(request(group));
    assertThat(proof.findings()).isEmpty();
    assertThat(proof.partitions()).hasSize(PARTITIONS.size());
    return proof;
  }

  /** In the second copy of a record, by its number. */
  private static void assertExact(GroupProof proof, int number) {
    for (TopicPartition partition : PARTITIONS) {
      Row row = TwoClusters.row(proof, partition.partition());
      assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(number + of(SENT_AGAIN, partition));
      assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
      assertThat(row.light()).isEqualTo(Light.GREEN);
    }
  }
}
