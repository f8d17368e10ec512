package io.tidegate.activities.score;

import io.tidegate.activities.score.AccessRules.Asker;
import io.tidegate.activities.score.AccessRules.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who can do on the target what they cannot on the source, and the other way round, each principal
 * under the name that it has there. Patterns are not compared with each other but decided for every
 * resource, so two lists that say the same differently are the same.
 */
final class AccessComparison {
  /** Stands for whoever no entry names; no principal or host is called so. */
  static final String ANYBODY_ELSE = "anybody else";

  /** Told apart from every name that a prefix is followed by. */
  private static final String SUFFIX = "\u0001";

  private static final Map<ResourceType, List<AclOperation>> ASKED =
      Map.of(
          ResourceType.TOPIC, List.of(AclOperation.READ, AclOperation.WRITE),
          ResourceType.GROUP, List.of(AclOperation.READ),
          ResourceType.TRANSACTIONAL_ID, List.of(AclOperation.WRITE));

  private final AccessRules source;
  private final AccessRules target;
  private final Map<String, String> principalMap;
  private final Set<String> own;
  private final Map<String, Set<String>> namesOnSource = new HashMap<>();

  /**
   * @param principalMap who is who on the target
   * @param own the unit's principals on the source, who are asked about whether an entry names them
   *     or not
   */
  AccessComparison(
      AccessRules source, AccessRules target, Map<String, String> principalMap, Set<String> own) {
    this.own = new TreeSet<>(own);
    this.source = source;
    this.target = target;
    this.principalMap = principalMap;
    principalMap.forEach(
        (from, to) -> namesOnSource.computeIfAbsent(to, first -> new TreeSet<>()).add(from));
  }

  /** A resource of the unit under both its names. */
  record Pair(ResourceType type, String source, String target) {
    static Pair same(ResourceType type, String name) {
      return new Pair(type, name, name);
    }
  }

  /**
   * One thing that one principal can do on one side alone.
   *
   * @param lost whether it is the source; else it is gained on the target
   */
  record Difference(
      boolean lost,
      String onSource,
      String onTarget,
      String host,
      AclOperation operation,
      Pair resource) {}

  /** Who asks on either side; they are the same person. */
  private record Person(String onSource, String onTarget, String host) {}

  boolean hasNoEntryOnTarget(Pair pair) {
    return target.about(new Resource(pair.type(), pair.target())).isEmpty();
  }

  /**
   * Whether a principal may read or write one of these on the source, from some host. One that may
   * not loses nothing by any comparison.
   */
  boolean mayDoSomethingOnSource(String principal, Collection<Pair> pairs) {
    return pairs.stream().anyMatch(pair -> mayDoSomethingOnSource(principal, pair));
  }

  /** The same of all whom an entry on either side names, and of anybody else. */
  boolean letsAnybodyDoSomethingOnSource(Collection<Pair> pairs) {
    return pairs.stream()
        .anyMatch(
            pair ->
                people(
                        source.about(new Resource(pair.type(), pair.source())),
                        target.about(new Resource(pair.type(), pair.target())))
                    .stream()
                    .anyMatch(person -> mayDoSomethingOnSource(person.onSource(), pair)));
  }

  private boolean mayDoSomethingOnSource(String principal, Pair pair) {
    List<AccessControlEntry> about = source.about(new Resource(pair.type(), pair.source()));
    return hosts(about, List.of()).stream()
        .anyMatch(
            host ->
                ASKED.getOrDefault(pair.type(), List.of()).stream()
                    .anyMatch(operation -> can(source, about, principal, host, operation)));
  }

  List<Difference> of(Pair pair) {
    List<AccessControlEntry> onSource = source.about(new Resource(pair.type(), pair.source()));
    List<AccessControlEntry> onTarget = target.about(new Resource(pair.type(), pair.target()));
    List<Difference> differences = new ArrayList<>();
    for (Person person : people(onSource, onTarget)) {
      for (AclOperation operation : ASKED.getOrDefault(pair.type(), List.of())) {
        boolean could = can(source, onSource, person.onSource(), person.host(), operation);
        boolean can = can(target, onTarget, person.onTarget(), person.host(), operation);
        if (could != can) {
          differences.add(
              new Difference(
                  could, person.onSource(), person.onTarget(), person.host(), operation, pair));
        }
      }
    }
    return differences;
  }

  /** Topics and coordinators are found by describing, so a DENY of that keeps one out as well. */
  private static boolean can(
      AccessRules rules,
      List<AccessControlEntry> about,
      String principal,
      String host,
      AclOperation operation) {
    Asker asker = new Asker(principal, host);
    return rules.allows(about, asker, operation)
        && rules.allows(about, asker, AclOperation.DESCRIBE);
  }

  /**
   * Whether somebody whom no entry names may use every transactional id that none is about on the
   * source, and on the target may not.
   */
  boolean closesTransactionalIds() {
    return of(Pair.same(ResourceType.TRANSACTIONAL_ID, AccessRules.WILDCARD)).stream()
        .anyMatch(difference -> difference.lost() && difference.onSource().equals(ANYBODY_ELSE));
  }

  /**
   * Transactional ids have no list: each name and each prefix that an entry is written with stands
   * for all that it covers, on both sides.
   *
   * @param counts whose entries count beside those for everybody
   */
  List<Pair> transactionalIds(Predicate<String> counts) {
    Set<String> names = new TreeSet<>();
    for (AccessRules rules : List.of(source, target)) {
      names.addAll(rules.literals(ResourceType.TRANSACTIONAL_ID));
      rules.prefixes(ResourceType.TRANSACTIONAL_ID).forEach(prefix -> names.add(prefix + SUFFIX));
    }
    return names.stream()
        .filter(name -> isWrittenFor(name, counts))
        .map(name -> Pair.same(ResourceType.TRANSACTIONAL_ID, name))
        .toList();
  }

  private boolean isWrittenFor(String name, Predicate<String> counts) {
    Resource resource = new Resource(ResourceType.TRANSACTIONAL_ID, name);
    Predicate<String> hit = counts.or(AccessRules.EVERYBODY::equals);
    return source.about(resource).stream().anyMatch(entry -> hit.test(entry.principal()))
        || target.about(resource).stream()
            .anyMatch(
                entry ->
                    namesOnSource
                        .getOrDefault(entry.principal(), Set.of(entry.principal()))
                        .stream()
                        .anyMatch(hit));
  }

  /** The name of a resource for a person: a prefix stands for what begins with it. */
  static String shown(String name) {
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - 1) + "*" : name;
  }

  /** Every one that an entry names, and one that none does. */
  private static Set<String> hosts(
      List<AccessControlEntry> onSource, List<AccessControlEntry> onTarget) {
    Set<String> hosts = new TreeSet<>(Set.of(ANYBODY_ELSE));
    onSource.forEach(entry -> hosts.add(entry.host()));
    onTarget.forEach(entry -> hosts.add(entry.host()));
    hosts.remove(AccessRules.ANY_HOST);
    return hosts;
  }

  private Set<Person> people(List<AccessControlEntry> onSource, List<AccessControlEntry> onTarget) {
    Set<Person> people = new LinkedHashSet<>();
    for (String host : hosts(onSource, onTarget)) {
      onSource.forEach(entry -> people.add(fromSource(entry.principal(), host)));
      onTarget.forEach(entry -> people.addAll(fromTarget(entry.principal(), host)));
      own.forEach(principal -> people.add(fromSource(principal, host)));
      people.add(new Person(ANYBODY_ELSE, ANYBODY_ELSE, host));
    }
    return people;
  }

  private Person fromSource(String principal, String host) {
    return principal.equals(AccessRules.EVERYBODY)
        ? new Person(ANYBODY_ELSE, ANYBODY_ELSE, host)
        : new Person(principal, principalMap.getOrDefault(principal, principal), host);
  }

  /**
   * A name that another has on the target is nobody's on the source, but for who bears it there.
   */
  private List<Person> fromTarget(String principal, String host) {
    if (principal.equals(AccessRules.EVERYBODY)) {
      return List.of(new Person(ANYBODY_ELSE, ANYBODY_ELSE, host));
    }
    Set<String> names = namesOnSource.get(principal);
    if (names != null) {
      return names.stream().map(name -> new Person(name, principal, host)).toList();
    }
    return List.of(
        new Person(
            principalMap.containsKey(principal) ? ANYBODY_ELSE : principal, principal, host));
  }
}
