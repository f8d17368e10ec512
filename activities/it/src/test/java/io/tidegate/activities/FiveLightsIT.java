package io.tidegate.activities;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.sandbox.WorldOptions;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.RehearsalActivities.Conclude;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A unit that has all that its five lights ask, on clusters with an authorizer: rehearsed with the
 * application's own client, watched, fenced, with a way back. It is GREEN, and no more so as soon
 * as one of the five is not.
 */
class FiveLightsIT {
  private static final String SHOP = "User:shop";
  private static final Timing SEED = new Timing("seed", Duration.ofSeconds(2));

  private static World world;
  private static KafkaSandbox legacy;
  private static KafkaSandbox cloud;

  @TempDir Path breakGlass;

  @BeforeAll
  static void start() {
    world = World.lazy(WorldOptions.defaults().withAuthorizer());
    world.mirrorMaker();
    legacy = world.legacy();
    cloud = world.cloud();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void itIsGreenInAllFiveAndNoMoreWhenOneOfThemIsNot() throws Exception {
    try (WaveFixture wave = new WaveFixture("lights", 2, breakGlass, legacy, cloud)) {
      wave.publish(wave.runbook("{validFor: P14D}", "principals: [\"User:shop\"]\nfence: deny\n"));
      for (KafkaSandbox cluster : List.of(legacy, cloud)) {
        allow(cluster, ResourceType.TOPIC, wave.topic);
        allow(cluster, ResourceType.GROUP, wave.group);
      }
      UnitWalk.run(wave);
      wave.awaitCopied();
      wave.kafka.freeze(wave.call("freeze"));
      Verified unrehearsed = wave.kafka.verify(wave.call("verify"));
      assertThat(unrehearsed.light()).isEqualTo(Light.RED);
      assertThat(UnitWalk.graded(unrehearsed))
          .containsExactlyInAnyOrder("RED rehearsal-missing/shop", "YELLOW canary-only/shop");

      rehearse(wave, unrehearsed);
      Verified green = wave.kafka.verify(wave.call("verify"));
      assertThat(green.light()).as(green.scorecard() + "").isEqualTo(Light.GREEN);
      assertThat(UnitWalk.graded(green)).isEmpty();
      Rechecked same = recheck(wave, green);
      assertThat(same.decides()).isEqualTo(green.decides());
      assertThat(same.differences()).isEmpty();

      assertThat(unrehearsed.rehearsal()).isNull();
      LastRehearsal last = Objects.requireNonNull(green.rehearsal());
      assertThat(last.light()).isEqualTo(Light.GREEN);
      assertThat(last.ownConsumer()).isTrue();
      assertThat(last.timings()).containsExactly(SEED);
      assertThat(last.differences())
          .containsExactly(
              "not rehearsed: freeze, quiesce: no deny entry was added; a DRY_RUN tells which");

      governanceChangesWhileARoundIsOpen(wave, green);
      operationsTurnRedWhileARoundIsOpen(wave, green);
      aVerdictThatIsAnotherThanInTheRehearsalIsTold(wave);
    }
  }

  /** No fingerprint of the freeze covers a quota: the check that is made again does. */
  private static void governanceChangesWhileARoundIsOpen(WaveFixture wave, Verified green)
      throws Exception {
    ClientQuotaEntity shop = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "shop"));
    quota(shop, 5e6);
    Await.until(
        WaveFixture.DEADLINE,
        "the quota to be a difference",
        () -> !recheck(wave, green).differences().isEmpty());
    Rechecked changed = recheck(wave, green);
    assertThat(changed.decides()).as("what people decided on").isNotEqualTo(green.decides());
    assertThat(changed.differences())
        .containsExactly("finding quota-tighter/User:shop was GREEN, is YELLOW");
    quota(shop, null);
    Await.until(
        WaveFixture.DEADLINE,
        "the quota to be gone",
        () -> recheck(wave, green).decides().equals(green.decides()));
  }

  private static void operationsTurnRedWhileARoundIsOpen(WaveFixture wave, Verified green) {
    wave.application.shows("errors", "7");
    Rechecked changed = recheck(wave, green);
    assertThat(changed.decides()).isNotEqualTo(green.decides());
    assertThat(changed.differences())
        .containsExactly("finding signal-red/errors was GREEN, is RED");
    Verified red = wave.kafka.verify(wave.call("verify"));
    assertThat(red.light()).isEqualTo(Light.RED);
    assertThat(UnitWalk.graded(red)).containsExactly("RED signal-red/errors");
  }

  /** Records that only the target has. */
  private static void aVerdictThatIsAnotherThanInTheRehearsalIsTold(WaveFixture wave) {
    new App(cloud).produce(new TopicPartition(wave.topic, 0), "foreign-", 5);
    assertThat(wave.kafka.verify(wave.call("verify")).rehearsal())
        .extracting(LastRehearsal::differences, as(list(String.class)))
        .contains(
            "1 partitions DIVERGED, 0 in the rehearsal", "1 partitions EXACT, 2 in the rehearsal");
  }

  private static Rechecked recheck(WaveFixture wave, Verified verified) {
    return wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
  }

  /** With the application's own consumer, as a wave in REHEARSAL does it. */
  private static void rehearse(WaveFixture wave, Verified verified) {
    Taken taken =
        wave.rehearsal.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
    assertThat(taken.unfit()).isEmpty();
    wave.rehearsal.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
    Started started = wave.rehearsal.startShadows(wave.call("switch-consumers"));
    assertThat(started.own()).containsExactly(wave.group);
    wave.produce("more", 10);
    wave.awaitCopied();
    ReadOn read =
        wave.rehearsal.readOn(
            new Reading(
                new Judge(wave.call("observe"), taken.evidence()),
                null,
                started.own(),
                Duration.ZERO));
    assertThat(read.findings()).isEmpty();
    wave.rehearsal.removeShadows(wave.call("complete"));
    wave.rehearsal.conclude(
        new Conclude(
            wave.call("complete"),
            taken.evidence(),
            started.own(),
            List.of(read.evidence()),
            List.of(),
            List.of(SEED)));
  }

  private static void quota(ClientQuotaEntity user, @Nullable Double rate) throws Exception {
    var op = new ClientQuotaAlteration.Op("consumer_byte_rate", rate);
    try (Admin admin = Admin.create(cloud.clientProperties())) {
      admin.alterClientQuotas(List.of(new ClientQuotaAlteration(user, List.of(op)))).all().get();
    }
  }

  private static void allow(KafkaSandbox cluster, ResourceType type, String name) throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      AclBinding entry =
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry(SHOP, "*", AclOperation.READ, AclPermissionType.ALLOW));
      admin.createAcls(List.of(entry)).all().get();
      Await.until(
          WaveFixture.DEADLINE,
          "the broker to see " + entry,
          () -> !admin.describeAcls(entry.toFilter()).values().get().isEmpty());
    }
  }
}
