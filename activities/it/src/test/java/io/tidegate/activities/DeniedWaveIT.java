package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.activity.DryRunActivities.Tell;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Scored;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * Tidegate's own principal may not describe what a unit is about: that unit is RED and says what to
 * grant, and the others of the wave go on.
 */
class DeniedWaveIT {
  private static final Map<String, String> GUARDED =
      Map.of(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found", "true");

  private static KafkaSandbox legacy;
  private static KafkaSandbox cloud;

  @TempDir Path breakGlass;

  @BeforeAll
  static void start() {
    legacy = KafkaSandbox.start("legacy", GUARDED);
    cloud = KafkaSandbox.start("cloud", GUARDED);
  }

  @AfterAll
  static void stop() {
    cloud.close();
    legacy.close();
  }

  @Test
  void aUnitThatMayNotBeDescribedIsRedAndTheOthersGoOn() throws Exception {
    try (WaveFixture wave = new WaveFixture("denied", 1, breakGlass, legacy, cloud)) {
      wave.publish(runbook(wave, "veiled", "covered", "masked", "cloaked"));
      wave.create();
      for (String unit : List.of("shop", "veiled", "covered", "masked", "cloaked")) {
        fill(wave, unit);
      }
      try (Denial veiled = new Denial(legacy, ResourceType.TOPIC, topic(wave, "veiled"));
          Denial covered = new Denial(cloud, ResourceType.TOPIC, topic(wave, "covered"));
          Denial masked = new Denial(legacy, ResourceType.GROUP, group(wave, "masked"));
          Denial cloaked = new Denial(cloud, ResourceType.GROUP, group(wave, "cloaked"))) {
        assertThat(wave.kafka.inventory(wave.waveCall("inventory")).findings()).isEmpty();

        assertThat(lightsOf(verified(wave, "shop"), "offset-parity")).containsOnly(Light.GREEN);

        Verified red = verified(wave, "veiled");
        assertThat(red.light()).isEqualTo(Light.RED);
        assertNamed(red, "offset-parity", veiled, "cluster legacy denies DESCRIBE on Topic ");
        assertNamed(red, "compatibility", veiled, "cluster legacy denies DESCRIBE on Topic ");
        assertNamed(red, "operations", veiled, "cluster legacy denies DESCRIBE on Topic ");
        Verified other = verified(wave, "covered");
        assertThat(other.light()).isEqualTo(Light.RED);
        assertNamed(other, "offset-parity", covered, "cluster cloud denies DESCRIBE on Topic ");
        Verified group = verified(wave, "masked");
        assertThat(group.light()).isEqualTo(Light.RED);
        assertNamed(group, "offset-parity", masked, "cluster legacy denies DESCRIBE on Group ");
        assertThat(toldOfSeed(wave, "masked", group))
            .contains("be-refused", "cluster legacy denies DESCRIBE on Group " + masked.name);
        Verified onTarget = verified(wave, "cloaked");
        assertThat(onTarget.light()).isEqualTo(Light.RED);
        assertNamed(onTarget, "offset-parity", cloaked, "cluster cloud denies DESCRIBE on Group ");

        veiled.lift();
        Await.until(
            WaveFixture.DEADLINE,
            "what was granted to be a difference",
            () -> rechecked(wave, "veiled", red).differences().toString().contains("is known"));
        assertThat(rechecked(wave, "veiled", red).decides()).isNotEqualTo(red.decides());
      }
      assertThat(lightsOf(verified(wave, "veiled"), "offset-parity")).containsOnly(Light.GREEN);
    }
  }

  /** Who might read a topic of the wave unseen has no unit's scorecard to stand in. */
  @Test
  void aGroupOfNobodyThatMayNotBeDescribedIsAFindingOfInventory() throws Exception {
    try (WaveFixture wave = new WaveFixture("stranger", 1, breakGlass, legacy, cloud)) {
      wave.publish(runbook(wave));
      fill(wave, "shop");
      String stranger = "stranger-" + wave.group;
      new App(legacy).commit(stranger, Map.of(new TopicPartition(wave.topic, 0), 3L));
      try (Denial denied = new Denial(legacy, ResourceType.GROUP, stranger)) {
        assertThat(wave.kafka.inventory(wave.waveCall("inventory")).findings())
            .singleElement()
            .asString()
            .contains(
                "whether group \"" + denied.name + "\" reads a topic of the runbook is not known",
                "denies DESCRIBE on Group " + denied.name,
                "otherGroups");
      }
    }
  }

  private static void assertNamed(
      Verified verified, String dimension, Denial denied, String sentence) {
    assertThat(verified.scorecard())
        .filteredOn(scored -> scored.dimension().equals(dimension))
        .singleElement()
        .satisfies(scored -> assertThat(scored.light()).isEqualTo(Light.RED))
        .extracting(scored -> scored.findings().toString())
        .asString()
        .contains(sentence + denied.name, "grant it there and check again");
  }

  private static List<Light> lightsOf(Verified verified, String dimension) {
    return verified.scorecard().stream()
        .filter(scored -> scored.dimension().equals(dimension))
        .map(Scored::light)
        .toList();
  }

  private static Verified verified(WaveFixture wave, String unit) {
    var unused = wave.kafka.freeze(call(wave, unit, "freeze"));
    return wave.kafka.verify(call(wave, unit, "verify"));
  }

  private static Rechecked rechecked(WaveFixture wave, String unit, Verified seen) {
    return wave.kafka.recheck(new Judge(call(wave, unit, "verify"), seen.evidence()));
  }

  private static String toldOfSeed(WaveFixture wave, String unit, Verified seen) {
    var unused = wave.dryRun.tell(new Tell(call(wave, unit, "seed"), Deed.SEED, seen.evidence()));
    return UnitWalk.timeline(wave, "would").get(0).detailJson();
  }

  private static Call call(WaveFixture wave, String unit, String step) {
    Call call = wave.call(step);
    return new Call(call.wave(), unit, call.step(), call.key(), call.fence(), call.runbook());
  }

  private static String topic(WaveFixture wave, String unit) {
    return unit.equals("shop") ? wave.topic : unit + "-" + wave.topic;
  }

  private static String group(WaveFixture wave, String unit) {
    return unit.equals("shop") ? wave.group : unit + "-" + wave.group;
  }

  /** The fixture's unit, and the same again under other names. */
  private static String runbook(WaveFixture wave, String... more) {
    String yaml =
        wave.runbook("")
            .replace("tool: mirrormaker2", "tool: other")
            .replace("settle: PT20S", "settle: PT3S")
            .replaceFirst("  offsetSyncs: .*\n", "");
    int gates = yaml.indexOf("gates:");
    String shop = yaml.substring(yaml.indexOf("  - unit: shop"), gates);
    StringBuilder units = new StringBuilder(yaml.substring(0, gates));
    for (String unit : more) {
      units.append(
          shop.replace("unit: shop\n", "unit: " + unit + "\n")
              .replace(wave.topic, topic(wave, unit))
              .replace(wave.group, group(wave, unit)));
    }
    return units + yaml.substring(gates);
  }

  /** A hundred records on both sides, and the group at the tenth. */
  private static void fill(WaveFixture wave, String unit) {
    String topic = topic(wave, unit);
    TopicPartition partition = new TopicPartition(topic, 0);
    if (!topic.equals(wave.topic)) {
      legacy.createTopic(topic, 1, Map.of());
    }
    cloud.createTopic(topic, 1, Map.of());
    new App(legacy).produce(partition, "r", 100);
    List<Long> times = new App(legacy).times(partition, 100);
    List<String> values =
        new App(legacy).values(partition, 0, 100, IsolationLevel.READ_UNCOMMITTED);
    new App(cloud)
        .copy(partition, values, value -> times.get(Integer.parseInt(value.substring(1))));
    new App(legacy).commit(group(wave, unit), Map.of(partition, 10L));
  }

  /** DESCRIBE is denied to everybody until this is closed. */
  private static final class Denial implements AutoCloseable {
    private final KafkaSandbox cluster;
    private final String name;
    private final List<AclBinding> entries;

    /** Kafka takes one ACL on a resource as "no one else", so others are allowed what they had. */
    Denial(KafkaSandbox cluster, ResourceType type, String name) throws Exception {
      this.cluster = cluster;
      this.name = name;
      this.entries =
          List.of(
              binding(type, name, AclOperation.ALL, AclPermissionType.ALLOW),
              binding(type, name, AclOperation.DESCRIBE, AclPermissionType.DENY));
      try (Admin admin = Admin.create(cluster.clientProperties())) {
        admin.createAcls(entries).all().get();
        Await.until(
            WaveFixture.DEADLINE,
            "DESCRIBE on " + name + " to be denied",
            () -> admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(entries));
      }
    }

    private static AclBinding binding(
        ResourceType type, String name, AclOperation operation, AclPermissionType permission) {
      return new AclBinding(
          new ResourcePattern(type, name, PatternType.LITERAL),
          new AccessControlEntry("User:*", "*", operation, permission));
    }

    /** The same again does nothing. */
    void lift() {
      try (Admin admin = Admin.create(cluster.clientProperties())) {
        admin.deleteAcls(entries.stream().map(AclBinding::toFilter).toList()).all().get();
      } catch (ExecutionException | InterruptedException failed) {
        throw new IllegalStateException("what is denied on " + name, failed);
      }
    }

    @Override
    public void close() {
      lift();
    }
  }
}
