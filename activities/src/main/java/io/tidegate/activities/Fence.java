package io.tidegate.activities;

import io.tidegate.activities.kafka.Acls.Deny;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.List;

/** A deny entry of a unit on one side, and which of them a unit needs for what. */
record Fence(Side side, Deny deny) {

  /** What entries are for: each purpose is added and removed by itself. */
  enum Purpose {
    /** Nobody alters the unit's topics and groups during the freeze, on either side. */
    FREEZE,
    /** Nobody reads as a group that has left the source. */
    CONSUMERS,
    /** Nobody writes to the topics that the producers have left. */
    PRODUCERS
  }

  /** What a purpose needs, whether it stands or not. */
  static List<Fence> wanted(Plan plan, Purpose purpose) {
    List<Fence> wanted = new ArrayList<>();
    for (String principal : plan.unit().fences().principals()) {
      switch (purpose) {
        case FREEZE -> {
          wanted.addAll(unaltered(plan, Side.SOURCE, principal));
          wanted.addAll(unaltered(plan, Side.TARGET, principal));
        }
        case CONSUMERS ->
            plan.groups()
                .forEach(
                    group -> wanted.add(onSource(new Deny("GROUP", group, principal, "READ"))));
        case PRODUCERS ->
            plan.unit()
                .topics()
                .forEach(
                    topic ->
                        wanted.add(
                            onSource(new Deny("TOPIC", topic.source(), principal, "WRITE"))));
      }
    }
    return wanted;
  }

  private static Fence onSource(Deny deny) {
    return new Fence(Side.SOURCE, deny);
  }

  private static List<Fence> unaltered(Plan plan, Side side, String principal) {
    List<Fence> wanted = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (UnitTopic topic : plan.unit().topics()) {
      names.add(side == Side.SOURCE ? topic.source() : topic.target());
    }
    if (side == Side.TARGET) {
      names.addAll(Apart.topics(plan.unit()));
    }
    for (String name : names) {
      for (String operation : List.of("ALTER", "ALTER_CONFIGS", "DELETE")) {
        wanted.add(new Fence(side, new Deny("TOPIC", name, principal, operation)));
      }
    }
    for (String group : plan.groups()) {
      wanted.add(new Fence(side, new Deny("GROUP", group, principal, "DELETE")));
    }
    return wanted;
  }

  /** Those of one side. */
  static List<Deny> on(Side side, Iterable<Fence> fences) {
    List<Deny> denies = new ArrayList<>();
    fences.forEach(
        fence -> {
          if (fence.side() == side) {
            denies.add(fence.deny());
          }
        });
    return denies;
  }

  /** What a replicator that copies ACLs makes of an entry of the source. */
  static Deny copied(Plan plan, Deny deny) {
    String name =
        deny.type().equals("TOPIC")
            ? plan.unit().topicNamed(deny.name()).map(UnitTopic::target).orElse(deny.name())
            : deny.name();
    return new Deny(deny.type(), name, deny.principal(), deny.operation());
  }
}
