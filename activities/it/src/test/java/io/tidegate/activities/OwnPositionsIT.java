package io.tidegate.activities;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import io.tidegate.workflows.activity.RehearsalActivities.WentBack;
import io.tidegate.workflows.activity.Shadow;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that keeps its positions outside Kafka: it is asked where it stands, told where to
 * go on, and no offset of its group is ever written. The target's topic begins with records of
 * somebody else, so that its positions there are other numbers.
 */
class OwnPositionsIT {
  private static final int OLDER = 7;
  private static final String POSITIONS = "own-positions";

  @TempDir Path breakGlass;

  @Test
  void positionsComeFromTheApplicationAndGoOutWithStartBothWays() throws IOException {
    try (WaveFixture wave = running()) {
      Verified verified = approved(wave);
      Call quiesce = wave.call("quiesce");
      wave.kafka.writeBreakGlass(quiesce);
      Finals finals = UnitWalk.quiesced(wave, verified);
      assertThat(finals.worse()).isEmpty();
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(400);
      assertThat(wave.application.replayed()).isZero();
      assertThat(positions(wave)).containsExactly("0 at 157", "1 at 157");
      assertThat(Files.readString(breakGlass.resolve(wave.wave).resolve("shop.txt")))
          .contains("keeps its own positions", wave.topic + ",1,150")
          .doesNotContain("--reset-offsets");

      Observed observed =
          wave.watch.observe(
              new Observe(
                  new Judge(wave.call("observe"), finals.evidence()),
                  Duration.ofSeconds(1),
                  List.of()));
      assertThat(observed.findings())
          .singleElement()
          .asString()
          .contains("neither its lag nor its commits show on Kafka");

      wave.takeOver();
      wave.undo.stopTarget(wave.call("switch-consumers"));
      MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
      assertThat(mapped.replayBound()).as(mapped.note()).isEqualTo(100);
      wave.undo.restoreTarget(wave.call("seed"));
      wave.undo.startSource(wave.call("quiesce"));
      assertThat(positions(wave)).containsExactly("0 at 150", "1 at 150");
      wave.produce("home", 10);
      wave.awaitProcessed(420);
      assertThat(wave.application.replayed()).isEqualTo(100);
      for (String cluster : List.of("legacy", "cloud")) {
        assertThat(new Groups(wave.clusters.get(cluster)).describe(wave.group).kind())
            .isEqualTo(Group.Kind.ABSENT);
      }
    }
  }

  /** No offset of any group is written for it, and what only the application knows is not shown. */
  @Test
  void aRehearsalTellsItWhereToGoOnAndReadsTheSameBesideIt() {
    try (WaveFixture wave = running()) {
      Verified verified = approved(wave);
      wave.produce("unread", 5);
      wave.awaitProcessed(2 * (150 + 5));
      wave.awaitCopied();
      RehearsalActivities steps = wave.rehearsal;
      Taken taken = steps.takePositions(new Judge(wave.call("quiesce"), verified.evidence()));
      assertThat(taken.unfit()).isEmpty();
      assertThat(steps.seedShadows(new Judge(wave.call("seed"), taken.evidence())).note())
          .startsWith("0 positions written")
          .endsWith("go to the application with START");
      Started started = steps.startShadows(wave.call("switch-consumers"));
      assertThat(started.own()).as("nothing shows that it reads").isEmpty();
      List<JsonNode> requests = wave.application.bodies();
      JsonNode start = requests.get(requests.size() - 1);
      assertThat(start.path("mode").asText()).isEqualTo("REHEARSAL");
      assertThat(start.path("positions").findValuesAsText("offset")).containsExactly("162", "162");

      wave.produce("more", 10);
      wave.awaitCopied();
      Judge judge = new Judge(wave.call("observe"), taken.evidence());
      ReadOn read = steps.readOn(new Reading(judge, null, started.own(), Duration.ZERO));
      assertThat(read.findings()).isEmpty();
      assertThat(read.note()).startsWith("20 records given, 20 of them the source's next ones");
      WentBack back = steps.mapBackShadows(new Judge(wave.call("observe"), taken.evidence()));
      assertThat(back.findings()).isEmpty();
      steps.removeShadows(wave.call("complete"));
      String shadow = Shadow.of(wave.group, wave.wave);
      assertThat(new Groups(wave.clusters.get("cloud")).describe(shadow).kind())
          .isEqualTo(Group.Kind.ABSENT);
      assertThat(wave.application.turns()).as("it runs on where it is").isEmpty();
    }
  }

  @Test
  void whatNobodyAnswersForAndAnAnswerThatCannotBeUsedAreRedByNameAndMoveNobody() {
    try (WaveFixture wave = running()) {
      wave.awaitCopied();
      assertThat(wave.kafka.inventory(wave.waveCall("inventory")).findings()).isEmpty();
      wave.kafka.freeze(wave.call("freeze"));
      assertThat(UnitWalk.graded(wave.kafka.verify(wave.call("verify"))))
          .contains("RED unsigned/" + POSITIONS);
      redWith(wave, "answered no list of \"positions\"", "{\"places\":[]}");
      redWith(
          wave,
          "has a position on " + wave.topic + "-9",
          "{\"positions\":[{\"topic\":\"%s\",\"partition\":9,\"offset\":\"1\"}]}"
              .formatted(wave.topic));
      redWith(
          wave,
          "is not one of the unit's",
          "{\"positions\":[{\"topic\":\"elsewhere\",\"partition\":0,\"offset\":\"1\"}]}");
    }
  }

  @Test
  void positionsThatAreSomewhereElseAndNobodySaysWhereAreUnprovenByName() {
    try (WaveFixture wave = new WaveFixture("nowhere", 1, breakGlass)) {
      wave.publish(wave.runbook("").replace("uncommitted: earliest", "commit: external"));
      new App(wave.legacy).commit(wave.group, Map.of(new TopicPartition(wave.topic, 0), 0L));
      wave.create();
      wave.lease();
      wave.produce("r", 5);
      wave.awaitCopied();
      wave.kafka.freeze(wave.call("freeze"));
      Verified verified = wave.kafka.verify(wave.call("verify"));
      assertThat(verified.light()).isEqualTo(Light.RED);
      assertThat(verified.scorecard() + "")
          .contains("UNPROVEN/" + wave.group, "nobody says where; declare position: {external");
    }
  }

  /** As it is once its owner has answered for its positions. */
  private static Verified approved(WaveFixture wave) {
    wave.attest(POSITIONS);
    String wayBack = "YELLOW way-back-to-anchor/" + wave.group + "/" + wave.topic;
    return UnitWalk.approved(
        wave, "YELLOW own-positions/" + wave.group, wayBack + "-0", wayBack + "-1");
  }

  private static void redWith(WaveFixture wave, String why, String answer) {
    wave.application.lies(exchange -> answer(exchange, answer));
    Verified verified = wave.kafka.verify(wave.call("verify"));
    assertThat(verified.light()).isEqualTo(Light.RED);
    assertThat(verified.scorecard() + "").contains(why);
    wave.application.tellsTheTruth();
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    exchange.sendResponseHeaders(200, body.getBytes(UTF_8).length);
    exchange.getResponseBody().write(body.getBytes(UTF_8));
  }

  private WaveFixture running() {
    WaveFixture wave = new WaveFixture("own", 2, breakGlass);
    wave.application.keepsItsOwnPositions(2);
    wave.publish(
        wave.runbook("")
            .replace(
                "- group: " + wave.group,
                String.join(
                        "\n        ",
                        "- group: %s",
                        "topics: [%s]",
                        "position: {external: {url: \"%s\"}}")
                    .formatted(wave.group, wave.topic, wave.application.url() + "/positions"))
            .replace(
                "attestations:",
                """
                attestations:
                      - {id: %s, dimension: offset-parity, claim: they are true, by: shop-owners, validFor: P1D}"""
                    .formatted(POSITIONS)));
    Await.until(
        WaveFixture.DEADLINE,
        wave.topic + " on the target",
        () ->
            new TopicFacts(wave.clusters.get("cloud"))
                    .partitions(List.of(wave.topic))
                    .getOrDefault(wave.topic, 0)
                == 2);
    for (int partition = 0; partition < 2; partition++) {
      new App(wave.cloud).produce(new TopicPartition(wave.topic, partition), "older", OLDER);
    }
    UnitWalk.run(wave);
    return wave;
  }

  private static List<String> positions(WaveFixture wave) {
    return wave.application.told().stream()
        .map(at -> at.path("partition").asInt() + " at " + at.path("offset").textValue())
        .sorted()
        .toList();
  }
}
