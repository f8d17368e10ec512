package io.tidegate.activities.score;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one cluster's ACLs let whom do, decided as Kafka's own authorizer does: a DENY that matches
 * wins, then an ALLOW, and where no entry is about the resource the cluster's default.
 *
 * <p>The limit: super users are in no list, so nothing is known of them.
 */
final class AccessRules {
  static final String EVERYBODY = "User:*";
  static final String ANY_HOST = "*";
  static final String WILDCARD = "*";

  /** What an ALLOW of an operation lets one do beside it. */
  private static final Map<AclOperation, Set<AclOperation>> IMPLIED_BY =
      Map.of(
          AclOperation.DESCRIBE,
          Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER));

  /** A resource by its whole name. */
  record Resource(ResourceType type, String name) {}

  /** Who asks. */
  record Asker(String principal, String host) {}

  private final Map<Resource, List<AccessControlEntry>> literal = new HashMap<>();
  private final Map<Resource, List<AccessControlEntry>> prefixed = new HashMap<>();
  private final boolean letsEverybodyIn;

  /**
   * @param letsEverybodyIn where no entry is about a resource
   */
  AccessRules(Collection<AclBinding> bindings, boolean letsEverybodyIn) {
    this.letsEverybodyIn = letsEverybodyIn;
    for (AclBinding binding : bindings) {
      var pattern = binding.pattern();
      var map = pattern.patternType() == PatternType.PREFIXED ? prefixed : literal;
      map.computeIfAbsent(
              new Resource(pattern.resourceType(), pattern.name()), first -> new ArrayList<>())
          .add(binding.entry());
    }
  }

  /** Every entry that is about it, by whatever pattern. */
  List<AccessControlEntry> about(Resource resource) {
    List<AccessControlEntry> entries = new ArrayList<>();
    entries.addAll(literal.getOrDefault(resource, List.of()));
    if (!resource.name().equals(WILDCARD)) {
      entries.addAll(literal.getOrDefault(new Resource(resource.type(), WILDCARD), List.of()));
    }
    for (int length = 1; length <= resource.name().length(); length++) {
      entries.addAll(
          prefixed.getOrDefault(
              new Resource(resource.type(), resource.name().substring(0, length)), List.of()));
    }
    return entries;
  }

  /** The names of a type that patterns are written with, literal and prefixed. */
  Set<String> literals(ResourceType type) {
    return names(literal, type);
  }

  Set<String> prefixes(ResourceType type) {
    return names(prefixed, type);
  }

  private static Set<String> names(Map<Resource, List<AccessControlEntry>> map, ResourceType type) {
    return map.keySet().stream()
        .filter(resource -> resource.type() == type)
        .map(Resource::name)
        .collect(java.util.stream.Collectors.toSet());
  }

  boolean allows(List<AccessControlEntry> about, Asker asker, AclOperation operation) {
    if (about.isEmpty()) {
      return letsEverybodyIn;
    }
    boolean allowed = false;
    for (AccessControlEntry entry : about) {
      if (isOf(entry, asker)) {
        boolean denies = entry.permissionType() == AclPermissionType.DENY;
        if (denies && covers(entry.operation(), operation)) {
          return false;
        }
        allowed |= !denies && (covers(entry.operation(), operation) || implies(entry, operation));
      }
    }
    return allowed;
  }

  private static boolean isOf(AccessControlEntry entry, Asker asker) {
    return (entry.principal().equals(EVERYBODY) || entry.principal().equals(asker.principal()))
        && (entry.host().equals(ANY_HOST) || entry.host().equals(asker.host()));
  }

  private static boolean covers(AclOperation written, AclOperation asked) {
    return written == AclOperation.ALL || written == asked;
  }

  private static boolean implies(AccessControlEntry allow, AclOperation asked) {
    return IMPLIED_BY.getOrDefault(asked, Set.of()).contains(allow.operation());
  }
}
