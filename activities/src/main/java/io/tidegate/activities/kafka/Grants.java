package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Whom a cluster's ACLs allow to read and write, by topic and group.
 *
 * <p>The limit: entries that allow. What others deny is not taken off, and who is a super user, or
 * allowed by an authorizer that is not Kafka's, is in no entry.
 */
public final class Grants {
  private static final String EVERY_NAME = "*";

  private final List<AclBinding> allowing;

  private Grants(Collection<AclBinding> entries) {
    this.allowing =
        entries.stream()
            .filter(entry -> entry.entry().permissionType() == AclPermissionType.ALLOW)
            .toList();
  }

  /**
   * As a cluster's entries are now; empty where it has no authorizer, or offers no ACLs.
   *
   * @throws KafkaDenied where the principal may not read them
   */
  public static Optional<Grants> of(Cluster cluster) {
    return new Acls(cluster).list().map(Grants::new);
  }

  /** The principals that may write to a topic. */
  public SortedSet<String> writersOf(String topic) {
    return principals(ResourceType.TOPIC, topic, Set.of(AclOperation.WRITE, AclOperation.ALL));
  }

  /** The principals that may read with a group. */
  public SortedSet<String> membersOf(String group) {
    return principals(ResourceType.GROUP, group, Set.of(AclOperation.READ, AclOperation.ALL));
  }

  private SortedSet<String> principals(
      ResourceType type, String name, Set<AclOperation> operations) {
    SortedSet<String> principals = new TreeSet<>();
    for (AclBinding entry : allowing) {
      if (operations.contains(entry.entry().operation()) && covers(entry.pattern(), type, name)) {
        principals.add(entry.entry().principal());
      }
    }
    return principals;
  }

  private static boolean covers(ResourcePattern pattern, ResourceType type, String name) {
    return pattern.resourceType() == type
        && (pattern.patternType() == PatternType.PREFIXED
            ? name.startsWith(pattern.name())
            : pattern.name().equals(name) || pattern.name().equals(EVERY_NAME));
  }
}
