package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class KafkaSandboxIT {

  @Test
  void aTopicIsReadyWhenCreateTopicReturns() throws Exception {
    KafkaSandbox legacy = World.shared().legacy();

    legacy.createTopic("ready", 3, Map.of("retention.ms", "60000"));

    try (Admin admin = Admin.create(legacy.clientProperties())) {
      assertThat(admin.describeTopics(List.of("ready")).allTopicNames().get(10, TimeUnit.SECONDS))
          .hasEntrySatisfying("ready", topic -> assertThat(topic.partitions()).hasSize(3));
    }
  }

  @Test
  void aTopicThatExistsIsRefusedByName() {
    KafkaSandbox legacy = World.shared().legacy();
    legacy.createTopic("twice", 1, Map.of());

    assertThatThrownBy(() -> legacy.createTopic("twice", 1, Map.of()))
        .isInstanceOf(SandboxException.class)
        .hasMessage("could not create topic twice on legacy")
        .hasCauseInstanceOf(TopicExistsException.class);
  }

  @Test
  void theClusterIdIsTheOneThatClientsAreTold() throws Exception {
    KafkaSandbox cloud = World.shared().cloud();

    try (Admin admin = Admin.create(cloud.clientProperties())) {
      assertThat(admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS))
          .isEqualTo(cloud.clusterId());
    }
  }

  @Test
  void anOutageKeepsPortIdAndRecords() throws Exception {
    try (KafkaSandbox cluster = KafkaSandbox.start("outage")) {
      String before = cluster.bootstrapServers();
      cluster.createTopic("kept", 1, Map.of());
      Records.write(cluster, "kept", 0, 10);

      cluster.stopBrokers();
      assertThat(Loopback.answersOn(Loopback.port(before))).isFalse();

      cluster.startBrokers();
      assertThat(cluster.bootstrapServers()).isEqualTo(before);
      Records.write(cluster, "kept", 10, 20);
      assertThat(Records.read(cluster, "kept", 20)).hasSize(20).startsWith("0").endsWith("19");
    }
  }

  @Test
  void anAuthorizerKeepsAccessRules() throws Exception {
    Map<String, String> authorizer =
        Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:ANONYMOUS");
    AclBinding rule =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
            new AccessControlEntry("User:shop", "*", AclOperation.READ, AclPermissionType.ALLOW));

    try (KafkaSandbox cluster = KafkaSandbox.start("guarded", authorizer);
        Admin admin = Admin.create(cluster.clientProperties())) {
      admin.createAcls(List.of(rule)).all().get(10, TimeUnit.SECONDS);

      assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(10, TimeUnit.SECONDS))
          .containsExactly(rule);
    }
  }

  @Test
  void aBrokerSettingThatKafkaRefusesFailsTheStart() {
    assertThatThrownBy(() -> KafkaSandbox.start("wrong", Map.of("num.io.threads", "many")))
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void aNameThatCannotBeAnAliasIsRefused() {
    assertThatThrownBy(() -> KafkaSandbox.start("Legacy Cluster"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Legacy Cluster")
        .hasMessageContaining("allowed");
  }

  @Test
  void itListensOnLoopbackAlone() throws IOException {
    int port = Loopback.port(World.shared().legacy().bootstrapServers());

    assertThat(Loopback.answersOn(port)).isTrue();
    assertThat(Loopback.answersElsewhere(port)).isFalse();
  }
}
