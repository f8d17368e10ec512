package io.tidegate.activities.draft;

import io.tidegate.activities.ClusterScan;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Grants;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.runbooks.Names;
import io.tidegate.runbooks.UnitTopic.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at both clusters for one draft. Reads only; used once. */
final class Surveying {
  private static final int NAME_LENGTH_MAX = 60;

  private final Cluster source;
  private final Cluster target;
  private final String prefix;
  private final List<String> notes = new ArrayList<>();
  private final ClusterScan scan;
  private final SortedSet<String> sourceNames;
  private final SortedSet<String> targetNames;
  private final List<String> retryOrDead;
  private final Map<String, SortedSet<String>> reads = new HashMap<>();
  private final @Nullable Grants grants;

  Surveying(Cluster source, Cluster target, String prefix) {
    this.source = source;
    this.target = target;
    this.prefix = prefix;
    this.scan = ClusterScan.of(source, Set.of(), Set.of());
    this.sourceNames = new TopicFacts(source).names();
    this.targetNames = new TopicFacts(target).names();
    this.retryOrDead = sourceNames.stream().filter(name -> Roles.byName(name).isPresent()).toList();
    this.grants = grants(source);
  }

  private @Nullable Grants grants(Cluster cluster) {
    try {
      return Grants.of(cluster).orElse(null);
    } catch (KafkaDenied denied) {
      notes.add("no principals are drafted: " + denied.getMessage());
      return null;
    }
  }

  /** Every group of the source, those of another trade too. */
  SortedSet<String> groupNames() {
    SortedSet<String> names = new TreeSet<>(scan.groups().keySet());
    names.addAll(scan.deniedGroups().keySet());
    names.addAll(scan.otherProtocols().keySet());
    return names;
  }

  Survey survey() {
    List<SortedSet<String>> together = together(movable());
    SortedMap<String, List<String>> topicsOf = new TreeMap<>();
    Set<String> placed = new HashSet<>();
    together.forEach(groups -> topicsOf.put(groups.first(), topicsAround(groups, placed)));
    Set<String> all = topicsOf.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    Mirroring mirroring = Mirroring.of(all, sourceNames, targetNames);
    List<Survey.Unit> units = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (SortedSet<String> groups : together) {
      List<String> topics = Objects.requireNonNull(topicsOf.get(groups.first()));
      units.add(unit(groups, topics, mirroring, taken));
    }
    return new Survey(prefix, source.id(), target.id(), mirroring, units, notes);
  }

  /** The groups of the prefix that have positions and topics; of the others it is noted why not. */
  private SortedSet<String> movable() {
    SortedSet<String> movable = new TreeSet<>();
    for (String name : groupNames()) {
      String denied = scan.deniedGroups().get(name);
      if (denied != null) {
        notes.add("group %s is left out, whatever it reads: %s".formatted(name, denied));
      }
      if (denied != null || !name.startsWith(prefix)) {
        continue;
      }
      Group group = scan.groups().get(name);
      if (group == null) {
        notes.add(
            "group %s is left out: it is not one of consumers, its protocol is %s"
                .formatted(name, scan.otherProtocols().get(name)));
      } else if (!group.commitsOffsets()) {
        notes.add(
            "group %s is left out: of type %s it has no position in a partition"
                .formatted(name, group.kind()));
      } else if (!Names.isGroup(name)) {
        notes.add("group '%s' is left out: its name is not %s".formatted(name, Names.GROUP));
      } else if (readBy(name).isEmpty()) {
        notes.add(
            "group %s is left out: it has neither a commit nor a member on a topic that exists"
                .formatted(name));
      } else {
        movable.add(name);
      }
    }
    return movable;
  }

  private SortedSet<String> readBy(String group) {
    return reads.computeIfAbsent(
        group,
        unread -> {
          SortedSet<String> topics = new TreeSet<>(scan.topicsOf(group));
          topics.retainAll(sourceNames);
          return topics;
        });
  }

  /** Groups that share a topic move together. */
  private List<SortedSet<String>> together(SortedSet<String> groups) {
    List<SortedSet<String>> together = new ArrayList<>();
    for (String group : groups) {
      SortedSet<String> merged = new TreeSet<>(Set.of(group));
      together.removeIf(
          others -> {
            boolean shares =
                others.stream()
                    .anyMatch(
                        other ->
                            readBy(other).stream()
                                .anyMatch(topic -> readBy(group).contains(topic)));
            if (shares) {
              merged.addAll(others);
            }
            return shares;
          });
      together.add(merged);
    }
    SortedMap<String, SortedSet<String>> byFirst = new TreeMap<>();
    together.forEach(some -> byFirst.put(some.first(), some));
    return List.copyOf(byFirst.values());
  }

  /**
   * What the groups read, and the retry and dead-letter topics beside it that are in no other unit.
   */
  private List<String> topicsAround(SortedSet<String> groups, Set<String> placed) {
    SortedSet<String> topics = new TreeSet<>();
    groups.forEach(group -> topics.addAll(readBy(group)));
    SortedSet<String> beside = new TreeSet<>();
    for (String name : retryOrDead) {
      boolean belongs =
          groups.stream()
              .anyMatch(
                  group ->
                      readBy(group).stream().anyMatch(main -> Roles.belongs(name, main, group)));
      boolean readByOthersOfThePrefix =
          scan.groups().keySet().stream()
              .filter(other -> other.startsWith(prefix) && !groups.contains(other))
              .anyMatch(other -> scan.topicsOf(other).contains(name));
      if (belongs && !readByOthersOfThePrefix && placed.add(name)) {
        beside.add(name);
      }
    }
    topics.addAll(beside);
    return List.copyOf(topics);
  }

  private Survey.Unit unit(
      SortedSet<String> groups, List<String> names, Mirroring mirroring, Set<String> taken) {
    SortedSet<String> principals = new TreeSet<>();
    groups.forEach(group -> principals.addAll(membersOf(group)));
    SortedMap<String, Integer> here = new TopicFacts(source).partitions(names);
    Map<String, String> found = new TreeMap<>();
    names.forEach(
        name -> mirroring.onTarget(name, targetNames).ifPresent(there -> found.put(name, there)));
    SortedMap<String, Integer> there = new TopicFacts(target).partitions(found.values());
    List<Survey.Topic> topics = new ArrayList<>();
    for (String name : names) {
      Told told = role(name, groups, names, principals);
      String onTarget = found.get(name);
      topics.add(
          new Survey.Topic(
              name,
              told.role,
              told.why,
              here.getOrDefault(name, 0),
              onTarget,
              onTarget == null ? 0 : there.getOrDefault(onTarget, 0),
              writersOf(name)));
    }
    topics.sort((one, other) -> one.role().compareTo(other.role()));
    return new Survey.Unit(
        name(topics, taken),
        topics,
        groups.stream().map(group -> reader(group, here)).toList(),
        others(groups, names),
        principals);
  }

  private record Told(Role role, String why) {}

  /**
   * By its name; else, what only its own readers write to, while others feed them, is where they
   * put records for later.
   */
  private Told role(
      String topic, Set<String> groups, List<String> names, SortedSet<String> principals) {
    Optional<Role> named = Roles.byName(topic);
    boolean read = groups.stream().anyMatch(group -> readBy(group).contains(topic));
    if (named.isPresent()) {
      return new Told(
          named.get(), read ? "by its name" : "by its name, and no group here reads it");
    }
    boolean ownAlone = !writersOf(topic).isEmpty() && principals.containsAll(writersOf(topic));
    boolean fed =
        names.stream()
            .anyMatch(other -> !other.equals(topic) && !principals.containsAll(writersOf(other)));
    return ownAlone && fed && read
        ? new Told(Role.RETRY, "by its ACLs: only those who read it may write to it")
        : new Told(Role.MAIN, "");
  }

  private SortedSet<String> writersOf(String topic) {
    return grants == null ? new TreeSet<>() : named(grants.writersOf(topic));
  }

  private SortedSet<String> membersOf(String group) {
    return grants == null ? new TreeSet<>() : named(grants.membersOf(group));
  }

  /** Whom a runbook may name: everybody is no principal. */
  private static SortedSet<String> named(SortedSet<String> principals) {
    return principals.stream()
        .filter(Names::isPrincipal)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Survey.Reader reader(String group, SortedMap<String, Integer> partitions) {
    SortedSet<String> topics = readBy(group);
    int all = topics.stream().mapToInt(topic -> partitions.getOrDefault(topic, 0)).sum();
    long committed =
        new GroupOffsets(source)
            .all(group).entrySet().stream()
                .filter(entry -> topics.contains(entry.getKey().topic()))
                .filter(entry -> !(entry.getValue() instanceof Committed.None))
                .count();
    return new Survey.Reader(
        group, described(group), topics, Math.toIntExact(Math.max(0, all - committed)), all);
  }

  private String described(String name) {
    Group group = scan.groups().get(name);
    if (group == null) {
      return "protocol " + scan.otherProtocols().get(name);
    }
    String members = group.members().size() == 1 ? "1 member" : group.members().size() + " members";
    return group.kind().name().toLowerCase(Locale.ROOT)
        + " group, "
        + group.state()
        + ", "
        + members;
  }

  /** Inventory wants each of them named. */
  private SortedMap<String, String> others(Set<String> groups, List<String> topics) {
    SortedMap<String, String> others = new TreeMap<>();
    for (String other : scan.groups().keySet()) {
      if (!groups.contains(other) && scan.topicsOf(other).stream().anyMatch(topics::contains)) {
        others.put(other, described(other));
      }
    }
    return others;
  }

  /** After its first main topic, and once only. */
  private static String name(List<Survey.Topic> topics, Set<String> taken) {
    String name = fit(topics.get(0).name());
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      free = name + "-" + number;
    }
    return free;
  }

  /** What of a text may be a name of a runbook or a unit. */
  static String fit(String text) {
    String kept = text.replaceAll("[^A-Za-z0-9._-]+", "-");
    String start = kept.replaceAll("^[._-]+", "");
    String cut = start.substring(0, Math.min(NAME_LENGTH_MAX, start.length()));
    String name = cut.replaceAll("[._-]+$", "");
    return Names.isName(name) ? name : "draft";
  }
}
