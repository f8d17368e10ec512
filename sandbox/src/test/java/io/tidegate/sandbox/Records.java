package io.tidegate.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads the records of the tests. */
final class Records {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Records() {}

  /** Writes the values 0, 1, 2 … to partition 0 in order, and returns once all are acknowledged. */
  static void write(KafkaCluster cluster, String topic, int from, int to) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            cluster.clientProperties(), new StringSerializer(), new StringSerializer())) {
      for (int i = from; i < to; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, 0, null, String.valueOf(i))));
      }
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
  }

  /** The values of partition 0 in order, once there are as many as expected. */
  static List<String> read(KafkaCluster cluster, String topic, int expected) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
    properties.put("auto.offset.reset", "earliest");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], String> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      Await.until(
          DEADLINE,
          expected + " records of " + topic + " on " + cluster.name(),
          () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            return values.size() >= expected;
          });
    }
    return values;
  }
}
