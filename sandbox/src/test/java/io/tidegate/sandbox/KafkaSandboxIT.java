package io.tidegate.sandbox;

import static org.apache.kafka.common.acl.AclBindingFilter.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
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
      assertThat(admin.describeTopics(List.of("ready")).allTopicNames().get(30, TimeUnit.SECONDS))
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
  void aTopicWhoseCreationIsSentTwiceIsCreated() throws Exception {
    KafkaSandbox legacy = World.shared().legacy();
    Map<String, String> configs = Map.of("retention.ms", "60000");
    try (Admin admin = new Twice(legacy.clientProperties(), 2)) {
      new TopicCreation("legacy", "sent-twice", 2, 1, configs).by(admin);
      assertThat(admin.describeTopics(List.of("sent-twice")).allTopicNames().get())
          .hasEntrySatisfying("sent-twice", topic -> assertThat(topic.partitions()).hasSize(2));
    }
  }

  @Test
  void aTopicThatSomebodyElseMadeMeanwhileIsRefused() {
    KafkaSandbox legacy = World.shared().legacy();
    TopicCreation one = new TopicCreation("legacy", "meanwhile", 1, 1, Map.of());
    try (Admin admin = new Twice(legacy.clientProperties(), 3)) {
      assertThatThrownBy(() -> one.by(admin))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("topic meanwhile is on legacy already")
          .hasMessageContaining("3 partitions");
    }
  }

  /** As where an answer is lost: each creation is sent twice. */
  private static final class Twice extends ForwardingAdmin {
    private final int firstPartitions;

    Twice(Map<String, Object> settings, int firstPartitions) {
      super(settings);
      this.firstPartitions = firstPartitions;
    }

    @Override
    public CreateTopicsResult createTopics(
        Collection<NewTopic> topics, CreateTopicsOptions options) {
      List<NewTopic> first =
          topics.stream()
              .map(
                  topic ->
                      new NewTopic(topic.name(), firstPartitions, (short) 1)
                          .configs(topic.configs()))
              .toList();
      try {
        super.createTopics(first, options).all().get(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("the first of two creations", e);
      }
      return super.createTopics(topics, options);
    }
  }

  @Test
  void theClusterIdIsTheOneThatClientsAreTold() throws Exception {
    KafkaSandbox cloud = World.shared().cloud();

    try (Admin admin = Admin.create(cloud.clientProperties())) {
      assertThat(admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS))
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
      admin.createAcls(List.of(rule)).all().get(30, TimeUnit.SECONDS);

      Await.until(
          Duration.ofSeconds(60), // a broker hears of it a little later than who set it
          rule + " and nothing else",
          () -> List.of(rule).equals(List.copyOf(admin.describeAcls(ANY).values().get())));
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
