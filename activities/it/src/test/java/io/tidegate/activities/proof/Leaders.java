package io.tidegate.activities.proof;

import io.tidegate.sandbox.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Who leads the partitions of a cluster of two brokers, and how it becomes another. */
final class Leaders {
  private final Clients on;

  Leaders(Clients on) {
    this.on = on;
  }

  /** Returns once it leads. */
  void elect(TopicPartition partition, int leader) {
    List<Integer> replicas = replicas(partition);
    Collections.sort(replicas, (one, other) -> Boolean.compare(other == leader, one == leader));
    Clients.await(
        on.admin()
            .alterPartitionReassignments(
                Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
            .all());
    Await.until(
        TwoClusters.DEADLINE,
        leader + " to be the preferred leader of " + partition,
        () -> replicas(partition).get(0) == leader);
    Clients.await(on.admin().electLeaders(ElectionType.PREFERRED, Set.of(partition)).all());
    awaitLeader(partition, leader);
  }

  void awaitLeader(TopicPartition partition, int leader) {
    Await.until(
        TwoClusters.DEADLINE, leader + " to lead " + partition, () -> of(partition) == leader);
  }

  /** The other one. */
  int follower(TopicPartition partition) {
    int leader = of(partition);
    return replicas(partition).stream().filter(id -> id != leader).findFirst().orElseThrow();
  }

  /** {@link Node#noNode} where there is none. */
  int of(TopicPartition partition) {
    Node leader = described(partition).leader();
    return leader == null ? Node.noNode().id() : leader.id();
  }

  private List<Integer> replicas(TopicPartition partition) {
    return new ArrayList<>(described(partition).replicas().stream().map(Node::id).toList());
  }

  private TopicPartitionInfo described(TopicPartition partition) {
    Map<String, TopicDescription> topics =
        Clients.await(on.admin().describeTopics(List.of(partition.topic())).allTopicNames());
    TopicDescription topic = topics.get(partition.topic());
    if (topic == null) {
      throw new IllegalStateException(partition + " is not described");
    }
    return topic.partitions().get(partition.partition());
  }
}
