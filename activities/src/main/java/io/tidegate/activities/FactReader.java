package io.tidegate.activities;

import io.tidegate.activities.UnitFacts.AclFact;
import io.tidegate.activities.UnitFacts.GroupFact;
import io.tidegate.activities.UnitFacts.MemberFact;
import io.tidegate.activities.UnitFacts.TopicFact;
import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.score.ScoreRequest.Denied;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Reads the facts of a unit from both clusters. What may not be read is a fact too: the scorecard
 * has lights for it, which nobody would see if this ended the step.
 */
final class FactReader {
  private static final List<String> NO_AUTHORIZER = List.of("no authorizer");

  private FactReader() {}

  static UnitFacts read(Plan plan) {
    List<Denied> denied = new ArrayList<>();
    List<TopicFact> topics = new ArrayList<>(topics(plan, Side.SOURCE, denied));
    topics.addAll(topics(plan, Side.TARGET, denied));
    List<AclFact> acls = new ArrayList<>(acls(plan.source(), Side.SOURCE, plan.unit()));
    acls.addAll(acls(plan.target(), Side.TARGET, plan.unit()));
    return new UnitFacts(
        plan.source().id(),
        plan.target().id(),
        topics,
        groups(plan, denied),
        acls,
        targetMembers(plan, denied),
        denied);
  }

  private static List<TopicFact> topics(Plan plan, Side side, List<Denied> denied) {
    List<String> names = new ArrayList<>();
    plan.unit().topics().forEach(topic -> names.add(name(topic, side)));
    List<String> apart = side == Side.TARGET ? Apart.topics(plan.unit()) : List.of();
    names.addAll(apart);
    TopicFacts.Seen seen = new TopicFacts(plan.cluster(side)).see(names);
    seen.denied().forEach((name, why) -> denied.add(new Denied(side, Denied.TOPIC, name, why)));
    List<TopicFact> facts = new ArrayList<>();
    plan.unit()
        .topics()
        .forEach(topic -> facts.add(fact(side, topic.source(), name(topic, side), seen.topics())));
    apart.forEach(topic -> facts.add(fact(side, TopicFact.APART, topic, seen.topics())));
    facts.removeIf(fact -> seen.denied().containsKey(fact.topic()));
    return facts;
  }

  private static TopicFact fact(
      Side side, String role, String topic, Map<String, TopicFacts.Topic> found) {
    TopicFacts.Topic is = found.get(topic);
    return is == null
        ? new TopicFact(side, role, topic, null, 0, new TreeMap<>())
        : new TopicFact(side, role, is.name(), is.id(), is.partitions(), is.configs());
  }

  private static String name(UnitTopic topic, Side side) {
    return side == Side.SOURCE ? topic.source() : topic.target();
  }

  private static List<GroupFact> groups(Plan plan, List<Denied> denied) {
    return seen(plan, Side.SOURCE, denied).stream()
        .map(group -> new GroupFact(group.name(), group.kind().name(), group.protocol()))
        .toList();
  }

  private static List<MemberFact> targetMembers(Plan plan, List<Denied> denied) {
    return seen(plan, Side.TARGET, denied).stream()
        .map(group -> new MemberFact(group.name(), group.members().size()))
        .toList();
  }

  private static Collection<Group> seen(Plan plan, Side side, List<Denied> denied) {
    Groups.Seen seen = new Groups(plan.cluster(side)).see(plan.groups());
    seen.denied().forEach((name, why) -> denied.add(new Denied(side, Denied.GROUP, name, why)));
    return seen.groups().values();
  }

  /** One call a cluster, however many topics there are. */
  static List<AclFact> acls(Cluster cluster, Side side, MigrationUnit unit) {
    BiFunction<ResourceType, String, List<String>> entries = entries(cluster);
    List<AclFact> acls = new ArrayList<>();
    for (UnitTopic topic : unit.topics()) {
      acls.add(acl(side, ResourceType.TOPIC, name(topic, side), entries));
    }
    if (side == Side.TARGET) {
      Apart.topics(unit).forEach(topic -> acls.add(acl(side, ResourceType.TOPIC, topic, entries)));
    }
    for (UnitGroup group : unit.groups()) {
      acls.add(acl(side, ResourceType.GROUP, group.group(), entries));
    }
    return acls;
  }

  private static AclFact acl(
      Side side,
      ResourceType type,
      String name,
      BiFunction<ResourceType, String, List<String>> entries) {
    String resource = type.name().toLowerCase(Locale.ROOT) + " " + name;
    return new AclFact(side, resource, entries.apply(type, name));
  }

  private static BiFunction<ResourceType, String, List<String>> entries(Cluster cluster) {
    Optional<List<AclBinding>> all;
    try {
      all = new Acls(cluster).list();
    } catch (KafkaDenied denied) {
      List<String> notKnown = List.of("not known: " + denied.told());
      return (type, name) -> notKnown;
    }
    return (type, name) -> all.map(acls -> about(acls, type, name)).orElse(NO_AUTHORIZER);
  }

  /** Also those of a pattern that covers the resource: they decide about it as well. */
  private static List<String> about(List<AclBinding> all, ResourceType type, String name) {
    var about = new ResourcePatternFilter(type, name, PatternType.MATCH);
    return all.stream()
        .filter(acl -> about.matches(acl.pattern()))
        .map(FactReader::line)
        .sorted()
        .toList();
  }

  static String line(AclBinding acl) {
    var entry = acl.entry();
    return "%s %s %s from %s on %s %s"
        .formatted(
            entry.permissionType(),
            entry.principal(),
            entry.operation(),
            entry.host(),
            acl.pattern().patternType(),
            acl.pattern().name());
  }
}
