package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.activity.Done;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker was killed while the canary flew, and the wave ends before it is verified again. */
class CanaryLeftIT {
  @TempDir Path breakGlass;

  @Test
  void aRehearsalRemovesItAlsoWithAMemberThatDied() {
    try (WaveFixture wave = leased("canary-rehearsed")) {
      leave(wave, GroupMembershipOperation.REMAIN_IN_GROUP);

      wave.rehearsal.removeShadows(wave.call("complete"));
      awaitNothing(wave);
      wave.rehearsal.removeShadows(wave.call("complete"));
      assertThat(UnitWalk.timeline(wave, "canary-left")).isEmpty();
    }
  }

  @Test
  void aWaveThatLetsItsUnitGoRemovesIt() {
    try (WaveFixture wave = leased("canary-let-go")) {
      leave(wave, GroupMembershipOperation.LEAVE_GROUP);

      assertThat(wave.kafka.unfreeze(wave.call("complete")).note())
          .isEqualTo("no deny entry was added");
      awaitNothing(wave);
      wave.kafka.unfreeze(wave.call("complete"));
      assertThat(UnitWalk.timeline(wave, "canary-left")).isEmpty();
    }
  }

  @Test
  void aWaveThatIsRolledBackRemovesIt() {
    try (WaveFixture wave = leased("canary-rolled-back")) {
      leave(wave, GroupMembershipOperation.LEAVE_GROUP);

      wave.undo.removeFreeze(wave.call("rollback"));
      awaitNothing(wave);
      wave.undo.removeFreeze(wave.call("rollback"));
    }
  }

  /** The way back does not wait for a target that is away, and says what may be there. */
  @Test
  void whereTheTargetIsAwayItIsTold() {
    try (WaveFixture wave = leased("canary-away");
        WaveFixture.WithoutTarget without = wave.withoutTarget()) {
      Done done = without.undo().removeFreeze(wave.call("rollback"));

      String canary = canary(wave);
      assertThat(done.note())
          .contains(
              "remove topic "
                  + canary
                  + " and groups "
                  + canary
                  + "-classic, "
                  + canary
                  + "-consumer on",
              "cannot be reached");
      assertThat(UnitWalk.timeline(wave, "canary-left"))
          .singleElement()
          .extracting(entry -> entry.detailJson())
          .asString()
          .contains(canary(wave));
    }
  }

  /** What may not be removed is told, and keeps nothing else from being removed. */
  @Test
  void whatTidegateMayNotRemoveIsTold() throws Exception {
    Map<String, String> guarded =
        Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found", "true");
    try (KafkaSandbox cloud = KafkaSandbox.start("cloud", guarded);
        WaveFixture wave =
            new WaveFixture("canary-kept", 1, breakGlass, World.shared().legacy(), cloud)) {
      wave.create();
      wave.lease();
      leave(wave, GroupMembershipOperation.LEAVE_GROUP);
      keep(cloud, canary(wave) + "-classic");

      Done removed = wave.rehearsal.removeShadows(wave.call("complete"));
      assertThat(removed.note()).contains("DELETE on Group " + canary(wave) + "-classic", "remove");
      assertThat(wave.kafka.unfreeze(wave.call("complete")).note())
          .contains("DELETE on Group " + canary(wave) + "-classic", "remove");
      assertThat(UnitWalk.timeline(wave, "canary-left")).hasSize(2);
      Await.until(
          WaveFixture.DEADLINE,
          "what may be removed to be gone",
          () -> left(wave).equals(Set.of(canary(wave) + "-classic")));
    }
  }

  private WaveFixture leased(String name) {
    WaveFixture wave = new WaveFixture(name, 1, breakGlass);
    wave.create();
    wave.lease();
    return wave;
  }

  private static String canary(WaveFixture wave) {
    return "tidegate-canary-" + wave.wave + "-shop";
  }

  /** A topic with a record in it, and a group of each protocol that has read it. */
  private static void leave(WaveFixture wave, GroupMembershipOperation classic) {
    wave.cloud.createTopic(canary(wave), 1, Map.of());
    new App(wave.cloud).produce(new TopicPartition(canary(wave), 0), "flown-", 1);
    read(wave, Map.of("group.protocol", "classic", "session.timeout.ms", "10000"), classic);
    read(wave, Map.of("group.protocol", "consumer"), GroupMembershipOperation.LEAVE_GROUP);
    assertThat(left(wave))
        .containsExactly(canary(wave), canary(wave) + "-classic", canary(wave) + "-consumer");
  }

  private static void read(
      WaveFixture wave, Map<String, String> how, GroupMembershipOperation afterwards) {
    Map<String, Object> config = new HashMap<>(wave.cloud.clientProperties());
    config.putAll(how);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, canary(wave) + "-" + how.get("group.protocol"));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.subscribe(List.of(canary(wave)));
      Await.until(
          WaveFixture.DEADLINE,
          "a record of the canary",
          () -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
      consumer.commitSync();
    } finally {
      consumer.close(CloseOptions.groupMembershipOperation(afterwards));
    }
  }

  private static void keep(KafkaSandbox cluster, String group) throws Exception {
    ResourcePattern pattern = new ResourcePattern(ResourceType.GROUP, group, PatternType.LITERAL);
    List<AclBinding> entries =
        List.of(
            new AclBinding(
                pattern,
                new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW)),
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    "User:*", "*", AclOperation.DELETE, AclPermissionType.DENY)));
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      admin.createAcls(entries).all().get();
      Await.until(
          WaveFixture.DEADLINE,
          "DELETE on " + group + " to be denied",
          () -> admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(entries));
    }
  }

  /** A topic goes after it was told to. */
  private static void awaitNothing(WaveFixture wave) {
    Await.until(WaveFixture.DEADLINE, "nothing left of the canary", () -> left(wave).isEmpty());
  }

  private static Set<String> left(WaveFixture wave) {
    Set<String> names = new TreeSet<>(new TopicFacts(wave.clusters.get("cloud")).names());
    names.addAll(new Groups(wave.clusters.get("cloud")).list().keySet());
    names.removeIf(name -> !name.startsWith(canary(wave)));
    return names;
  }
}
