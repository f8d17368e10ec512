package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.UnitFacts.AclFact;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.runbooks.Side;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class FactReaderIT {
  /** The broker itself goes on, which is nobody else here. */
  private static final AclBinding MAY_ALL = onCluster(AclOperation.ALL, AclPermissionType.ALLOW);

  private static final AclBinding MAY_NOT_LIST =
      onCluster(AclOperation.DESCRIBE, AclPermissionType.DENY);

  /** A step that ended here would keep the scorecard from showing its light for it. */
  @Test
  void aclsThatMayNotBeListedAreAFactThatSaysWhatToGrant() throws Exception {
    try (KafkaSandbox guarded =
            KafkaSandbox.start(
                "guarded",
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "allow.everyone.if.no.acl.found",
                    "true"));
        Clusters clusters = TestClusters.of(guarded);
        Admin admin = Admin.create(guarded.clientProperties())) {
      assertThat(acls(clusters)).allSatisfy(acl -> assertThat(acl.entries()).isEmpty());

      admin.createAcls(List.of(MAY_ALL)).all().get();
      admin.createAcls(List.of(MAY_NOT_LIST)).all().get();
      Await.until(
          WaveFixture.DEADLINE,
          "the list to be denied",
          () -> !acls(clusters).get(0).entries().isEmpty());
      assertThat(acls(clusters))
          .extracting(AclFact::resource)
          .containsExactly("topic payments", "group charger");
      assertThat(acls(clusters))
          .allSatisfy(
              acl ->
                  assertThat(acl.entries())
                      .singleElement()
                      .asString()
                      .startsWith("not known: cluster guarded denies DESCRIBE on Cluster"));
    }
  }

  private static AclBinding onCluster(AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
        new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
  }

  private static List<AclFact> acls(Clusters clusters) {
    return FactReader.acls(clusters.get("guarded"), Side.SOURCE, Proofs.UNIT);
  }
}
