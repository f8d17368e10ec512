package io.tidegate.demo;

import io.tidegate.demo.app.SampleSpec;
import io.tidegate.sandbox.KafkaCluster;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What an application's principal may do by entries: alike on both clusters, so that it is GREEN.
 */
final class Grants {
  private Grants() {}

  static void read(List<KafkaCluster> clusters, SampleSpec spec) throws Exception {
    String principal = "User:" + spec.name();
    for (KafkaCluster cluster : clusters) {
      try (Admin admin = Admin.create(cluster.clientProperties())) {
        admin
            .createAcls(
                List.of(
                    allow(principal, ResourceType.TOPIC, spec.topic()),
                    allow(principal, ResourceType.GROUP, spec.group())))
            .all()
            .get();
      }
    }
  }

  private static AclBinding allow(String principal, ResourceType type, String name) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.ALLOW));
  }
}
