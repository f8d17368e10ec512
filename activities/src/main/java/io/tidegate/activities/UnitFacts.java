package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.score.ScoreRequest.Denied;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.ledger.Evidence;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.runbooks.gate.Evidence.Fingerprint;
import io.tidegate.runbooks.gate.Evidence.TopicAt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must not change around a unit while it moves, as both clusters show it: a freeze's
 * fingerprint. Not in it, because they move by themselves: member ids, leaders, lag, positions.
 *
 * @param denied what may not be described, of which there are no other facts but ACLs
 */
record UnitFacts(
    String sourceClusterId,
    String targetClusterId,
    List<TopicFact> topics,
    List<GroupFact> groups,
    List<AclFact> acls,
    List<MemberFact> targetMembers,
    List<Denied> denied) {

  UnitFacts {
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
    acls = List.copyOf(acls);
    targetMembers = List.copyOf(targetMembers);
    // what an earlier version stored has none
    denied = List.copyOf(Objects.requireNonNullElse(denied, List.of()));
  }

  /**
   * A topic of the unit on one cluster.
   *
   * @param role its name on the source, which tells the pair; {@link #APART} where it is none
   * @param partitions 0 where the topic does not exist
   * @param id null where it does not exist or the broker is too old to have ids
   */
  record TopicFact(
      Side side,
      String role,
      String topic,
      @Nullable String id,
      int partitions,
      SortedMap<String, String> configs) {
    /** Of a topic that nothing is copied to. */
    static final String APART = "";
  }

  /** What sort of group it is on the source. */
  record GroupFact(String group, String kind, String protocol) {}

  /**
   * The ACLs of one of the unit's resources; {@code no authorizer} where the cluster has none, and
   * why they are not known where they may not be listed.
   */
  record AclFact(Side side, String resource, List<String> entries) {}

  /** How many members a group has on the target before it was started there. */
  record MemberFact(String group, int members) {}

  /** What differs now from this, one line each. */
  List<String> drifts(UnitFacts now, boolean startedOnTarget) {
    List<String> lines = new ArrayList<>();
    differ(lines, "cluster id of the source", sourceClusterId, now.sourceClusterId);
    differ(lines, "cluster id of the target", targetClusterId, now.targetClusterId);
    Set<String> hidden = new TreeSet<>(hidden());
    hidden.addAll(now.hidden());
    SortedMap<String, String> before = values(hidden);
    SortedMap<String, String> after = now.values(hidden);
    TreeSet<String> things = new TreeSet<>(before.keySet());
    things.addAll(after.keySet());
    things.forEach(thing -> differ(lines, thing, before.get(thing), after.get(thing)));
    if (!startedOnTarget) {
      now.targetMembers.stream()
          .filter(group -> group.members() > 0)
          .forEach(
              group ->
                  lines.add(
                      "group "
                          + group.group()
                          + " has "
                          + group.members()
                          + " members on the target, where it was not started"));
    }
    return lines;
  }

  /** Without entries that the wave itself added, wherever they are listed. */
  UnitFacts without(Set<Fence> ours) {
    if (ours.isEmpty()) {
      return this;
    }
    return new UnitFacts(
        sourceClusterId,
        targetClusterId,
        topics,
        groups,
        acls.stream().map(acl -> without(acl, ours)).toList(),
        targetMembers,
        denied);
  }

  private static AclFact without(AclFact acl, Set<Fence> ours) {
    List<String> lines =
        ours.stream()
            .filter(fence -> fence.side() == acl.side())
            .map(fence -> FactReader.line(fence.deny().binding()))
            .toList();
    return new AclFact(
        acl.side(),
        acl.resource(),
        acl.entries().stream().filter(entry -> !lines.contains(entry)).toList());
  }

  private static void differ(
      List<String> lines, String thing, @Nullable String before, @Nullable String after) {
    String was = Optional.ofNullable(before).orElse("absent");
    String is = Optional.ofNullable(after).orElse("absent");
    if (!was.equals(is)) {
      lines.add(thing + " was " + was + ", is " + is);
    }
  }

  /** The things that may not be described, by the name that a person reads. */
  private Set<String> hidden() {
    return denied.stream().map(Denied::told).collect(Collectors.toSet());
  }

  /**
   * Every fingerprinted value under the name that a person reads.
   *
   * @param hidden of these things only whether they are known
   */
  private SortedMap<String, String> values(Set<String> hidden) {
    SortedMap<String, String> values = new TreeMap<>();
    hidden.forEach(thing -> values.put(thing, "known"));
    denied.forEach(one -> values.put(one.told(), "not known: " + one.why()));
    for (TopicFact topic : topics) {
      String name = Denied.told(topic.side(), Denied.TOPIC, topic.topic());
      if (!hidden.contains(name)) {
        values.put("id of " + name, String.valueOf(topic.id()));
        values.put("partitions of " + name, String.valueOf(topic.partitions()));
        topic.configs().forEach((config, value) -> values.put(config + " of " + name, value));
      }
    }
    for (GroupFact group : groups) {
      String name = Denied.told(Side.SOURCE, Denied.GROUP, group.group());
      if (!hidden.contains(name)) {
        values.put("type of " + name, group.kind() + " " + group.protocol());
      }
    }
    acls.forEach(
        acl ->
            values.put(
                "ACLs of " + acl.resource() + " on the " + acl.side().word(),
                String.join("; ", acl.entries())));
    return values;
  }

  /** For the digest of what people decide on. */
  List<Fingerprint> fingerprints() {
    return values(hidden()).entrySet().stream()
        .map(
            value ->
                new Fingerprint(
                    value.getKey(),
                    Evidence.digestOf(value.getValue().getBytes(StandardCharsets.UTF_8))))
        .toList();
  }

  /** Of each topic of a cluster that may be described, by its name. */
  Map<String, SortedMap<String, String>> settings(Side side) {
    Map<String, SortedMap<String, String>> settings = new TreeMap<>();
    topics.stream()
        .filter(topic -> topic.side() == side)
        .forEach(topic -> settings.put(topic.topic(), topic.configs()));
    return settings;
  }

  /** The topics side by side, for the checks that compare them. */
  List<TopicSides> topicSides() {
    Map<String, TopicFact> targets = new TreeMap<>();
    topics.stream()
        .filter(topic -> topic.side() == Side.TARGET)
        .forEach(topic -> targets.put(topic.role(), topic));
    List<TopicSides> sides = new ArrayList<>();
    for (TopicFact source : topics) {
      TopicFact target = targets.get(source.role());
      if (source.side() == Side.SOURCE && target != null) {
        sides.add(sides(source, target));
      }
    }
    return sides;
  }

  /** The same of the topics that the application writes after the switch instead of the copies. */
  List<TopicSides> topicSidesApart(MigrationUnit unit) {
    List<TopicSides> sides = new ArrayList<>();
    for (UnitTopic topic : unit.topics()) {
      TopicFact source = fact(Side.SOURCE, topic.source());
      TopicFact target = topic.apart().map(apart -> fact(Side.TARGET, apart)).orElse(null);
      if (source != null && target != null) {
        sides.add(sides(source, target));
      }
    }
    return sides;
  }

  private static TopicSides sides(TopicFact source, TopicFact target) {
    return new TopicSides(
        source.topic(),
        target.topic(),
        source.partitions(),
        target.partitions(),
        source.configs(),
        target.configs());
  }

  private @Nullable TopicFact fact(Side side, String topic) {
    return topics.stream()
        .filter(fact -> fact.side() == side && fact.topic().equals(topic))
        .findFirst()
        .orElse(null);
  }

  /** The protocols that members of the groups join with. */
  Set<String> protocols() {
    return groups.stream()
        .map(group -> group.kind().equals(Group.Kind.CONSUMER.name()) ? "consumer" : "classic")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** For the digest too: the pairs with their partition counts. */
  List<TopicAt> topicPairs() {
    return topicSides().stream()
        .map(
            topic ->
                new TopicAt(
                    topic.source(),
                    topic.target(),
                    topic.sourcePartitions(),
                    topic.targetPartitions()))
        .toList();
  }
}
