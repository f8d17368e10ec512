package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether a source keeps what a rollback would return to, for the unit's window of a day. */
class AnchorsIT {
  private final Instant now = Instant.now();

  private static KafkaSandbox legacy;
  private static Clusters clusters;

  @BeforeAll
  static void connect() {
    legacy = World.shared().legacy();
    clusters = TestClusters.of(legacy);
  }

  @AfterAll
  static void disconnect() {
    clusters.close();
  }

  /** What is written now is gone before the window ends. */
  @Test
  void theAnchorOfAGroupThatHasReadAllExpiresWithWhatComesNext() {
    String topic = topic("kept-for-hours.replica", Duration.ofHours(12));
    write(topic, now, 3);
    assertThat(judged(topic, 3).id()).isEqualTo("anchor-expires/charger/" + topic + "-0");
    assertThat(judged(topic, 3).light()).isEqualTo(Light.YELLOW);
    assertThat(judged(topic, 1).light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void anAnchorExpiresWhereItsRecordIsOlderThanWhatStays() {
    String topic = topic("kept-for-days.replica", Duration.ofDays(3));
    write(topic, now.minus(Duration.ofHours(60)), 2);
    write(topic, now, 2);
    assertThat(judged(topic, 1).id()).startsWith("anchor-expires/");
    assertThat(judged(topic, 2).light()).isEqualTo(Light.GREEN);
    assertThat(judged(topic, 4).light()).as("has read all").isEqualTo(Light.GREEN);
  }

  /** To the millisecond: the record that comes next is written later than now. */
  @Test
  void whatIsKeptJustAsLongAsTheWindowDoesNotExpire() {
    String topic = topic("kept-for-the-window.replica", Duration.ofDays(1));
    write(topic, now.minus(Duration.ofHours(1)), 2);
    assertThat(judged(topic, 1).light()).isEqualTo(Light.YELLOW);
    write(topic, now, 1);
    assertThat(judged(topic, 3).light()).isEqualTo(Light.GREEN);
  }

  /**
   * A group whose owner declared that it resumes at the begin of what is left goes back there too,
   * once it was started on the target; before that nothing is written to the source.
   */
  @Test
  void anAnchorThatIsGoneIsTheBeginWhereThePolicySaysSo() throws Exception {
    String topic = topic("gone-in-part.replica", Duration.ofDays(3));
    write(topic, now, 5);
    removeBefore(topic, 3);
    Row expired = Proofs.expiredAt(topic, 1, 3);
    Finding gone = judged(Proofs.UNIT, topic, expired);
    assertThat(gone.id()).isEqualTo("anchor-gone/charger/" + topic + "-0");
    assertThat(gone.light()).isEqualTo(Light.RED);
    Finding declared = judged(Proofs.resumingAtBegin(), topic, expired);
    assertThat(declared.id()).isEqualTo("way-back-to-begin/charger/" + topic + "-0");
    assertThat(declared.light()).as(declared.reason()).isEqualTo(Light.YELLOW);
    assertThat(declared.reason()).contains("where the source begins, at 3", "auto.offset.reset");
  }

  @Test
  void whatNoPairIsProvenOfHasNoWayBack() {
    String topic = topic("not-proven.replica", Duration.ofDays(3));
    PartitionPair pair = new PartitionPair(topic, 0, topic, 0);
    Finding none = judged(Proofs.UNIT, topic, Row.unproven(pair, 1L, null, "the target was away"));
    assertThat(none.id()).isEqualTo("no-way-back/charger/" + topic + "-0");
    assertThat(none.light()).isEqualTo(Light.RED);
    assertThat(none.reason()).contains("no pair of positions is proven");
  }

  /** The topic was removed since its rows were proven. */
  @Test
  void whereTheSourceDoesNotSayWhereItBeginsThereIsNoWayBack() {
    GroupProof proof = Proofs.proof(Proofs.exactAt("removed-since.replica", 1));
    Finding none = anchors(Proofs.UNIT, List.of(proof)).judge(proof, proof.partitions().get(0));
    assertThat(none.id()).isEqualTo("no-way-back/charger/removed-since.replica-0");
    assertThat(none.light()).isEqualTo(Light.RED);
    assertThat(none.reason()).contains("does not say where its log begins");
  }

  @Test
  void withoutARowNoWayBackIsKnown() {
    List<GroupProof> proofs = List.of(Proofs.proof());
    Checked checked = Scorecard.anchors(anchors(Proofs.UNIT, proofs), proofs);
    assertThat(checked.light()).isEqualTo(Light.RED);
    assertThat(checked.findings()).extracting(Finding::id).containsExactly("sampled-empty/anchors");
    assertThat(checked.findings().get(0).reason()).startsWith("sampled empty: ");
  }

  private Anchors anchors(MigrationUnit unit, List<GroupProof> proofs) {
    return new Anchors(clusters.get("legacy"), unit, proofs, Map.of(), now);
  }

  private static void removeBefore(String topic, long offset) throws Exception {
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  private Finding judged(String topic, long committed) {
    return judged(Proofs.UNIT, topic, Proofs.exactAt(topic, committed));
  }

  private Finding judged(MigrationUnit unit, String topic, Row row) {
    GroupProof proof = Proofs.proof(row);
    Map<String, SortedMap<String, String>> settings =
        new TopicFacts(clusters.get("legacy"))
            .see(List.of(topic)).topics().values().stream()
                .collect(Collectors.toMap(TopicFacts.Topic::name, TopicFacts.Topic::configs));
    return new Anchors(clusters.get("legacy"), unit, List.of(proof), settings, now)
        .judge(proof, proof.partitions().get(0));
  }

  private static String topic(String name, Duration kept) {
    legacy.createTopic(name, 1, Map.of("retention.ms", String.valueOf(kept.toMillis())));
    return name;
  }

  private static void write(String topic, Instant at, int count) {
    try (KafkaProducer<String, String> producer = new App(legacy).producer()) {
      for (int i = 0; i < count; i++) {
        App.await(
            List.of(
                producer.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), "k", "v" + i))));
      }
    }
  }
}
