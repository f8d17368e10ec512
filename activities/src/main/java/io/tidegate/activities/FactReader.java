package io.tidegate.activities;

import io.tidegate.activities.UnitFacts.AclFact;
import io.tidegate.activities.UnitFacts.GroupFact;
import io.tidegate.activities.UnitFacts.MemberFact;
import io.tidegate.activities.UnitFacts.TopicFact;
import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a unit from both clusters. */
final class FactReader {
  private static final List<String> NO_AUTHORIZER = List.of("no authorizer");

  private FactReader() {}

  static UnitFacts read(Plan plan) {
    List<TopicFact> topics = new ArrayList<>(topics(plan, Side.SOURCE));
    topics.addAll(topics(plan, Side.TARGET));
    List<AclFact> acls = new ArrayList<>(acls(plan, Side.SOURCE));
    acls.addAll(acls(plan, Side.TARGET));
    return new UnitFacts(
        plan.source().id(), plan.target().id(), topics, groups(plan), acls, targetMembers(plan));
  }

  private static List<TopicFact> topics(Plan plan, Side side) {
    List<String> names = new ArrayList<>();
    plan.unit().topics().forEach(topic -> names.add(name(topic, side)));
    List<String> apart = side == Side.TARGET ? Apart.topics(plan) : List.of();
    names.addAll(apart);
    Map<String, TopicFacts.Topic> found = new TopicFacts(plan.cluster(side)).describe(names);
    List<TopicFact> facts = new ArrayList<>();
    plan.unit()
        .topics()
        .forEach(topic -> facts.add(fact(side, topic.source(), name(topic, side), found)));
    apart.forEach(topic -> facts.add(fact(side, TopicFact.APART, topic, found)));
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

  private static List<GroupFact> groups(Plan plan) {
    return new Groups(plan.source())
        .describe(plan.groups()).values().stream()
            .map(group -> new GroupFact(group.name(), group.kind().name(), group.protocol()))
            .toList();
  }

  private static List<MemberFact> targetMembers(Plan plan) {
    return new Groups(plan.target())
        .describe(plan.groups()).values().stream()
            .map(group -> new MemberFact(group.name(), group.members().size()))
            .toList();
  }

  /** One call a cluster, however many topics there are. */
  private static List<AclFact> acls(Plan plan, Side side) {
    List<AclBinding> all = new Acls(plan.cluster(side)).list().orElse(null);
    List<AclFact> acls = new ArrayList<>();
    for (UnitTopic topic : plan.unit().topics()) {
      acls.add(acl(all, side, ResourceType.TOPIC, name(topic, side)));
    }
    if (side == Side.TARGET) {
      Apart.topics(plan).forEach(topic -> acls.add(acl(all, side, ResourceType.TOPIC, topic)));
    }
    for (String group : plan.groups()) {
      acls.add(acl(all, side, ResourceType.GROUP, group));
    }
    return acls;
  }

  /** Also those of a pattern that covers the resource: they decide about it as well. */
  private static AclFact acl(
      @Nullable List<AclBinding> all, Side side, ResourceType type, String name) {
    String resource = type.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    if (all == null) {
      return new AclFact(side, resource, NO_AUTHORIZER);
    }
    var about = new ResourcePatternFilter(type, name, PatternType.MATCH);
    return new AclFact(
        side,
        resource,
        all.stream()
            .filter(acl -> about.matches(acl.pattern()))
            .map(FactReader::line)
            .sorted()
            .toList());
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
