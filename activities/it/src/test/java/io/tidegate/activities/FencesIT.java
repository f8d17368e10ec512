package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Acls.Deny;
import io.tidegate.ledger.Entry;
import io.tidegate.runbooks.Switch;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.World;
import io.tidegate.sandbox.WorldOptions;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.activity.DryRunActivities.Tell;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
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
 * Deny entries on clusters that have an authorizer, with a MirrorMaker between them that copies
 * ACLs: clusters of their own. Everybody in these tests is a super user, so that what is denied is
 * looked up, not felt.
 */
class FencesIT {
  private static final Map<String, String> OPEN = Map.of("allow.everyone.if.no.acl.found", "true");
  private static final String SHOP = "User:shop";

  private static World world;
  private static KafkaSandbox legacy;
  private static KafkaSandbox cloud;

  @TempDir Path breakGlass;

  @BeforeAll
  static void start() {
    world =
        World.lazy(
            WorldOptions.defaults()
                .withLegacyOverrides(OPEN)
                .withCloudOverrides(OPEN)
                .withAuthorizer()
                .withMirrorMaker(
                    MirrorMakerOptions.defaults()
                        .withOverrides(
                            Map.of(
                                "sync.topic.acls.enabled", "true",
                                "sync.topic.acls.interval.seconds", "1"))));
    world.mirrorMaker();
    legacy = world.legacy();
    cloud = world.cloud();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void exactlyWhatWasAddedIsRemovedAndNoneOfItIsDrift() throws Exception {
    try (WaveFixture wave = fenced("exact")) {
      wave.awaitCopied();
      Deny theirs = new Deny("TOPIC", wave.topic, SHOP, "DELETE");
      Acls onSource = new Acls(wave.clusters.get("legacy"));
      onSource.add(List.of(theirs));
      Await.until(
          WaveFixture.DEADLINE, "theirs", () -> onSource.standing(List.of(theirs)).size() == 1);
      Set<AclBinding> before = all(legacy);
      wave.kafka.denyAlter(wave.call("freeze"));
      assertThat(all(legacy)).hasSize(before.size() + 3);
      var frozen = wave.kafka.freeze(wave.call("freeze"));
      wave.application.stop();
      wave.kafka.readAnchor(wave.call("quiesce"));
      wave.kafka.fenceSource(wave.call("quiesce"));
      assertThat(all(legacy)).hasSize(before.size() + 4);
      assertThat(drifts(wave, frozen.evidence())).isEmpty();

      grant(legacy, ResourceType.TOPIC, wave.topic, "User:stranger");
      assertThat(drifts(wave, frozen.evidence()))
          .anySatisfy(drift -> assertThat(drift).contains("User:stranger"));

      wave.takeOver();
      wave.undo.unfenceSource(wave.call("quiesce"));
      wave.kafka.unfreeze(wave.call("freeze"));
      Set<AclBinding> after = all(legacy);
      after.removeAll(before);
      assertThat(after).as("the stranger's alone").hasSize(1);
      assertThat(all(legacy)).containsAll(before);
      assertThat(wave.kafka.unfreeze(wave.call("freeze")).note())
          .isEqualTo("no deny entry was added");
    }
  }

  @Test
  void entriesOnATargetThatIsAwayKeepNoRollbackFromItsEnd() throws Exception {
    try (WaveFixture wave = fenced("stays")) {
      wave.awaitCopied();
      Set<AclBinding> before = all(legacy);
      wave.kafka.denyAlter(wave.call("freeze"));
      wave.takeOver();
      try (WaveFixture.WithoutTarget dead = wave.withoutTarget()) {
        assertThat(dead.undo().removeFreeze(wave.call("freeze")).note())
            .contains("4 deny entries removed; 4 stay on cloud, which cannot be reached");
      }
      assertThat(all(legacy)).isEqualTo(before);
    }
  }

  /** DENY READ would keep a member from leaving its group. */
  @Test
  void nobodyIsFencedWhileSomebodyIsInTheGroup() throws Exception {
    try (WaveFixture wave = fenced("busy")) {
      wave.application.stop();
      wave.kafka.readAnchor(wave.call("quiesce"));
      Set<AclBinding> before = all(legacy);
      wave.application.start("source");
      Await.until(
          WaveFixture.DEADLINE,
          "the member",
          () -> !Quiet.busy(wave.clusters.get("legacy"), List.of(wave.group)).isEmpty());
      assertThatThrownBy(() -> wave.kafka.fenceSource(wave.call("quiesce")))
          .hasMessageContaining("the source group is active again");
      assertThat(all(legacy)).isEqualTo(before);
    }
  }

  @Test
  void aFirstEntryThatWouldLockEverybodyOutIsNotAdded() throws Exception {
    try (WaveFixture wave = wave("lock")) {
      Set<AclBinding> before = all(legacy);
      assertThatThrownBy(() -> wave.kafka.denyAlter(wave.call("freeze")))
          .hasMessageContaining("it would lock out everybody else");
      assertThat(all(legacy)).isEqualTo(before);
    }
  }

  @Test
  void aDenyThatTheReplicatorCopiedToTheTargetIsFoundAndNamed() throws Exception {
    try (WaveFixture wave = fenced("leaked")) {
      wave.awaitCopied();
      wave.kafka.fenceProducers(wave.call("switch-producers"));
      Deny leaked = new Deny("TOPIC", wave.topic, SHOP, "WRITE");
      Acls onTarget = new Acls(wave.clusters.get("cloud"));
      Await.until(
          WaveFixture.DEADLINE, "the leak", () -> onTarget.standing(List.of(leaked)).size() == 1);
      assertThatThrownBy(() -> wave.kafka.startProducers(wave.call("switch-producers")))
          .hasMessageContaining("DENY WRITE of User:shop on topic " + wave.topic)
          .hasMessageContaining("stands on cloud too");
    }
  }

  @Test
  void aDryRunTellsExactlyTheEntriesThatALiveWaveThenAddsAndRemoves() throws Exception {
    try (WaveFixture wave = fenced("told")) {
      wave.awaitCopied();
      Untouched untouched = Untouched.now(wave);
      Set<AclBinding> onSource = all(legacy);
      Set<AclBinding> onTarget = all(cloud);
      for (Deed deed :
          List.of(
              Deed.DENY_ALTER,
              Deed.FENCE_SOURCE,
              Deed.FENCE_PRODUCERS,
              Deed.UNFENCE_PRODUCERS,
              Deed.UNFENCE_SOURCE,
              Deed.UNFREEZE)) {
        wave.dryRun.tell(new Tell(wave.call(deed.step().word()), deed, ""));
      }
      assertThat(untouched.differences()).isEmpty();

      wave.kafka.denyAlter(wave.call("freeze"));
      wave.application.stop();
      wave.kafka.readAnchor(wave.call("quiesce"));
      wave.kafka.fenceSource(wave.call("quiesce"));
      Set<String> added = new HashSet<>(entries("cloud", all(cloud), onTarget));
      wave.kafka.fenceProducers(wave.call("switch-producers")); // which is copied there
      Set<AclBinding> fenced = all(legacy);
      added.addAll(entries("legacy", fenced, onSource));
      assertThat(told(wave, "add-acl")).isEqualTo(added).hasSize(10);

      wave.undo.unfenceProducers(wave.call("complete"));
      wave.undo.unfenceSource(wave.call("complete"));
      wave.kafka.unfreeze(wave.call("complete"));
      assertThat(all(legacy)).isEqualTo(onSource);
      assertThat(told(wave, "remove-acl"))
          .isEqualTo(added)
          .containsAll(entries("legacy", fenced, all(legacy)));
    }
  }

  @Test
  void aRehearsalAddsNoEntryAndLeavesEverythingAsItWas() throws Exception {
    try (WaveFixture wave = fenced("rehearsed")) {
      wave.application.stop();
      wave.awaitCopied();
      wave.application.lies(exchange -> exchange.sendResponseHeaders(501, -1));
      Untouched untouched = Untouched.now(wave);
      RehearsalActivities steps = wave.rehearsal;
      wave.kafka.freeze(wave.call("freeze"));
      Verified verified = wave.kafka.verify(wave.call("verify"));
      Taken taken = steps.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      steps.seedShadows(new Judge(wave.call("seed"), taken.evidence()));
      List<String> own = steps.startShadows(wave.call("switch-consumers")).own();
      Judge judge = new Judge(wave.call("switch-consumers"), taken.evidence());
      ReadOn read = steps.readOn(new Reading(judge, null, own, Duration.ZERO));
      assertThat(read.findings()).isEmpty();
      assertThat(untouched.differences())
          .as("there is something to remove, and a print shows it")
          .anySatisfy(line -> assertThat(line).startsWith("cloud: group " + wave.group + ".tide"));
      steps.removeShadows(wave.call("complete"));

      assertThat(untouched.differences()).isEmpty();
    }
  }

  private static Set<String> entries(String cluster, Set<AclBinding> now, Set<AclBinding> before) {
    Set<String> entries = new HashSet<>();
    for (AclBinding entry : now) {
      if (!before.contains(entry) && entry.pattern().name().startsWith("told-")) {
        entries.add(
            String.join(
                " ",
                cluster,
                entry.pattern().resourceType().name(),
                entry.pattern().name(),
                entry.entry().principal(),
                entry.entry().operation().name()));
      }
    }
    return entries;
  }

  private static Set<String> told(WaveFixture wave, String does) throws Exception {
    Set<String> told = new HashSet<>();
    for (Entry entry : UnitWalk.timeline(wave, "would")) {
      JsonNode action = new ObjectMapper().readTree(entry.detailJson());
      String acl =
          String.join(
              " ",
              action.path("cluster").asText(),
              action.path("type").asText(),
              action.path("name").asText(),
              action.path("principal").asText(),
              action.path("operation").asText());
      if (action.path("does").asText().equals(does)) {
        told.add(acl);
      }
    }
    return told;
  }

  private static List<String> drifts(WaveFixture wave, String frozen) {
    return wave.kafka.checkDrift(new Judge(wave.call("verify"), frozen)).drifts();
  }

  /** A unit whose principal has entries of its own, as it has to on such a cluster. */
  private WaveFixture fenced(String name) throws Exception {
    WaveFixture wave = wave(name);
    for (KafkaSandbox cluster : List.of(legacy, cloud)) {
      grant(cluster, ResourceType.TOPIC, wave.topic, SHOP);
      grant(cluster, ResourceType.GROUP, wave.group, SHOP);
    }
    return wave;
  }

  private WaveFixture wave(String name) {
    WaveFixture wave = new WaveFixture(name, 1, breakGlass, legacy, cloud);
    wave.publish(
        wave.runbook(
            """
            principals: ["User:shop"]
            fence: deny
            freeze: {denyAlter: true}
            """),
        new Switch.Manual("stop it", Duration.ofSeconds(3), Duration.ofMinutes(5)));
    UnitWalk.run(wave);
    return wave;
  }

  private static void grant(KafkaSandbox cluster, ResourceType type, String name, String principal)
      throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      AclBinding entry =
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.ALLOW));
      admin.createAcls(List.of(entry)).all().get();
      Await.until(
          WaveFixture.DEADLINE,
          "the broker to see " + entry,
          () -> !admin.describeAcls(entry.toFilter()).values().get().isEmpty());
    }
  }

  private static Set<AclBinding> all(KafkaSandbox cluster) throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      Collection<AclBinding> found = admin.describeAcls(AclBindingFilter.ANY).values().get();
      return new HashSet<>(found);
    }
  }
}
