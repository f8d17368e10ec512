package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics whose partition counts differ have one row a target partition. */
class RepartitionedIT {
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

  /** Two partitions spread over three: record i of the source goes to partition i mod 3. */
  @Test
  void eachTargetPartitionResumesAtTheFirstOfItsRecordsThatIsUnread() {
    String topic = "spread.replica";
    List<ProducerRecord<String, String>> onSource = created(two.legacy, topic, 2);
    List<ProducerRecord<String, String>> onTarget = created(two.cloud, topic, 3);
    send(new App(two.legacy), onSource);
    send(new App(two.cloud), onTarget);
    // Read: 0, 2 .. 58 of one partition, 1, 3 .. 59 of the other; so all below 60.
    new App(two.legacy)
        .commit(
            "spread-reader",
            Map.of(new TopicPartition(topic, 0), 30L, new TopicPartition(topic, 1), 30L));
    GroupProof proof = two.prove(TwoClusters.hasty(TwoClusters.plain("spread-reader")));
    assertThat(proof.partitions()).hasSize(3);
    for (Row row : proof.partitions()) {
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.REPLAY);
      assertThat(row.pair().partition()).isNull();
      assertThat(row.resume()).isEqualTo(20L);
      assertThat(row.counts().replay()).isZero();
    }
  }

  /** The group has read all that it sees; copies of what it will see are on the target already. */
  @Test
  void copiesOfAnOpenTransactionAreNotLeftOut() {
    String topic = "spread-open.replica";
    List<ProducerRecord<String, String>> onSource = created(two.legacy, topic, 2);
    List<ProducerRecord<String, String>> onTarget = created(two.cloud, topic, 3);
    ProofRequest asked =
        TwoClusters.hasty(TwoClusters.request("open-reader", Isolation.READ_COMMITTED));
    new App(two.legacy)
        .commit(
            "open-reader",
            Map.of(new TopicPartition(topic, 0), 40L, new TopicPartition(topic, 1), 40L));
    send(new App(two.legacy), onSource.subList(0, 80));
    send(new App(two.cloud), onTarget);
    GroupProof proof;
    try (KafkaProducer<String, String> open = new App(two.legacy).producer("spread-open")) {
      open.beginTransaction();
      App.await(onSource.subList(80, RECORDS).stream().map(open::send).toList());
      proof = two.prove(asked);
      open.commitTransaction();
    }
    for (int number = 0; number < 2; number++) {
      App.awaitMarkers(two.onLegacy.admin(), new TopicPartition(topic, number));
    }
    GroupProof ended = two.prove(asked);

    assertThat(proof.partitions()).hasSize(3);
    assertThat(proof.partitions())
        .allSatisfy(
            row -> {
              assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.UNPROVEN);
              assertThat(row.reason()).startsWith("20 records of a transaction still open");
            });
    assertThat(ended.partitions())
        .extracting(Row::resume)
        .as("81, 82 and 80 come first")
        .containsExactly(27L, 27L, 26L);
  }

  /** The records of a new topic: number i goes to partition i mod so many. */
  private static List<ProducerRecord<String, String>> created(
      KafkaCluster cluster, String topic, int partitions) {
    cluster.createTopic(topic, partitions, Map.of());
    return IntStream.range(0, RECORDS).mapToObj(i -> record(topic, i % partitions, i)).toList();
  }

  private static ProducerRecord<String, String> record(String topic, int number, int i) {
    return new ProducerRecord<>(topic, number, FIRST_MS + i, "k" + i, "r" + i);
  }

  private static void send(App app, List<ProducerRecord<String, String>> records) {
    try (KafkaProducer<String, String> producer = app.producer()) {
      List<Future<?>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      App.await(sent);
    }
  }
}
