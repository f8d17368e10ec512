package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of two brokers: one may go, and the other may come back with less. */
class KafkaBrokersIT {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static KafkaSandbox cluster;

  @BeforeAll
  static void start() {
    cluster = KafkaSandbox.start("pair", 2, Map.of());
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void anotherReplicaLeadsWhenTheLeaderLeaves() throws Exception {
    cluster.createTopic("led", 1, 2, Map.of());
    Records.write(cluster, "led", 0, 10);
    int leader = leader("led");

    cluster.stopBroker(leader);
    awaitLeader("led", other(leader));
    Records.write(cluster, "led", 10, 20);
    cluster.startBroker(leader);

    awaitInSync("led", Set.copyOf(cluster.brokers()));
    assertThat(Records.read(cluster, "led", 20)).hasSize(20).startsWith("0").endsWith("19");
  }

  @Test
  void anUncleanLeaderTruncatesWhatOnlyTheOtherHeld() throws Exception {
    cluster.createTopic("cut", 1, 2, Map.of("unclean.leader.election.enable", "true"));
    Records.write(cluster, "cut", 0, 10);
    int first = leader("cut");
    int second = other(first);
    awaitInSync("cut", Set.of(first, second));

    cluster.stopBroker(second);
    awaitInSync("cut", Set.of(first));
    Records.write(cluster, "cut", 10, 20);
    cluster.stopBroker(first);
    cluster.startBroker(second);
    awaitLeader("cut", second);
    Records.write(cluster, "cut", 100, 105);
    cluster.startBroker(first);
    awaitInSync("cut", Set.of(first, second));

    assertThat(Records.read(cluster, "cut", 15))
        .containsExactly(
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "100", "101", "102", "103", "104");
  }

  @Test
  void aBrokerOfAnotherClusterIsRefused() {
    assertThatThrownBy(() -> cluster.stopBroker(1_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broker 1000000 of pair: " + cluster.brokers() + " are allowed");
  }

  @Test
  void fourBrokersAreRefused() {
    assertThatThrownBy(() -> KafkaSandbox.start("crowd", 4, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 brokers for crowd: 1 to 3 are allowed");
  }

  private static int other(int broker) {
    return cluster.brokers().stream().filter(id -> id != broker).findFirst().orElseThrow();
  }

  private static int leader(String topic) throws Exception {
    return describe(topic).leader().id();
  }

  private static void awaitLeader(String topic, int broker) {
    Await.until(DEADLINE, broker + " to lead " + topic, () -> leader(topic) == broker);
  }

  private static void awaitInSync(String topic, Set<Integer> brokers) {
    Await.until(
        DEADLINE,
        brokers + " to be in sync for " + topic,
        () ->
            describe(topic).isr().stream()
                .map(Node::id)
                .collect(Collectors.toSet())
                .equals(brokers));
  }

  private static TopicPartitionInfo describe(String topic) throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get(30, TimeUnit.SECONDS)
          .partitions()
          .get(0);
    }
  }
}
