package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Switch;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.activity.DryRunActivities.Tell;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dry run tells, against what the live steps under the same keys then do. */
class DryRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path breakGlass;

  private final List<LittleProducer> producers = new ArrayList<>();

  @AfterEach
  void endProducers() {
    producers.forEach(LittleProducer::close);
  }

  @Test
  void onAQuietSourceALiveWaveDoesExactlyWhatWasTold() {
    try (WaveFixture wave = movingProducers(running("dry-quiet"))) {
      wave.awaitCopied();
      Untouched untouched = Untouched.now(wave);
      Verified verified = UnitWalk.approved(wave);
      List<String> leasedLive =
          wave.kafka.inventory(wave.waveCall("inventory")).units().get(0).leases().stream()
              .map(key -> key.kind() + " " + key.name())
              .toList();
      List<JsonNode> told = tell(wave, verified);

      assertThat(untouched.differences()).isEmpty();
      assertThat(wave.application.bodies()).as("requests while it was told").isEmpty();
      assertThat(groupOnTarget(wave).kind()).isEqualTo(Group.Kind.ABSENT);
      assertThat(breakGlass.resolve(wave.wave)).doesNotExist();

      live(wave, verified);
      assertThat(asked(told)).isEqualTo(requests(wave)).hasSize(9);
      assertThat(offsets(told)).isEqualTo(seeded(wave)).hasSize(2);
      assertThat(of(told, "write-break-glass"))
          .allSatisfy(
              sheet ->
                  assertThat(Files.exists(Path.of(sheet.path("file").asText())))
                      .as(sheet.toString())
                      .isTrue())
          .hasSize(1);
      assertThat(leases(told, "take-lease"))
          .containsExactly("UNIT shop", "GROUP " + wave.group, "PRODUCERS " + wave.topic)
          .isEqualTo(leasedLive)
          .isEqualTo(leases(told, "release-lease"));
      assertThat(wave.ledger.leases().list(wave.wave)).as("released").isEmpty();
    }
  }

  @Test
  void underTrafficItDoesTheSameAtOtherPositions() {
    try (WaveFixture wave = running("dry-traffic")) {
      Verified verified = UnitWalk.approved(wave);
      List<JsonNode> told = tell(wave, verified);

      wave.produce("after", 40);
      wave.awaitProcessed(2 * (150 + 40));
      wave.awaitCopied();
      live(wave, verified);

      assertThat(asked(told)).isEqualTo(requests(wave));
      assertThat(offsets(told).keySet()).isEqualTo(seeded(wave).keySet());
      assertThat(offsets(told)).isNotEqualTo(seeded(wave));
    }
  }

  /** Records that only the target has make it diverge: nothing is seeded of that. */
  @Test
  void whatCannotBeSeededIsToldAsRefused() {
    try (WaveFixture wave = running("dry-diverged")) {
      wave.awaitCopied();
      new App(wave.cloud).produce(new TopicPartition(wave.topic, 0), "foreign-", 5);
      Verified verified = wave.kafka.verify(wave.call("verify"));
      assertThat(verified.light()).isEqualTo(Light.RED);

      List<JsonNode> told = tell(wave, verified);

      assertThat(of(told, "write-offsets")).isEmpty();
      assertThat(of(told, "be-refused"))
          .singleElement()
          .satisfies(
              refused ->
                  assertThat(refused.path("reason").asText())
                      .contains("is DIVERGED RED and is never seeded"));
    }
  }

  private WaveFixture running(String name) {
    WaveFixture wave = new WaveFixture(name, 2, breakGlass);
    wave.publish(runbook(wave));
    UnitWalk.run(wave);
    return wave;
  }

  private static String runbook(WaveFixture wave) {
    return wave.runbook("")
        .replace(
            "  topicNames: identity",
            "  topicNames: identity\n  control: {via: webhook, url: \"%s/replicator\"}"
                .formatted(wave.application.url()));
  }

  /** Its producers are asked, and write nothing. */
  private WaveFixture movingProducers(WaveFixture wave) {
    LittleProducer producer =
        new LittleProducer(
            new TopicPartition(wave.topic, 0), Map.of("source", wave.legacy, "target", wave.cloud));
    producer.idle(); // what is asked of it is looked at
    wave.application.writesWith(producer);
    producers.add(producer);
    wave.publish(
        runbook(wave),
        new Switch.Webhook(
            wave.application.url() + "/producers", Duration.ofSeconds(30), Duration.ofMinutes(5)));
    return wave;
  }

  private static List<JsonNode> tell(WaveFixture wave, Verified verified) {
    for (Deed deed : Deed.values()) {
      if (movesProducers(wave) || !deed.step().word().contains("producers")) { // as the workflow
        wave.dryRun.tell(new Tell(call(wave, deed), deed, verified.evidence()));
      }
    }
    return UnitWalk.timeline(wave, "would").stream()
        .map(entry -> read(entry.detailJson()))
        .toList();
  }

  private static Call call(WaveFixture wave, Deed deed) {
    String key = wave.wave + "/shop/" + deed.action() + "/1";
    return wave.call(deed.step().word(), key);
  }

  private static void live(WaveFixture wave, Verified verified) {
    wave.kafka.writeBreakGlass(call(wave, Deed.WRITE_BREAK_GLASS));
    wave.kafka.stopSource(call(wave, Deed.STOP_SOURCE));
    wave.watch.awaitSourceEmpty(wave.call("quiesce"));
    wave.kafka.readAnchor(wave.call("quiesce"));
    wave.kafka.fenceSource(call(wave, Deed.FENCE_SOURCE));
    var finals = wave.kafka.resolveFinal(new Judge(wave.call("seed"), verified.evidence()));
    assertThat(finals.worse()).isEmpty();
    wave.kafka.pauseGroupSync(call(wave, Deed.PAUSE_GROUP_SYNC));
    wave.kafka.seed(new Judge(call(wave, Deed.SEED), finals.evidence()));
    wave.kafka.startTarget(call(wave, Deed.START_TARGET));
    wave.watch.awaitTargetAssigned(wave.call("switch-consumers"));
    var observe = new Judge(call(wave, Deed.RECONCILE), finals.evidence());
    wave.watch.observe(new Observe(observe, Duration.ofMillis(100), List.of()));
    if (movesProducers(wave)) {
      moveProducers(wave, finals.evidence());
    }
    wave.undo.resumeGroupSync(call(wave, Deed.RESUME_GROUP_SYNC));
    assertThat(wave.ledger.leases().list(wave.wave)).isNotEmpty();
    wave.ledgerSteps.release(call(wave, Deed.RELEASE));
  }

  private static boolean movesProducers(WaveFixture wave) {
    return wave.plan(wave.call("switch-producers")).unit().producers() != null;
  }

  private static void moveProducers(WaveFixture wave, String evidence) {
    wave.kafka.stopProducers(call(wave, Deed.STOP_PRODUCERS));
    wave.kafka.fenceProducers(call(wave, Deed.FENCE_PRODUCERS));
    wave.watch.awaitDrained(wave.call("switch-producers"));
    wave.kafka.proveTail(wave.call("switch-producers"));
    wave.kafka.stopTopics(call(wave, Deed.STOP_TOPICS));
    wave.kafka.startProducers(call(wave, Deed.START_PRODUCERS));
    var again = new Judge(call(wave, Deed.RECONCILE_AGAIN), evidence);
    wave.watch.observeProducers(new Observe(again, Duration.ofMillis(100), List.of()));
  }

  private static List<String> leases(List<JsonNode> told, String does) {
    return of(told, does).stream()
        .map(lease -> lease.path("kind").asText() + " " + lease.path("name").asText())
        .toList();
  }

  private static List<JsonNode> of(List<JsonNode> told, String does) {
    return told.stream().filter(each -> each.path("does").asText().equals(does)).toList();
  }

  /** The bodies of all requests, in their order. */
  private static List<JsonNode> asked(List<JsonNode> told) {
    return told.stream()
        .filter(each -> each.has("body"))
        .map(each -> withoutFence(each.path("body")))
        .toList();
  }

  private static List<JsonNode> requests(WaveFixture wave) {
    return wave.application.bodies().stream().map(DryRunIT::withoutFence).toList();
  }

  /** A wave has its fence from its lease. */
  private static JsonNode withoutFence(JsonNode body) {
    ObjectNode copy = body.deepCopy();
    copy.remove("fence");
    return copy;
  }

  private static Map<String, String> offsets(List<JsonNode> told) {
    Map<String, String> offsets = new LinkedHashMap<>();
    of(told, "write-offsets")
        .forEach(
            write ->
                write
                    .path("positions")
                    .forEach(
                        at ->
                            offsets.put(
                                write.path("group").asText()
                                    + " "
                                    + at.path("topic").asText()
                                    + "-"
                                    + at.path("partition").asText(),
                                at.path("to").asText() + " " + at.path("text").asText())));
    return offsets;
  }

  /** As the live seed left it in the ledger: the application has moved on since. */
  private static Map<String, String> seeded(WaveFixture wave) {
    String evidence =
        read(UnitWalk.timeline(wave, "seeded").get(0).detailJson()).path("evidence").asText();
    JsonNode seed =
        read(
            new String(wave.ledger.evidence().get(evidence).orElseThrow(), StandardCharsets.UTF_8));
    Map<String, String> offsets = new LinkedHashMap<>();
    seed.path("groups")
        .forEach(
            group ->
                group
                    .path("positions")
                    .forEach(
                        at ->
                            offsets.put(
                                group.path("group").asText()
                                    + " "
                                    + at.path("topic").asText()
                                    + "-"
                                    + at.path("partition").asText(),
                                at.path("offset").asText() + " " + at.path("text").asText())));
    return offsets;
  }

  private static Group groupOnTarget(WaveFixture wave) {
    return new Groups(wave.clusters.get("cloud")).describe(wave.group);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
