package io.tidegate.demo;

import io.tidegate.sandbox.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** What a wave makes for itself and takes away again: nothing of it may be there in the end. */
final class Leftovers {
  private static final int ANSWER_SECONDS_MAX = 20;

  private Leftovers() {}

  /** The topic of its canary on the target; the canary's groups begin with the same name. */
  static String canary(Victim victim) {
    return "tidegate-canary-" + victim.name() + "-" + victim.name();
  }

  /** What is still there, one line for each cluster and kind. */
  static List<String> of(Victim victim, BreakableStage stage) {
    List<String> left = new ArrayList<>();
    for (KafkaCluster cluster : List.of(stage.world().legacy(), stage.world().cloud())) {
      try (Admin admin = Admin.create(cluster.clientProperties())) {
        add(left, cluster, "canaries", canaries(admin, victim));
        add(left, cluster, "deny entries", entries(admin, victim));
      } catch (Exception e) {
        throw new IllegalStateException(cluster.name() + " cannot be looked at", e);
      }
    }
    return left;
  }

  private static void add(
      List<String> left, KafkaCluster cluster, String what, List<String> there) {
    if (!there.isEmpty()) {
      left.add(what + " of it are left on " + cluster.name() + ": " + there);
    }
  }

  private static List<String> canaries(Admin admin, Victim victim) throws Exception {
    List<String> names =
        new ArrayList<>(admin.listTopics().names().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
    admin.listGroups().all().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).stream()
        .map(GroupListing::groupId)
        .forEach(names::add);
    return names.stream().filter(name -> name.startsWith(canary(victim))).sorted().toList();
  }

  private static List<String> entries(Admin admin, Victim victim) throws Exception {
    AclBindingFilter its =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                victim.principal(), null, AclOperation.ANY, AclPermissionType.ANY));
    return admin.describeAcls(its).values().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).stream()
        .map(AclBinding::toString)
        .sorted()
        .toList();
  }
}
