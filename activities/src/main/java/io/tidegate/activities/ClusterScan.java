package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.TopicFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Who reads some topics of one cluster: every group of it with a commit or a member on them. All
 * commits are asked for in one call.
 *
 * @param topics those that exist
 * @param groups all groups of the cluster that read records and that the principal may see
 * @param otherProtocols all other groups, with the protocol that they speak
 * @param reads by group, the topics that it has a commit or a member on, also others than those
 *     asked about
 * @param committed the groups that have a commit at all
 * @param deniedTopics of those asked about, why one may not be described
 * @param deniedGroups the same of groups: who is in them, and what they have read, is not known
 */
public record ClusterScan(
    String cluster,
    Set<String> asked,
    SortedMap<String, TopicFacts.Topic> topics,
    SortedMap<String, Group> groups,
    SortedMap<String, String> otherProtocols,
    Map<String, Set<String>> reads,
    Set<String> committed,
    SortedMap<String, String> deniedTopics,
    SortedMap<String, String> deniedGroups) {

  private static final String CONSUMER_PROTOCOL = "consumer";

  /**
   * Every group of the cluster, and these topics.
   *
   * @param named groups to look for where the cluster does not list them: it leaves out what may
   *     not be described
   */
  public static ClusterScan of(Cluster cluster, Set<String> topics, Set<String> named) {
    SortedMap<String, String> others = new TreeMap<>();
    Set<String> asked = new TreeSet<>(readers(cluster, others));
    named.stream().filter(group -> !others.containsKey(group)).forEach(asked::add);
    Groups.Seen seen = new Groups(cluster).see(asked);
    SortedMap<String, Group> all = new TreeMap<>(seen.groups());
    all.values().removeIf(group -> group.kind() == Group.Kind.ABSENT);
    Map<String, Set<String>> reads = new HashMap<>();
    all.forEach((name, group) -> reads.put(name, new TreeSet<>(group.assignedTopics())));
    Set<String> committed = new TreeSet<>();
    commits(cluster, all)
        .forEach(
            (name, commits) -> {
              commits.forEach(at -> add(reads, name, at.topic()));
              if (!commits.isEmpty()) {
                committed.add(name);
              }
            });
    shared(cluster, all)
        .forEach((name, assigned) -> assigned.forEach(at -> add(reads, name, at.topic())));
    TopicFacts.Seen facts = new TopicFacts(cluster).see(topics);
    return new ClusterScan(
        cluster.name(),
        topics,
        facts.topics(),
        all,
        others,
        reads,
        committed,
        facts.denied(),
        seen.denied());
  }

  /** Only the topics, where it does not matter who reads them. */
  static ClusterScan ofTopics(Cluster cluster, Set<String> topics) {
    TopicFacts.Seen facts = new TopicFacts(cluster).see(topics);
    return new ClusterScan(
        cluster.name(),
        topics,
        facts.topics(),
        new TreeMap<>(),
        new TreeMap<>(),
        Map.of(),
        Set.of(),
        facts.denied(),
        new TreeMap<>());
  }

  /**
   * The groups that read records. Others use the group protocol to agree on work, such as the
   * workers of Connect.
   */
  private static List<String> readers(Cluster cluster, Map<String, String> others) {
    List<String> readers = new ArrayList<>();
    for (GroupListing group :
        cluster.await(
            KafkaCall.onCluster("listing groups", "DESCRIBE"),
            cluster.admin().listGroups().all())) {
      boolean classic =
          group
              .type()
              .filter(type -> type != GroupType.CLASSIC && type != GroupType.UNKNOWN)
              .isEmpty();
      if (classic && !group.protocol().isEmpty() && !group.protocol().equals(CONSUMER_PROTOCOL)) {
        others.put(group.groupId(), group.protocol());
      } else {
        readers.add(group.groupId());
      }
    }
    return readers;
  }

  private static void add(Map<String, Set<String>> reads, String group, String topic) {
    reads.computeIfAbsent(group, first -> new TreeSet<>()).add(topic);
  }

  private static Map<String, Set<TopicPartition>> commits(Cluster cluster, Map<String, Group> all) {
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    all.values().stream()
        .filter(Group::commitsOffsets)
        .forEach(group -> specs.put(group.name(), new ListConsumerGroupOffsetsSpec()));
    if (specs.isEmpty()) {
      return Map.of();
    }
    var answers = cluster.admin().listConsumerGroupOffsets(specs);
    Map<String, Set<TopicPartition>> commits = new HashMap<>();
    for (String group : specs.keySet()) {
      KafkaCall call = KafkaCall.describeGroup("reading the offsets of group " + group, group);
      commits.put(
          group, cluster.await(call, answers.partitionsToOffsetAndMetadata(group)).keySet());
    }
    return commits;
  }

  /** Share groups commit no offsets: what their members read now is all that shows. */
  private static Map<String, Set<TopicPartition>> shared(Cluster cluster, Map<String, Group> all) {
    List<String> names =
        all.values().stream()
            .filter(group -> group.kind() == Group.Kind.SHARE)
            .map(Group::name)
            .toList();
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, KafkaFuture<ShareGroupDescription>> answers =
        cluster.admin().describeShareGroups(names).describedGroups();
    Map<String, Set<TopicPartition>> assigned = new HashMap<>();
    answers.forEach(
        (group, answer) -> {
          Set<TopicPartition> partitions = new HashSet<>();
          cluster
              .await(KafkaCall.describeGroup("describing share group " + group, group), answer)
              .members()
              .forEach(member -> partitions.addAll(member.assignment().topicPartitions()));
          assigned.put(group, partitions);
        });
    return assigned;
  }

  /** Whether a topic that was asked about is there, as far as that may be known. */
  boolean mayHave(String topic) {
    return topics.containsKey(topic) || deniedTopics.containsKey(topic);
  }

  /** The topics that a group has a commit or a member on. */
  public Set<String> topicsOf(String group) {
    return reads.getOrDefault(group, Set.of());
  }

  /** By topic asked about, the groups that read it. */
  SortedMap<String, Set<String>> groupsOn() {
    SortedMap<String, Set<String>> on = new TreeMap<>();
    reads.forEach(
        (group, read) ->
            read.stream()
                .filter(asked::contains)
                .forEach(topic -> on.computeIfAbsent(topic, first -> new TreeSet<>()).add(group)));
    return on;
  }

  /** The groups that are named or read one of the topics. */
  SortedMap<String, Group> relevant(Set<String> named) {
    Set<String> wanted = new HashSet<>(named);
    groupsOn().values().forEach(wanted::addAll);
    SortedMap<String, Group> relevant = new TreeMap<>(groups);
    relevant.keySet().retainAll(wanted);
    return relevant;
  }
}
