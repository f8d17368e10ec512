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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dry run tells, against what the live steps under the same keys then do. */
class DryRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path breakGlass;

  @Test
  void onAQuietSourceALiveWaveDoesExactlyWhatWasTold() {
    try (WaveFixture wave = running("dry-quiet")) {
      wave.awaitCopied();
      Untouched untouched = Untouched.now(wave);
      Verified verified = UnitWalk.approved(wave);
      List<JsonNode> told = tell(wave, verified);

      assertThat(untouched.differences()).isEmpty();
      assertThat(wave.application.bodies()).as("requests while it was told").isEmpty();
      assertThat(groupOnTarget(wave).kind()).isEqualTo(Group.Kind.ABSENT);
      assertThat(breakGlass.resolve(wave.wave)).doesNotExist();

      live(wave, verified);
      assertThat(asked(told)).isEqualTo(requests(wave)).hasSize(5);
      assertThat(offsets(told)).isEqualTo(seeded(wave)).hasSize(2);
      assertThat(of(told, "write-break-glass"))
          .allSatisfy(
              sheet ->
                  assertThat(Files.exists(Path.of(sheet.path("file").asText())))
                      .as(sheet.toString())
                      .isTrue())
          .hasSize(1);
      assertThat(of(told, "take-lease"))
          .extracting(lease -> lease.path("kind").asText() + " " + lease.path("name").asText())
          .containsExactly("UNIT shop", "GROUP " + wave.group);
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
    wave.publish(
        wave.runbook("")
            .replace(
                "  topicNames: identity",
                "  topicNames: identity\n  control: {via: webhook, url: \"%s/replicator\"}"
                    .formatted(wave.application.url())));
    UnitWalk.run(wave);
    return wave;
  }

  private static List<JsonNode> tell(WaveFixture wave, Verified verified) {
    for (Deed deed : Deed.values()) {
      wave.dryRun.tell(new Tell(call(wave, deed), deed, verified.evidence()));
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
    wave.undo.resumeGroupSync(call(wave, Deed.RESUME_GROUP_SYNC));
  }

  private static List<JsonNode> of(List<JsonNode> told, String does) {
    return told.stream().filter(each -> each.path("does").asText().equals(does)).toList();
  }

  /** The bodies of all requests, in their order. */
  private static List<JsonNode> asked(List<JsonNode> told) {
    return told.stream()
        .filter(each -> each.has("body"))
        .filter(each -> !each.path("step").asText().equals("observe-producers"))
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
