package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.app.SampleApplication;
import io.tidegate.sandbox.ClusterPrint;
import io.tidegate.sandbox.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Both clusters while somebody works who is to touch nothing of the applications, which go on: all
 * that stands there is as it was, and to the topics nothing came but records of the applications.
 */
final class Bystanders {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Stage stage;
  private final List<Was> before = new ArrayList<>();

  /** A cluster before. */
  private record Was(KafkaCluster cluster, ClusterPrint print, Map<TopicPartition, Long> ends) {}

  private Bystanders(Stage stage) {
    this.stage = stage;
  }

  static Bystanders of(Stage stage) {
    Bystanders bystanders = new Bystanders(stage);
    for (KafkaCluster cluster : stage.clusters()) {
      ClusterPrint print = ClusterPrint.atRest(cluster, bystanders.moving()::contains, WITHIN);
      try (var reader = reader(cluster)) {
        bystanders.before.add(new Was(cluster, print, reader.endOffsets(bystanders.partitions())));
      }
    }
    return bystanders;
  }

  /** What the applications move, and what a broker makes itself for its first transaction. */
  private Set<String> moving() {
    Set<String> moving =
        new TreeSet<>(Set.of("topic __transaction_state", "settings __transaction_state"));
    stage.applications().stream()
        .map(SampleApplication::spec)
        .flatMap(spec -> Stream.of("log " + spec.topic(), "offsets " + spec.group()))
        .forEach(moving::add);
    return moving;
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (SampleApplication application : stage.applications()) {
      for (int number = 0; number < application.spec().partitions(); number++) {
        partitions.add(new TopicPartition(application.spec().topic(), number));
      }
    }
    return partitions;
  }

  void requireUntouched() {
    for (Was was : before) {
      ClusterPrint now = ClusterPrint.of(was.cluster).without(moving()::contains);
      String name = was.cluster.name();
      assertThat(now.differencesFrom(was.print)).as(name).isEmpty();
      assertThat(strangers(was)).as("written to " + name + " meanwhile").isEmpty();
    }
  }

  /** Records since then that are no application's, of a log that has grown. */
  private List<String> strangers(Was was) {
    List<String> strangers = new ArrayList<>();
    try (var reader = reader(was.cluster)) {
      Map<TopicPartition, Long> to = reader.endOffsets(partitions());
      reader.assign(to.keySet());
      was.ends.forEach(reader::seek);
      long read = 0;
      while (to.entrySet().stream()
          .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
        for (var record : reader.poll(Duration.ofMillis(100))) {
          String value = new String(record.value(), StandardCharsets.UTF_8);
          read++;
          if (!value.matches(record.topic() + " " + record.partition() + " [0-9]+")) {
            strangers.add(record.topic() + "-" + record.partition() + ": " + value);
          }
        }
      }
      assertThat(read).as("steady traffic").isPositive();
    }
    return strangers;
  }

  private static KafkaConsumer<byte[], byte[]> reader(KafkaCluster cluster) {
    return new KafkaConsumer<>(
        cluster.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
