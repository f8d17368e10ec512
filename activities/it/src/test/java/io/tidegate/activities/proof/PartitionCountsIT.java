package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two partitions become three: of the records r0, r1 and so on, number i is on the source in
 * partition i mod 2 and on the target in partition i mod 3.
 */
class PartitionCountsIT {
  private static final int RECORDS = 120;
  private static final int ON_SOURCE = 2;
  private static final int ON_TARGET = 3;

  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  @Test
  void everyTargetPartitionIsResumedAtItsFirstUnreadRecord() {
    String topic = repartitioned("evenly", number -> true);
    GroupProof proof = proven(topic, 30, 30, ReplayWindow.NONE);
    assertThat(proof.partitions()).hasSize(ON_TARGET);
    for (Row row : proof.partitions()) {
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.REPLAY);
      assertThat(row.pair().partition()).isNull();
      assertThat(row.committed()).isNull();
      assertThat(row.resume()).isEqualTo(20L);
      assertThat(row.counts().replay()).isZero();
      assertThat(row.light()).as("order per key is unproven").isEqualTo(Light.YELLOW);
    }
    assertThat(arrivingAgain(proof, topic, number -> number >= 60)).isZero();
  }

  /** r41, r43 and so on to r59 are unread, and between them r42 and so on are read. */
  @Test
  void whatWasReadBetweenTheUnreadComesAgainWithinTheWindowOrNot() {
    String topic = repartitioned("unevenly", number -> true);
    ReplayWindow tolerated = new ReplayWindow(8L, Duration.ofMinutes(1));
    GroupProof proof = proven(topic, 30, 20, tolerated);
    assertThat(proof.partitions()).extracting(Row::resume).containsExactly(15L, 14L, 13L);
    assertThat(proof.partitions())
        .extracting(row -> row.counts().replay())
        .containsExactly(2L, 3L, 3L);
    assertThat(proof.light()).isEqualTo(Light.YELLOW);
    assertThat(arrivingAgain(proof, topic, number -> number >= 40 + 20 * (1 - number % 2)))
        .isEqualTo(8);
    assertThat(proven(topic, 30, 20, new ReplayWindow(7L, Duration.ofMinutes(1))).light())
        .isEqualTo(Light.RED);
  }

  @Test
  void anUnreadRecordOnNoTargetPartitionIsASkipOnEach() {
    String topic = repartitioned("lossily", number -> number != 70);
    GroupProof proof = proven(topic, 30, 30, ReplayWindow.NONE);
    assertThat(proof.partitions())
        .extracting(Row::verdict)
        .containsExactly(Verdict.SKIP, Verdict.SKIP, Verdict.SKIP);
    assertThat(proof.partitions()).extracting(Row::resume).containsOnlyNulls();
    assertThat(proof.light()).isEqualTo(Light.RED);
  }

  /** The topic, on both sides, but for the records that are lost on the way. */
  private static String repartitioned(String name, IntPredicate kept) {
    String topic = name + ".replica";
    two.onLegacy.createTopic(topic, ON_SOURCE, Map.of());
    two.onCloud.createTopic(topic, ON_TARGET, Map.of());
    long firstMs = System.currentTimeMillis() - RECORDS;
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      sent.add(write(two.onLegacy, topic, i % ON_SOURCE, i, firstMs));
      if (kept.test(i)) {
        sent.add(write(two.onCloud, topic, i % ON_TARGET, i, firstMs));
      }
    }
    App.await(sent);
    return topic;
  }

  private static Future<?> write(
      Clients on, String topic, int partition, int number, long firstMs) {
    return on.producer()
        .send(new ProducerRecord<>(topic, partition, firstMs + number, "k" + number, "r" + number));
  }

  private static GroupProof proven(String topic, long even, long odd, ReplayWindow window) {
    String group = topic + "-at-" + even + "-" + odd + "-" + window.recordsMax();
    two.onLegacy.commit(
        group,
        Map.of(
            new TopicPartition(topic, 0), new OffsetAndMetadata(even),
            new TopicPartition(topic, 1), new OffsetAndMetadata(odd)));
    return two.prove(TwoClusters.hasty(TwoClusters.plain(group)).withWindow(window));
  }

  /** Consumes all rows from where they resume: every unread record comes, and how many others. */
  private static long arrivingAgain(GroupProof proof, String topic, IntPredicate isUnread) {
    List<String> arrived = new ArrayList<>();
    for (Row row : proof.partitions()) {
      two.onCloud
          .read(
              new TopicPartition(topic, row.pair().targetPartition()),
              TwoClusters.resume(row),
              IsolationLevel.READ_UNCOMMITTED)
          .forEach(found -> arrived.add(found.value()));
    }
    Set<String> unread = new HashSet<>();
    IntStream.range(0, RECORDS).filter(isUnread).forEach(number -> unread.add("r" + number));
    assertThat(arrived).containsAll(unread);
    return arrived.stream().filter(value -> !unread.contains(value)).count();
  }
}
