package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.worker.StartFailure;
import io.tidegate.worker.parity.ParityOptions.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which groups are checked on which topics, once both clusters were asked what they have. A name
 * that nobody knows is bad input, not a row.
 *
 * @param groups in the order given, or by name
 * @param leftOut in words, what {@code --all-groups} passes over and why
 */
record Selection(List<Chosen> groups, List<String> leftOut) {

  /**
   * One group.
   *
   * @param topics those that count; null for all that it has a commit or an assignment on
   */
  record Chosen(String group, @Nullable List<String> topics) {}

  /** What consumers call their protocol; a group that was only ever committed to has none. */
  private static final List<String> CONSUMER_PROTOCOLS = List.of("consumer", "");

  Selection {
    groups = List.copyOf(groups);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * @param uncommittedStarts whether it was said where a partition without a commit starts: then a
   *     topic counts also where a group has no commit
   * @throws StartFailure with 64 and the name that does not exist, or that nobody reads
   */
  static Selection of(Scope scope, boolean uncommittedStarts, Ends ends) throws StartFailure {
    refuseUnknownTopics(scope, ends);
    List<String> leftOut = new ArrayList<>();
    List<String> groups;
    if (scope.allGroups()) {
      groups = consumers(ends.source(), leftOut);
    } else {
      groups = scope.groups();
      KnownNames.refuseUnknownGroups(groups, ends.source());
    }
    if (scope.topics().isEmpty()) {
      return new Selection(chosen(groups, null), leftOut);
    }
    return uncommittedStarts && !scope.allGroups()
        ? new Selection(chosen(groups, scope.topics()), leftOut)
        : readers(groups, scope, ends.source(), leftOut);
  }

  private static void refuseUnknownTopics(Scope scope, Ends ends) throws StartFailure {
    KnownNames.refuseUnknownTopics(scope.topics(), ends.source());
    KnownNames.refuseUnknownTopics(new TreeSet<>(scope.mapped().keySet()), ends.source());
    KnownNames.refuseUnknownTopics(new TreeSet<>(scope.mapped().values()), ends.target());
    OffsetSyncs syncs = scope.offsetSyncs();
    if (syncs != null) {
      KnownNames.refuseUnknownTopics(
          List.of(syncs.topic()), syncs.on() == Side.SOURCE ? ends.source() : ends.target());
    }
  }

  private static List<Chosen> chosen(List<String> groups, @Nullable List<String> topics) {
    return groups.stream().map(group -> new Chosen(group, topics)).toList();
  }

  /** All but those of another trade: Connect's workers and schema registries form groups too. */
  private static List<String> consumers(Cluster source, List<String> leftOut) throws StartFailure {
    List<String> consumers = new ArrayList<>();
    for (Group group : new Groups(source).list().values()) {
      if (!group.commitsOffsets() || CONSUMER_PROTOCOLS.contains(group.protocol())) {
        consumers.add(group.name());
      } else {
        leftOut.add(
            "group %s is not one of consumers: its protocol is %s"
                .formatted(group.name(), group.protocol()));
      }
    }
    if (consumers.isEmpty()) {
      throw bad("--all-groups: the source cluster lists no consumer group to this principal");
    }
    return consumers;
  }

  /** Each group that reads some of the topics, with those; every topic must have a reader. */
  private static Selection readers(
      List<String> groups, Scope scope, Cluster source, List<String> leftOut) throws StartFailure {
    List<Chosen> readers = new ArrayList<>();
    SortedSet<String> unread = new TreeSet<>(scope.topics());
    for (String group : groups) {
      SortedSet<String> reads = topicsOf(group, scope, source);
      List<String> both = scope.topics().stream().filter(topic -> reads.contains(topic)).toList();
      both.forEach(topic -> unread.remove(topic));
      if (!both.isEmpty()) {
        readers.add(new Chosen(group, both));
        continue;
      }
      String none = "group %s reads none of the topics given; it reads %s";
      leftOut.add(none.formatted(group, KnownNames.shown(reads)));
      if (!scope.allGroups()) {
        throw bad(leftOut.get(0) + "; leave it out, or say with --reset where it starts");
      }
    }
    if (!unread.isEmpty()) {
      throw bad(
          "topic " + unread.first() + ": none of the groups has a commit or an assignment there");
    }
    return new Selection(readers, leftOut);
  }

  /** What may not be looked at may be all of them: its rows say then what is denied. */
  private static SortedSet<String> topicsOf(String group, Scope scope, Cluster source) {
    try {
      Group described = new Groups(source).describe(group);
      SortedSet<String> topics = new TreeSet<>(described.assignedTopics());
      if (described.commitsOffsets()) {
        topics.addAll(new GroupOffsets(source).topics(group));
      }
      return topics;
    } catch (KafkaDenied denied) {
      return new TreeSet<>(scope.topics());
    }
  }

  private static StartFailure bad(String line) {
    return new StartFailure(StartFailure.BAD_INPUT, line);
  }
}
