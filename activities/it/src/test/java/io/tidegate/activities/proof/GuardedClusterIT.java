package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A target that denies and goes away: a cluster of its own, since the shared one must do neither.
 */
class GuardedClusterIT {
  private static KafkaSandbox legacy;
  private static KafkaSandbox guarded;
  private static Clusters clusters;

  @BeforeAll
  static void start() {
    legacy = World.shared().legacy();
    guarded =
        KafkaSandbox.start(
            "guarded",
            Map.of(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "true"));
    clusters = TestClusters.of(legacy, guarded);
  }

  @AfterAll
  static void stop() {
    clusters.close();
    guarded.close();
  }

  @Test
  void aTopicThatMayNotBeReadIsUnprovenByOperationAndResource() throws Exception {
    TopicPartition denied = both("secret.replica");
    TopicPartition open = both("public.replica");
    new App(legacy).commit("denied-reader", Map.of(denied, 10L, open, 10L));
    deny(ResourceType.TOPIC, denied.topic(), AclOperation.READ);
    GroupProof proof = prove("denied-reader");
    assertThat(proof.partitions()).hasSize(2);
    Row secret = proof.partitions().get(1);
    assertThat(secret.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(secret.reason()).contains("guarded").contains("READ on Topic secret.replica");
    assertThat(proof.partitions().get(0).verdict()).isEqualTo(Verdict.EXACT);
  }

  /** Kafka takes some offsets of one call and refuses others. */
  @Test
  void ofASeedThatIsRefusedInPartTheRefusedPartitionIsNamed() throws Exception {
    TopicPartition denied = both("unwritten.replica");
    TopicPartition open = both("written-beside.replica");
    Committed.At seed = new Committed.At(10, "tag");
    deny(ResourceType.TOPIC, denied.topic(), AclOperation.READ);
    GroupOffsets offsets = new GroupOffsets(clusters.get("guarded"));
    var refused = offsets.write("seeded-in-part", Map.of(denied, seed, open, seed));
    assertThat(refused).containsOnlyKeys(denied);
    assertThat(refused.get(denied)).contains(denied.toString());
    assertThat(offsets.all("seeded-in-part")).containsEntry(open, seed);
  }

  @Test
  void aTopicThatMayNotBeDescribedIsUnprovenToo() throws Exception {
    TopicPartition hidden = both("hidden.replica");
    new App(legacy).commit("hidden-reader", Map.of(hidden, 10L));
    deny(ResourceType.TOPIC, hidden.topic(), AclOperation.DESCRIBE);
    Row row = TwoClusters.row(prove("hidden-reader"), 0);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("DESCRIBE on Topic hidden.replica");
  }

  @Test
  void aGroupThatMayNotBeDescribedIsNotTakenForAbsent() throws Exception {
    TopicPartition partition = both("groups.replica");
    new App(legacy).commit("hidden-group", Map.of(partition, 10L));
    // A cluster that never had a group has nothing to hide, and is not asked about one by name.
    new App(guarded).commit("another-group", Map.of(partition, 0L));
    deny(ResourceType.GROUP, "hidden-group", AclOperation.DESCRIBE);
    GroupProof proof = prove("hidden-group");
    assertThat(proof.light()).isEqualTo(Light.RED);
    assertThat(proof.partitions()).hasSize(1);
    Row row = proof.partitions().get(0);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.committed()).as("its position is known all the same").isEqualTo(10L);
    assertThat(row.reason()).contains("guarded").contains("DESCRIBE on Group hidden-group");
    assertThat(proof.findings())
        .extracting(ProofFinding::id)
        .containsExactly("denied/guarded/hidden-group");
  }

  @Test
  void aSourceGroupThatMayNotBeDescribedIsUnprovenOnEveryPartitionKnown() throws Exception {
    TopicPartition partition = both("source-groups.replica");
    new App(guarded).commit("source-hidden-group", Map.of(partition, 10L));
    deny(ResourceType.GROUP, "source-hidden-group", AclOperation.DESCRIBE);
    ProofRequest asked = TwoClusters.plain("source-hidden-group");
    GroupProof named = proveFromGuarded(TwoClusters.only(asked, partition.topic()));
    assertThat(named.partitions()).hasSize(1);
    Row row = TwoClusters.row(named, 0);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("guarded").contains("DESCRIBE on Group source-hidden-group");

    GroupProof unnamed = proveFromGuarded(asked);
    assertThat(unnamed.light()).isEqualTo(Light.RED);
    assertThat(unnamed.partitions()).as("none is known").isEmpty();
    assertThat(unnamed.findings())
        .extracting(ProofFinding::reason)
        .anySatisfy(why -> assertThat(why).contains("DESCRIBE on Group source-hidden-group"));
  }

  /** Its members tell of the topic, though the broker leaves its commits out. */
  @Test
  void aSourceTopicThatAMemberReadsAndThatMayNotBeDescribedHasItsRows() throws Exception {
    TopicPartition seen = both("source-seen.replica");
    TopicPartition hidden = both("source-assigned.replica");
    new App(guarded).commit("source-member", Map.of(seen, 10L, hidden, 10L));
    try (KafkaConsumer<String, String> consumer =
        new App(guarded).consumer("source-member", IsolationLevel.READ_UNCOMMITTED)) {
      consumer.subscribe(List.of(seen.topic(), hidden.topic()));
      Await.until(
          TwoClusters.DEADLINE,
          "source-member to read both",
          () -> {
            consumer.poll(Duration.ofMillis(100));
            return consumer.assignment().size() == 2;
          });
      deny(ResourceType.TOPIC, hidden.topic(), AclOperation.DESCRIBE);
      GroupProof proof = proveFromGuarded(TwoClusters.plain("source-member"));
      assertThat(proof.partitions()).hasSize(2);
      assertThat(proof.partitions().get(0).pair().topic()).isEqualTo(hidden.topic());
      assertThat(proof.partitions().get(0).verdict()).isEqualTo(Verdict.UNPROVEN);
      assertThat(proof.partitions().get(0).reason())
          .contains("DESCRIBE on Topic source-assigned.replica");
      assertThat(proof.partitions().get(1).verdict()).isEqualTo(Verdict.EXACT);
    }
  }

  @Test
  void aTopicWhoseSettingsMayNotBeDescribedIsUnprovenToo() throws Exception {
    TopicPartition sealed = both("sealed.replica");
    new App(legacy).commit("sealed-reader", Map.of(sealed, 10L));
    deny(ResourceType.TOPIC, sealed.topic(), AclOperation.DESCRIBE_CONFIGS);
    Row row = TwoClusters.row(prove("sealed-reader"), 0);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("DESCRIBE_CONFIGS on Topic sealed.replica");
  }

  @Test
  void aSourceTopicThatMayNotBeReadIsUnprovenByOperationAndResource() throws Exception {
    TopicPartition denied = both("source-secret.replica");
    new App(guarded).commit("source-denied", Map.of(denied, 10L));
    deny(ResourceType.TOPIC, denied.topic(), AclOperation.READ);
    Row row = TwoClusters.row(proveFromGuarded(TwoClusters.plain("source-denied")), 0);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("guarded").contains("READ on Topic source-secret.replica");
  }

  /** The broker leaves such a topic out of what it tells of the group; a runbook names it. */
  @Test
  void aSourceTopicThatMayNotBeDescribedIsRedByOperationAndResource() throws Exception {
    TopicPartition hidden = both("source-hidden.replica");
    new App(guarded).commit("source-hidden", Map.of(hidden, 10L));
    deny(ResourceType.TOPIC, hidden.topic(), AclOperation.DESCRIBE);
    GroupProof named =
        proveFromGuarded(TwoClusters.only(TwoClusters.plain("source-hidden"), hidden.topic()));
    assertThat(named.light()).isEqualTo(Light.RED);
    assertThat(named.partitions()).extracting(Row::verdict).isSubsetOf(Verdict.UNPROVEN);
    assertThat(named.findings() + "" + named.partitions())
        .contains("DESCRIBE on Topic source-hidden.replica");
    assertThat(proveFromGuarded(TwoClusters.plain("source-hidden")).light())
        .as("nothing found is nothing proven")
        .isEqualTo(Light.RED);
  }

  @Test
  void aClusterThatIsAwayIsForTimeToFixAndSaysSoWhenPinged() {
    assertThat(clusters.get("guarded").ping(Duration.ofSeconds(5))).isEmpty();
    TopicPartition partition = both("away.replica");
    new App(legacy).commit("away-reader", Map.of(partition, 10L));
    guarded.stopBrokers();
    try {
      assertThat(clusters.get("guarded").ping(Duration.ofMillis(500)))
          .hasValueSatisfying(why -> assertThat(why).contains("guarded"));
      assertThatThrownBy(() -> prove("away-reader"))
          .isInstanceOf(KafkaUnavailable.class)
          .hasMessageContaining("cluster guarded gave no answer");
    } finally {
      guarded.startBrokers();
    }
  }

  private static GroupProof prove(String group) {
    return new Prover(clusters.get("legacy"), clusters.get("guarded"))
        .prove(TwoClusters.hasty(TwoClusters.plain(group)), Progress.NONE);
  }

  private static GroupProof proveFromGuarded(ProofRequest request) {
    return new Prover(clusters.get("guarded"), clusters.get("legacy"))
        .prove(TwoClusters.hasty(request), Progress.NONE);
  }

  /** A hundred records on both sides. */
  private static TopicPartition both(String name) {
    TopicPartition partition = new TopicPartition(name, 0);
    legacy.createTopic(name, 1, Map.of());
    guarded.createTopic(name, 1, Map.of());
    new App(legacy).produce(partition, "r", 100);
    List<Long> times = new App(legacy).times(partition, 100);
    List<String> values =
        new App(legacy).values(partition, 0, 100, IsolationLevel.READ_UNCOMMITTED);
    new App(guarded)
        .copy(partition, values, value -> times.get(Integer.parseInt(value.substring(1))));
    return partition;
  }

  /** Kafka takes one ACL on a resource as "no one else", so others are allowed what they had. */
  private static void deny(ResourceType type, String name, AclOperation operation)
      throws Exception {
    ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
    try (Admin admin = Admin.create(guarded.clientProperties())) {
      List<AclBinding> wanted =
          List.of(
              new AclBinding(
                  resource,
                  new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW)),
              new AclBinding(
                  resource,
                  new AccessControlEntry(
                      "User:ANONYMOUS", "*", operation, AclPermissionType.DENY)));
      admin.createAcls(wanted).all().get();
      Await.until(
          TwoClusters.DEADLINE,
          operation + " on " + name + " to be denied",
          () -> admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(wanted));
    }
  }
}
