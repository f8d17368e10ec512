package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A topic that no group reads: whether the target has all of it. */
class CoverageIT {
  private static final int RECORDS = 100;
  private static final long FIRST_MS = System.currentTimeMillis() - 600_000;

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
  void aTopicThatIsThereToTheLastRecordIsGreen() {
    TopicCoverage covered = cover(copied("all-there", value -> true).partition.topic());
    assertThat(covered.light()).as(covered.reason()).isEqualTo(Light.GREEN);
    assertThat(covered.reason()).isEqualTo("the target holds every record of all-there.replica");
  }

  @Test
  void copiesThatComeTwiceAreCovered() {
    HandCopy log = copied("there-twice", value -> true);
    log.writeToTarget(log.ahead(IsolationLevel.READ_UNCOMMITTED, value -> true));
    TopicCoverage covered = cover(log.partition.topic());
    assertThat(covered.light()).as(covered.reason()).isEqualTo(Light.GREEN);
  }

  @Test
  void aRecordThatIsMissingIsRedAndCounted() {
    TopicCoverage covered =
        cover(copied("one-missing", value -> !value.equals("r41")).partition.topic());
    assertThat(covered.light()).isEqualTo(Light.RED);
    assertThat(covered.reason())
        .startsWith("the target is not shown to hold every record of one-missing.replica: on ");
    assertThat(covered.rows().get(0).counts().skip()).isEqualTo(1);
  }

  @Test
  void whatWasComparedBeforeIsNotReadAgain() {
    HandCopy log = new HandCopy(two, "covered-before");
    log.write(log.named("a-record-of-some-length-".repeat(10), 0, 20_000));
    log.copy();
    long before = bytesRead();
    TopicCoverage first = cover(log.partition.topic());
    long byTheFirst = bytesRead() - before;
    log.write(log.numbered(20_000, 20_010));
    log.copy();
    long between = bytesRead();
    TopicCoverage second = cover(log.partition.topic());
    long byTheSecond = bytesRead() - between;
    assertThat(first.light()).as(first.reason()).isEqualTo(Light.GREEN);
    assertThat(second.light()).as(second.reason()).isEqualTo(Light.GREEN);
    assertThat(second.rows().get(0).counts().suffixRead()).isEqualTo(20_010);
    assertThat(byTheSecond)
        .as("bytes of records; the first look read %d", byTheFirst)
        .isLessThan(byTheFirst / 2);
    log.write(log.numbered(20_010, 20_020));
    log.copy(IsolationLevel.READ_UNCOMMITTED, value -> !value.equals("r20013"));
    assertThat(cover(log.partition.topic()).light()).as("one is missing").isEqualTo(Light.RED);
  }

  private static long bytesRead() {
    return two.clusters.get("legacy").bytesRead() + two.clusters.get("cloud").bytesRead();
  }

  @Test
  void recordsUnderWayAreYellow() {
    HandCopy log = new HandCopy(two, "under-way");
    log.write(log.numbered(0, RECORDS));
    List<Message> all = log.ahead(IsolationLevel.READ_UNCOMMITTED, value -> true);
    log.writeToTarget(all.subList(0, RECORDS - 3));
    TopicCoverage covered = cover(log.partition.topic());
    assertThat(covered.light()).as(covered.reason()).isEqualTo(Light.YELLOW);
    assertThat(covered.rows().get(0).counts().pending()).isEqualTo(3);
  }

  @Test
  void aTopicThatIsNotOnTheTargetIsRedByName() {
    two.onLegacy.createTopic("nowhere.replica", 1, Map.of());
    TopicCoverage covered = cover("nowhere.replica");
    assertThat(covered.light()).isEqualTo(Light.RED);
    assertThat(covered.reason()).contains("topic nowhere.replica does not exist on cloud");
  }

  @Test
  void aTopicWithOtherPartitionsIsCoveredOverAllOfThem() throws Exception {
    TopicPartition from = new TopicPartition("respread.replica", 0);
    two.onLegacy.createTopic(from.topic(), 1, Map.of());
    two.onCloud.createTopic(from.topic(), 2, Map.of());
    for (int i = 0; i < RECORDS; i++) {
      send(two.onLegacy, from.topic(), 0, i);
      if (i != 70) {
        send(two.onCloud, from.topic(), i % 2, i);
      }
    }
    TopicCoverage lacking = cover(from.topic());
    assertThat(lacking.light()).as(lacking.reason()).isEqualTo(Light.RED);
    send(two.onCloud, from.topic(), 0, 70);
    TopicCoverage covered = cover(from.topic());
    assertThat(covered.light()).as(covered.reason()).isNotEqualTo(Light.RED);
  }

  private static void send(Clients on, String topic, int partition, int number) throws Exception {
    on.producer()
        .send(
            new ProducerRecord<>(
                topic, partition, FIRST_MS + number, "key-" + number, "r" + number))
        .get();
  }

  private static HandCopy copied(String name, Predicate<String> kept) {
    HandCopy log = new HandCopy(two, name);
    log.write(log.numbered(0, RECORDS));
    log.writeToTarget(log.ahead(IsolationLevel.READ_UNCOMMITTED, kept));
    return log;
  }

  private static TopicCoverage cover(String topic) {
    ProofRequest asked =
        ProofRequest.strict("of nobody")
            .withOnly(List.of(topic))
            .withIsolation(Isolation.READ_COMMITTED)
            .withTerms(Terms.strict().withSettle(Duration.ofSeconds(1)).withResumeAtBegin(true));
    return two.prover.cover(asked, Progress.NONE).get(0);
  }
}
