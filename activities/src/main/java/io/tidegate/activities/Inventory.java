package io.tidegate.activities;

import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.switches.Switchboard;
import io.tidegate.ledger.LeaseKey.Kind;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.runbooks.Fences;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Inventoried;
import io.tidegate.workflows.activity.KafkaActivities.UnitFound;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Resolves every unit of a runbook against both clusters and the worker's configuration. Reads
 * only; every finding of every unit at once, so that a person mends them in one go.
 */
final class Inventory {
  private static final int FINDINGS_MAX = 200;

  private final Plans plans;
  private final Notes notes;
  private final Switchboard switchboard;
  private final SyncJournals journals;

  Inventory(Plans plans, Notes notes, Switchboard switchboard, SyncJournals journals) {
    this.plans = plans;
    this.notes = notes;
    this.switchboard = switchboard;
    this.journals = journals;
  }

  Inventoried take(Call call, Pulse pulse) {
    Runbook runbook = plans.runbook(call);
    List<String> findings = new ArrayList<>();
    Optional<Cluster> source = cluster(runbook.source(), "source", findings);
    Optional<Cluster> target = cluster(runbook.target(), "target", findings);
    findings.addAll(new Ungranted(switchboard).of(runbook));
    once(runbook, findings);
    Found found =
        new Found(
            source.map(Cluster::id).orElse(""),
            target.map(Cluster::id).orElse(""),
            new TreeMap<>());
    if (source.isPresent()
        && target.isPresent()
        && found.sourceClusterId().equals(found.targetClusterId())) {
      findings.add(
          "source %s and target %s are the same cluster, id %s"
              .formatted(runbook.source(), runbook.target(), found.sourceClusterId()));
    }
    pulse.beat();
    source.ifPresent(
        cluster -> found.clusters().put("source", onSource(runbook, cluster, findings)));
    pulse.beat();
    target.ifPresent(
        cluster -> found.clusters().put("target", onTarget(runbook, cluster, findings)));
    source.ifPresent(
        cluster ->
            fences(runbook, cluster, fences -> fences.deny() || fences.denyAlter(), findings));
    target.ifPresent(cluster -> fences(runbook, cluster, Fences::denyAlter, findings));
    source.ifPresent(cluster -> syncs(runbook, Side.SOURCE, cluster, findings));
    target.ifPresent(cluster -> syncs(runbook, Side.TARGET, cluster, findings));
    String evidence = notes.put(found);
    return new Inventoried(
        call.key(), bounded(findings), evidence, units(runbook, found.sourceClusterId()));
  }

  private static List<String> bounded(List<String> findings) {
    if (findings.size() <= FINDINGS_MAX) {
      return List.copyOf(findings);
    }
    List<String> shown = new ArrayList<>(findings.subList(0, FINDINGS_MAX));
    shown.add(findings.size() - FINDINGS_MAX + " more findings; mend these first");
    return shown;
  }

  private Optional<Cluster> cluster(String name, String role, List<String> findings) {
    Clusters clusters = plans.clusters();
    if (!clusters.names().contains(name)) {
      findings.add(
          "%s: cluster \"%s\" is not in the worker's configuration, which knows %s"
              .formatted(role, name, clusters.names()));
      return Optional.empty();
    }
    return Optional.of(clusters.get(name));
  }

  /**
   * One group belongs to one unit. The language refuses it too; a runbook that came another way
   * must not pass.
   */
  private static void once(Runbook runbook, List<String> findings) {
    Map<String, String> unitOf = new HashMap<>();
    for (MigrationUnit unit : runbook.units()) {
      for (UnitGroup group : unit.groups()) {
        String other = unitOf.putIfAbsent(group.group(), unit.unit());
        if (other != null) {
          findings.add(
              "group \"%s\" is in unit %s and in unit %s; it belongs to one"
                  .formatted(group.group(), other, unit.unit()));
        }
      }
    }
  }

  /** Nothing can be denied on a cluster that lets everybody do everything. */
  private static void fences(
      Runbook runbook, Cluster cluster, Predicate<Fences> needed, List<String> findings) {
    List<String> units =
        runbook.units().stream()
            .filter(unit -> needed.test(unit.fences()))
            .map(MigrationUnit::unit)
            .toList();
    if (!units.isEmpty() && !new Acls(cluster).areOffered()) {
      findings.add(
          "units %s declare fences, and cluster %s has no authorizer that keeps ACLs: set fence: none and leave denyAlter out"
              .formatted(units, cluster.name()));
    }
  }

  private static ClusterFound onSource(Runbook runbook, Cluster source, List<String> findings) {
    ClusterScan scan = ClusterScan.of(source, topics(runbook, UnitTopic::source), groups(runbook));
    Set<String> named = new HashSet<>();
    for (MigrationUnit unit : runbook.units()) {
      topicsExist(unit, UnitTopic::source, "source", scan, findings);
      unit.otherGroups().forEach(other -> named.add(other.group()));
      for (UnitGroup group : unit.groups()) {
        named.add(group.group());
        findings.addAll(Movable.findings(unit, group, scan));
      }
    }
    unnamed(runbook, scan, named, findings);
    hidden(scan, named, findings);
    return ClusterFound.of(source.id(), scan, scan.relevant(named).values());
  }

  private static Set<String> groups(Runbook runbook) {
    return runbook.units().stream()
        .flatMap(unit -> unit.groups().stream())
        .map(UnitGroup::group)
        .collect(Collectors.toSet());
  }

  private static ClusterFound onTarget(Runbook runbook, Cluster target, List<String> findings) {
    Set<String> topics = topics(runbook, UnitTopic::target);
    topics.addAll(topics(runbook, UnitTopic::written));
    ClusterScan scan = ClusterScan.ofTopics(target, topics);
    for (MigrationUnit unit : runbook.units()) {
      topicsExist(unit, UnitTopic::target, "target", scan, findings);
      findings.addAll(Apart.missing(unit, scan));
    }
    return ClusterFound.of(target.id(), scan, List.of());
  }

  private static Set<String> topics(Runbook runbook, Function<UnitTopic, String> name) {
    return runbook.units().stream()
        .flatMap(unit -> unit.topics().stream())
        .map(name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void topicsExist(
      MigrationUnit unit,
      Function<UnitTopic, String> name,
      String side,
      ClusterScan scan,
      List<String> findings) {
    for (UnitTopic topic : unit.topics()) {
      if (!scan.mayHave(name.apply(topic))) {
        String origin =
            side.equals("target")
                ? ", where topic \"" + topic.source() + "\" of the source is expected"
                : "";
        findings.add(
            "unit %s: topic \"%s\" does not exist on %s %s%s"
                .formatted(unit.unit(), name.apply(topic), side, scan.cluster(), origin));
      }
    }
  }

  private static void unnamed(
      Runbook runbook, ClusterScan scan, Set<String> named, List<String> findings) {
    Map<String, String> unitOf = new LinkedHashMap<>();
    runbook
        .units()
        .forEach(unit -> unit.topics().forEach(topic -> unitOf.put(topic.source(), unit.unit())));
    scan.groupsOn()
        .forEach(
            (topic, groups) -> {
              for (String group : groups) {
                if (!named.contains(group)) {
                  findings.add(
                      "unit %s: group \"%s\" has a commit or a member on topic \"%s\" of source %s and no unit names it: add it to a unit's groups, or to otherGroups with plan and reason"
                          .formatted(unitOf.get(topic), group, topic, scan.cluster()));
                }
              }
            });
  }

  /**
   * Groups of nobody that are there and may not be looked at. One that a unit names is RED in that
   * unit's scorecard; these have none.
   */
  private static void hidden(ClusterScan scan, Set<String> named, List<String> findings) {
    scan.deniedGroups()
        .forEach(
            (group, why) -> {
              if (!named.contains(group)) {
                findings.add(
                    "whether group \"%s\" reads a topic of the runbook is not known: %s, or name it under otherGroups with plan and reason"
                        .formatted(group, why));
              }
            });
  }

  /** A topic that is gone does no harm where its notes are in the ledger. */
  private void syncs(Runbook runbook, Side side, Cluster cluster, List<String> findings) {
    OffsetSyncs syncs = runbook.replication().offsetSyncs();
    if (syncs != null
        && syncs.on() == side
        && !mayExist(cluster, syncs.topic())
        && !journals.holds(
            new SyncJournal(runbook.source(), runbook.target(), syncs.topic(), cluster.name()))) {
      findings.add(
          "replication.offsetSyncs: topic \"%s\" does not exist on %s %s"
              .formatted(syncs.topic(), side.word(), cluster.name()));
    }
  }

  private static boolean mayExist(Cluster cluster, String topic) {
    TopicFacts.Seen seen = new TopicFacts(cluster).see(List.of(topic));
    return seen.topics().containsKey(topic) || seen.denied().containsKey(topic);
  }

  /** The producers of a topic are leased where the unit moves them. */
  private static List<UnitFound> units(Runbook runbook, String sourceClusterId) {
    if (sourceClusterId.isEmpty()) {
      return List.of();
    }
    List<UnitFound> units = new ArrayList<>();
    for (MigrationUnit unit : runbook.units()) {
      units.add(new UnitFound(unit.unit(), leases(unit, sourceClusterId)));
    }
    return units;
  }

  /** What nobody else may have while the unit moves. */
  static List<LeaseKey> leases(MigrationUnit unit, String sourceClusterId) {
    List<LeaseKey> leases = new ArrayList<>();
    leases.add(new LeaseKey(Kind.UNIT.name(), sourceClusterId, unit.unit()));
    unit.groups()
        .forEach(
            group -> leases.add(new LeaseKey(Kind.GROUP.name(), sourceClusterId, group.group())));
    if (unit.producers() != null) {
      unit.topics()
          .forEach(
              topic ->
                  leases.add(new LeaseKey(Kind.PRODUCERS.name(), sourceClusterId, topic.source())));
    }
    return leases;
  }

  /**
   * The evidence: what both clusters showed. An id is empty where the cluster is not configured.
   */
  record Found(
      String sourceClusterId, String targetClusterId, SortedMap<String, ClusterFound> clusters) {}
}
