package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.traffic.App;
import io.tidegate.runbooks.Switch;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The producers of a unit move after its consumers, and come back, on real brokers. */
class ProducersIT {
  private static final String STEP = "switch-producers";
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** Where it is the end of the bound that is waited for. */
  private static final Duration HASTY = Duration.ofSeconds(2);

  @TempDir Path breakGlass;

  @Test
  void nothingIsLostOverTheSwitchAndOverTheWayBack() {
    try (WaveFixture wave = new WaveFixture("producers", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      consumersMoved(wave, producer);
      wave.kafka.stopProducers(wave.call(STEP));
      wave.kafka.fenceProducers(wave.call(STEP));
      wave.watch.awaitDrained(wave.call(STEP));
      int atSwitch = producer.written();
      assertThat(wave.kafka.proveTail(wave.call(STEP)).note()).contains("2 partitions");
      assertThat(wave.kafka.stopTopics(wave.call(STEP)).note()).contains("no replication control");
      wave.kafka.startProducers(wave.call(STEP));
      assertThat(wave.watch.awaitProducing(wave.call(STEP)).note()).contains("write on cloud");
      var observed =
          wave.watch.observeProducers(
              new Observe(
                  new Judge(wave.call("observe-producers"), ""), Duration.ofSeconds(2), List.of()));
      assertThat(observed.findings()).isEmpty();

      wave.takeOver();
      Stranded before = wave.undo.countStranded(wave.call(STEP));
      assertThat(before.stranded()).isPositive();
      assertThat(before.unread()).as("consumers that live are reading it").isZero();
      assertThat(before.lines()).singleElement().asString().contains(wave.topic + "-0");
      wave.application.stop();
      awaitWritten(producer);
      assertThat(wave.undo.countStranded(wave.call(STEP)).unread()).isPositive();
      wave.application.start("target");
      wave.undo.stopTargetProducers(wave.call(STEP));
      assertThat(wave.undo.drainTarget(wave.call(STEP)).unread()).isZero();
      wave.undo.startTargetProducers(wave.call(STEP));
      awaitWritten(producer);
      wave.undo.stopTargetProducers(wave.call(STEP));
      Stranded after = wave.undo.drainTarget(wave.call(STEP));
      assertThat(after.stranded()).isEqualTo(producer.written() - atSwitch);
      assertThat(after.unread()).as("the application has read them all").isZero();
      wave.undo.stopTarget(wave.call("switch-consumers"));
      MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
      assertThat(mapped.stranded()).isEqualTo(after.stranded());
      assertThat(mapped.replayBound()).isZero();
      wave.undo.startTopics(wave.call(STEP));
      wave.undo.unfenceProducers(wave.call(STEP));
      wave.undo.startSourceProducers(wave.call(STEP));
      wave.undo.startSource(wave.call("quiesce"));
      awaitWritten(producer);
      producer.stop();
      wave.awaitProcessed(300 + producer.written());
      assertThat(wave.application.replayed()).isZero();
    }
  }

  @Test
  void aRogueProducerIsFoundBeforeAnythingIsStarted() {
    try (WaveFixture wave = new WaveFixture("rogue", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      consumersMoved(wave, producer);
      wave.kafka.stopProducers(wave.call(STEP));
      wave.kafka.fenceProducers(wave.call(STEP));
      wave.produce("rogue", 1);
      publish(wave, HASTY, wave.topic);
      assertThatThrownBy(() -> wave.watch.awaitDrained(wave.call(STEP)))
          .hasMessageContaining(wave.topic + "-0 has a record at offset")
          .hasMessageContaining("from after the producers had stopped");

      publish(wave, PATIENT, wave.topic);
      wave.kafka.fenceProducers(wave.call(STEP));
      wave.watch.awaitDrained(wave.call(STEP));
      wave.kafka.proveTail(wave.call(STEP));
      wave.produce("later", 1);
      int written = producer.written();
      assertThatThrownBy(() -> wave.kafka.startProducers(wave.call(STEP)))
          .hasMessageContaining("somebody still writes: " + wave.topic + "-0 on legacy ended at");
      assertThat(producer.written()).as("nobody was started").isEqualTo(written);
    }
  }

  @Test
  void anOpenTransactionKeepsATopicFromBeingDrained() {
    try (WaveFixture wave = new WaveFixture("open", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      consumersMoved(wave, producer);
      wave.kafka.stopProducers(wave.call(STEP));
      try (KafkaProducer<String, String> open = new App(wave.legacy).producer(wave.wave)) {
        open.beginTransaction();
        App.await(List.of(open.send(App.record(new TopicPartition(wave.topic, 1), "open"))));
        wave.kafka.fenceProducers(wave.call(STEP));
        publish(wave, HASTY, wave.topic);
        assertThatThrownBy(() -> wave.watch.awaitDrained(wave.call(STEP)))
            .hasMessageContaining(wave.topic + "-1 has an open transaction");
        open.commitTransaction();
      }
      publish(wave, PATIENT, wave.topic);
      wave.watch.awaitDrained(wave.call(STEP));
      wave.kafka.proveTail(wave.call(STEP));
    }
  }

  /** Its switch answers 200, and nothing comes of it. */
  @Test
  void aStartThatNothingIsSeenOfGoesBackAndKeepsNobodyStandingThere() {
    try (WaveFixture wave = new WaveFixture("unseen", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      consumersMoved(wave, producer);
      awaitWritten(producer);
      wave.kafka.stopProducers(wave.call(STEP));
      wave.kafka.fenceProducers(wave.call(STEP));
      wave.watch.awaitDrained(wave.call(STEP));
      wave.kafka.proveTail(wave.call(STEP));
      producer.idle();
      wave.kafka.startProducers(wave.call(STEP));
      publish(wave, HASTY, wave.topic);
      assertThatThrownBy(() -> wave.watch.awaitProducing(wave.call(STEP)))
          .hasMessageContaining("nothing was written on cloud within PT2S of START")
          .hasMessageContaining("before the stop the producers wrote");

      wave.takeOver();
      wave.undo.stopTargetProducers(wave.call(STEP));
      assertThat(wave.undo.startSourceProducers(wave.call(STEP)).note())
          .contains("nothing was written on legacy within PT2S of START");
      assertThat(wave.undo.startTargetProducers(wave.call(STEP)).note())
          .as("a rollback that goes no further leaves them there")
          .isEqualTo("no producer was stopped on the target but to go back");
    }
  }

  /** To a topic that the replicator knows nothing of, and whose first records are a stranger's. */
  @Test
  void whatIsWrittenApartOnTheTargetIsReadToTheLastRecordAndStrandedByTheWayBack() {
    try (WaveFixture wave = new WaveFixture("apart", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      String apart = wave.topic + "-native";
      wave.cloud.createTopic(apart, 3, Map.of());
      new App(wave.cloud).produce(new TopicPartition(apart, 1), "stranger-", 7);
      producer.writesThereTo(new TopicPartition(apart, 2));
      Finals finals = consumersStopped(wave, producer, apart);
      UnitWalk.seeded(wave, finals);
      wave.kafka.startTarget(wave.call("switch-consumers"));
      awaitMisassigned(wave, "not assigned: [%1$s-0, %1$s-1, %1$s-2]".formatted(apart));
      wave.application.readsThereToo(apart);
      wave.application.start("target");
      wave.watch.awaitTargetAssigned(wave.call("switch-consumers"));
      wave.watch.awaitFirstCommits(new Judge(wave.call("switch-consumers"), finals.evidence()));

      wave.kafka.stopProducers(wave.call(STEP));
      wave.kafka.fenceProducers(wave.call(STEP));
      wave.watch.awaitDrained(wave.call(STEP));
      int atSwitch = producer.written();
      wave.kafka.proveTail(wave.call(STEP));
      wave.kafka.startProducers(wave.call(STEP));
      assertThat(wave.watch.awaitProducing(wave.call(STEP)).note()).contains("write on cloud");
      awaitWritten(producer);

      wave.takeOver();
      wave.undo.stopTargetProducers(wave.call(STEP));
      Stranded stranded = wave.undo.drainTarget(wave.call(STEP));
      assertThat(stranded.stranded()).isEqualTo(producer.written() - atSwitch);
      assertThat(stranded.unread()).isZero();
      assertThat(stranded.lines()).singleElement().asString().startsWith(apart + "-2: ");
      wave.undo.stopTarget(wave.call("switch-consumers"));
      assertThat(wave.undo.mapBack(wave.call("switch-consumers")).replayBound()).isZero();
      wave.undo.startTopics(wave.call(STEP));
      wave.undo.startSourceProducers(wave.call(STEP));
      wave.undo.startSource(wave.call("quiesce"));
      awaitWritten(producer);
      producer.stop();
      wave.awaitProcessed(400 + producer.written());
      assertThat(wave.application.replayed()).isZero();
      assertThat(wave.application.distinct())
          .as("nothing of the stranger's")
          .isEqualTo(400 + producer.written());
    }
  }

  /** Nobody is asked to stop for what is known before. */
  @Test
  void whereARecordOfAStrangerKeepsTheTailFromBeingProvenNobodyIsStopped() {
    try (WaveFixture wave = new WaveFixture("strange", 2, breakGlass);
        LittleProducer producer = producerOf(wave)) {
      wave.application.writesWith(producer);
      wave.publish(wave.runbook(""), producers(wave, PATIENT));
      UnitWalk.run(wave);
      wave.application.stop();
      WaivedWalkIT.writeStrangerAmongUnread(wave, "one");
      wave.kafka.inventory(wave.waveCall("inventory"));
      wave.kafka.freeze(wave.call("freeze"));
      var red = wave.kafka.verify(wave.call("verify"));
      WaivedWalkIT.sign(wave, red.evidence(), 1);
      var waived = wave.kafka.verify(wave.call("verify"));
      UnitWalk.switched(wave, WaivedWalkIT.stopped(wave, waived));
      producer.start("source");

      assertThatThrownBy(() -> wave.kafka.stopProducers(wave.call(STEP)))
          .hasMessageContaining("the producers were not stopped")
          .hasMessageContaining(wave.topic + "-0 is DIVERGED");
      awaitWritten(producer);
      wave.takeOver();
      assertThat(wave.undo.startSourceProducers(wave.call(STEP)).note())
          .isEqualTo("no producer was stopped on the source");
    }
  }

  /** Where nobody would read what is going to be written there. */
  private static void awaitMisassigned(WaveFixture wave, String how) {
    Plan plan = wave.plan(wave.call("switch-consumers"));
    Seed seed = Seeding.standing(new Notes(wave.ledger), plan);
    Await.until(
        WaveFixture.DEADLINE,
        how,
        () -> Arrival.misassigned(plan, seed, plan.groups()).toString().contains(how));
  }

  private static void awaitWritten(LittleProducer producer) {
    int soFar = producer.written();
    Await.until(WaveFixture.DEADLINE, "fifty more", () -> producer.written() > soFar + 50);
  }

  private static LittleProducer producerOf(WaveFixture wave) {
    return new LittleProducer(
        new TopicPartition(wave.topic, 0), Map.of("source", wave.legacy, "target", wave.cloud));
  }

  private static void consumersMoved(WaveFixture wave, LittleProducer producer) {
    UnitWalk.switched(wave, consumersStopped(wave, producer, wave.topic));
  }

  /**
   * @param produce where the producers write on the target
   */
  private static Finals consumersStopped(
      WaveFixture wave, LittleProducer producer, String produce) {
    wave.application.writesWith(producer);
    publish(wave, PATIENT, produce);
    UnitWalk.run(wave);
    producer.start("source");
    return UnitWalk.quiesced(wave, UnitWalk.approved(wave));
  }

  /**
   * For the calls from here on.
   *
   * @param within how long the producers' switch, and what is seen of it, may take
   */
  private static void publish(WaveFixture wave, Duration within, String produce) {
    String topic = "{source: " + wave.topic + ", role: main}";
    assertThat(wave.runbook("")).contains(topic);
    wave.publish(
        wave.runbook("").replace(topic, topic.replace("}", ", produce: " + produce + "}"))
            + "# within "
            + within
            + "\n",
        producers(wave, within));
  }

  private static Switch producers(WaveFixture wave, Duration within) {
    return new Switch.Webhook(wave.application.url() + "/producers", within, Duration.ofMinutes(5));
  }
}
