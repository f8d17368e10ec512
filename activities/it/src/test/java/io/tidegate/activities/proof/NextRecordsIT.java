package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class NextRecordsIT {
  private static final int PARTITIONS = Turns.OPEN_MAX + 8;
  private static final int RECORDS = 3;

  /** As many readers for a large unit as for a small one, and no record lost between two turns. */
  @Test
  void logsThatAreReadBesideEachOtherTakeTurns() {
    try (TwoClusters two = new TwoClusters()) {
      String topic = two.byHand("turns", PARTITIONS).topic();
      fill(new App(two.legacy), topic);
      Turns turns = new Turns();
      List<NextRecords> logs = new ArrayList<>();
      for (int number = 0; number < PARTITIONS; number++) {
        TopicPartition partition = new TopicPartition(topic, number);
        logs.add(
            new NextRecords(
                new KafkaLog(two.clusters.get("legacy"), partition, Isolation.READ_UNCOMMITTED),
                0,
                turns));
      }

      for (int i = 0; i < RECORDS; i++) {
        for (NextRecords log : logs) {
          LogRecord next = log.get();
          assertThat(next).isNotNull().extracting(LogRecord::offset).isEqualTo((long) i);
          assertThat(turns.open()).isLessThanOrEqualTo(Turns.OPEN_MAX);
        }
      }
      assertThat(logs).extracting(NextRecords::get).containsOnlyNulls();
      assertThat(turns.open()).as("at their ends").isZero();
    }
  }

  private static void fill(App app, String topic) {
    try (KafkaProducer<String, String> producer = app.producer()) {
      List<Future<?>> sent = new ArrayList<>();
      for (int number = 0; number < PARTITIONS; number++) {
        for (int i = 0; i < RECORDS; i++) {
          sent.add(producer.send(new ProducerRecord<>(topic, number, "k", "r" + i)));
        }
      }
      App.await(sent);
    }
  }
}
