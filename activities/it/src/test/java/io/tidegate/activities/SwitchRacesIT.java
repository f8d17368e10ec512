package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may happen between two steps of a consumer switch, each made to happen. */
class SwitchRacesIT {
  @TempDir Path breakGlass;

  /** A commit with assign() needs no member: an EMPTY group is not quiet. */
  @Test
  void aCommitIntoTheEmptyGroupAfterTheAnchorStopsTheFence() {
    try (WaveFixture wave = UnitWalk.running("assign", breakGlass)) {
      UnitWalk.approved(wave);
      stopped(wave);
      wave.kafka.readAnchor(wave.call("quiesce"));
      commitByAssign(wave, wave.legacy, 0, 140);
      assertThatThrownBy(() -> wave.kafka.fenceSource(wave.call("quiesce")))
          .hasMessageContaining("the source moved after its rollback anchor was stored")
          .hasMessageContaining(wave.topic + "-0 was 150");
    }
  }

  @Test
  void aLateCommitAfterTheFinalCheckSeedsNothing() {
    try (WaveFixture wave = UnitWalk.running("late", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      commitByAssign(wave, wave.legacy, 1, 160);
      assertThatThrownBy(() -> UnitWalk.seeded(wave, finals))
          .hasMessageContaining("the source moved after its rollback anchor was stored")
          .hasMessageContaining(wave.topic + "-1 was 150");
      assertThat(new GroupOffsets(wave.clusters.get("cloud")).all(wave.group)).isEmpty();
    }
  }

  @Test
  void aZombieThatComesBackBeforeTheSeedSeedsNothing() {
    try (WaveFixture wave = UnitWalk.running("zombie", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      try (KafkaConsumer<String, String> zombie = member(wave, wave.legacy, Map.of())) {
        joined("legacy", zombie);
        assertThatThrownBy(() -> UnitWalk.seeded(wave, finals))
            .hasMessageContaining("the source group is active again");
      }
      assertThat(new GroupOffsets(wave.clusters.get("cloud")).all(wave.group)).isEmpty();
    }
  }

  @Test
  void aZombieThatComesBackAfterTheStartKeepsTheSwitchFromBeingDone() {
    try (WaveFixture wave = UnitWalk.running("revenant", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.seeded(wave, finals);
      wave.kafka.startTarget(wave.call("switch-consumers"));
      wave.watch.awaitTargetAssigned(wave.call("switch-consumers"));
      Judge arrived = new Judge(wave.call("switch-consumers"), finals.evidence());
      try (KafkaConsumer<String, String> zombie = member(wave, wave.legacy, Map.of())) {
        joined("legacy", zombie);
        assertThatThrownBy(() -> wave.watch.awaitFirstCommits(arrived))
            .hasMessageContaining("the source group is active again");
      }
    }
  }

  /** A closed static member stays in its group until its session ends. */
  @Test
  void aStaticMemberThatStaysIsNamed() {
    try (WaveFixture wave =
        UnitWalk.running(
            "static", breakGlass, yaml -> yaml.replace("within: PT30S", "within: PT3S"))) {
      KafkaConsumer<String, String> fixed =
          member(
              wave,
              wave.legacy,
              Map.of("group.instance.id", "payments-1", "session.timeout.ms", "30000"));
      joined("legacy", fixed);
      fixed.close();
      wave.kafka.stopSource(wave.call("quiesce"));
      assertThatThrownBy(() -> wave.watch.awaitSourceEmpty(wave.call("quiesce")))
          .hasMessageContaining("static member payments-1")
          .hasMessageContaining("stays until it is removed or its session ends");
    }
  }

  @Test
  void aTargetGroupThatSomebodyIsInIsNotSeeded() {
    try (WaveFixture wave = UnitWalk.running("busy", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      try (KafkaConsumer<String, String> early = member(wave, wave.cloud, Map.of())) {
        joined("cloud", early);
        assertThatThrownBy(() -> UnitWalk.seeded(wave, finals))
            .hasMessageContaining("only an EMPTY group can be seeded")
            .hasMessageContaining("on cloud");
      }
    }
  }

  /** The approval was of other partitions: void. */
  @Test
  void partitionsAddedAfterTheApprovalAreDriftAndVoidIt() throws Exception {
    try (WaveFixture wave = UnitWalk.running("grown", breakGlass)) {
      wave.awaitCopied();
      var frozen = wave.kafka.freeze(wave.call("freeze"));
      Verified verified = wave.kafka.verify(wave.call("verify"));
      assertThat(verified.light()).as(verified.scorecard() + "").isEqualTo(Light.YELLOW);
      wave.spread(wave.legacy, 3);
      assertThat(wave.kafka.checkDrift(new Judge(wave.call("verify"), frozen.evidence())).drifts())
          .anySatisfy(
              drift ->
                  assertThat(drift)
                      .contains("partitions of topic " + wave.topic)
                      .contains("was 2, is 3"));
      var rechecked = wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
      assertThat(rechecked.decides()).as("what people decided on").isNotEqualTo(verified.decides());
      assertThat(rechecked.differences())
          .anySatisfy(line -> assertThat(line).contains("was 2, is 3"));
    }
  }

  @Test
  void aTopicThatWasCreatedAgainVoidsTheApproval() throws Exception {
    try (WaveFixture wave = UnitWalk.running("again", breakGlass)) {
      Verified verified = UnitWalk.approved(wave);
      wave.application.stop();
      try (Admin admin = Admin.create(wave.legacy.clientProperties())) {
        admin.deleteTopics(List.of(wave.topic)).all().get();
        Await.until(
            WaveFixture.DEADLINE,
            "the topic to go",
            () -> !admin.listTopics().names().get().contains(wave.topic));
      }
      wave.legacy.createTopic(wave.topic, 2, Map.of());
      var rechecked = wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
      assertThat(rechecked.decides()).isNotEqualTo(verified.decides());
      assertThat(rechecked.differences())
          .anySatisfy(
              line -> assertThat(line).startsWith("id of topic " + wave.topic + " on the source"));
    }
  }

  /** As MirrorMaker's sync overwrites between a seed and a start that somebody delays. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOffsetThatMovesWhileNobodyHasJoinedIsNotTakenForACommitOfTheApplication(
      boolean hadMembersBeforeTheSeed) {
    try (WaveFixture wave = UnitWalk.running("overwritten", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      if (hadMembersBeforeTheSeed) {
        try (KafkaConsumer<String, String> earlier = member(wave, wave.cloud, Map.of())) {
          joined("cloud", earlier);
        }
      }
      UnitWalk.seeded(wave, finals);
      wave.application.lies(exchange -> exchange.sendResponseHeaders(200, -1));
      wave.kafka.startTarget(wave.call("switch-consumers"));
      commitByAssign(wave, wave.cloud, 0, 190);
      assertThatThrownBy(() -> wave.watch.awaitTargetAssigned(wave.call("switch-consumers")))
          .hasMessageContaining("somebody else wrote the offset of group " + wave.group);
    }
  }

  /** A crash, or a rolling restart of one instance: what it committed before is its own. */
  @Test
  void anApplicationThatCommittedAndRestartsBeforeAnybodyLookedIsNotTakenForSomebodyElse() {
    try (WaveFixture wave = UnitWalk.running("restarts", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.seeded(wave, finals);
      Call switching = wave.call("switch-consumers");
      wave.noteStarted(switching); // by an attempt that died after it asked
      wave.application.start("target");
      wave.awaitProcessed(400);
      wave.application.stop();

      wave.kafka.startTarget(switching);
      assertThat(UnitWalk.timeline(wave, "seeded-again")).isEmpty();
      wave.application.stop();
      int secondLook = 2;
      wave.watchWith(secondLook, () -> wave.application.start("target"))
          .awaitTargetAssigned(switching);
      wave.watch.awaitFirstCommits(new Judge(switching, finals.evidence()));
      assertThat(wave.application.replayed()).isZero();
    }
  }

  /** A pattern subscription that matches more than what was seeded. */
  @Test
  void anApplicationThatReadsMoreThanItWasSeededForIsFound() {
    try (WaveFixture wave =
        UnitWalk.running(
            "pattern", breakGlass, yaml -> yaml.replace("within: PT30S", "within: PT5S"))) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.seeded(wave, finals);
      wave.cloud.createTopic("legacy." + wave.topic, 1, Map.of());
      wave.application.lies(exchange -> exchange.sendResponseHeaders(200, -1));
      wave.kafka.startTarget(wave.call("switch-consumers"));
      try (KafkaConsumer<String, String> greedy = consumer(wave, wave.cloud, Map.of())) {
        greedy.subscribe(Pattern.compile("(legacy\\.)?" + Pattern.quote(wave.topic)));
        joined("cloud", greedy);
        Await.until(
            WaveFixture.DEADLINE,
            "both topics",
            () -> {
              greedy.poll(Duration.ofMillis(100));
              return greedy.assignment().size() == 3;
            });
        assertThatThrownBy(() -> wave.watch.awaitTargetAssigned(wave.call("switch-consumers")))
            .hasMessageContaining(
                "assigned beyond what is expected: [legacy." + wave.topic + "-0]");
      }
    }
  }

  @Test
  void aPartitionWithoutTrafficMovesWithTheOthers() {
    try (WaveFixture wave = new WaveFixture("still", 2, breakGlass)) {
      wave.create();
      wave.lease();
      wave.application.start("source");
      TopicPartition busy = new TopicPartition(wave.topic, 0);
      new App(wave.legacy).produce(busy, "only-", 150);
      wave.awaitProcessed(150);
      Finals finals = quiescedWithout(wave, busy);
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(200);
      new App(wave.legacy).produce(new TopicPartition(wave.topic, 1), "first-", 10);
      wave.awaitProcessed(210);
      assertThat(wave.application.replayed()).isZero();
    }
  }

  private static Finals quiescedWithout(WaveFixture wave, TopicPartition busy) {
    wave.awaitCopied();
    wave.kafka.freeze(wave.call("freeze"));
    Verified verified = wave.kafka.verify(wave.call("verify"));
    stopped(wave);
    new App(wave.legacy).produce(busy, "during-", 50);
    wave.awaitCopied();
    wave.kafka.readAnchor(wave.call("quiesce"));
    Finals finals = wave.kafka.resolveFinal(new Judge(wave.call("seed"), verified.evidence()));
    assertThat(finals.worse()).isEmpty();
    return finals;
  }

  private static void stopped(WaveFixture wave) {
    wave.kafka.stopSource(wave.call("quiesce"));
    wave.watch.awaitSourceEmpty(wave.call("quiesce"));
  }

  private static void commitByAssign(
      WaveFixture wave, KafkaSandbox cluster, int partition, long offset) {
    TopicPartition at = new TopicPartition(wave.topic, partition);
    try (KafkaConsumer<String, String> consumer = consumer(wave, cluster, Map.of())) {
      consumer.assign(List.of(at));
      consumer.commitSync(Map.of(at, new OffsetAndMetadata(offset)));
    }
  }

  private static KafkaConsumer<String, String> member(
      WaveFixture wave, KafkaSandbox cluster, Map<String, String> own) {
    KafkaConsumer<String, String> consumer = consumer(wave, cluster, own);
    consumer.subscribe(List.of(wave.topic));
    return consumer;
  }

  private static KafkaConsumer<String, String> consumer(
      WaveFixture wave, KafkaSandbox cluster, Map<String, String> own) {
    return new App(cluster).consumer(wave.group, IsolationLevel.READ_UNCOMMITTED, own);
  }

  private static void joined(String cluster, KafkaConsumer<String, String> member) {
    Await.until(
        WaveFixture.DEADLINE,
        "the member on " + cluster,
        () -> {
          member.poll(Duration.ofMillis(100));
          return !member.assignment().isEmpty();
        });
  }
}
