package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidegate.sandbox.World;
import io.tidegate.worker.parity.Command.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command between two real clusters. MirrorMaker copies {@code copied}; topics that end in
 * {@code .replica} it leaves alone, those are written by hand.
 */
class ParityCommandIT {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder;

  private static Logs legacy;
  private static Logs cloud;
  private static Path sourceFile;
  private static Path targetFile;

  @BeforeAll
  static void fill() throws Exception {
    World world = World.shared();
    legacy = new Logs(world.legacy().clientProperties());
    cloud = new Logs(world.cloud().clientProperties());
    sourceFile = file("legacy", world.legacy().bootstrapServers());
    targetFile = file("cloud", world.cloud().bootstrapServers());
    legacy.create("copied", 2);
    legacy.write("copied", 0, 0, 100, number -> true);
    legacy.write("copied", 1, 0, 100, number -> true);
    legacy.commit(
        "healthy",
        Map.of(new TopicPartition("copied", 0), 40L, new TopicPartition("copied", 1), 60L));
    world.mirrorMaker();
    cloud.awaitEnd(new TopicPartition("copied", 0), 100);
    cloud.awaitEnd(new TopicPartition("copied", 1), 100);
    byHand("lost.replica", 100, number -> number != 62);
    byHand("slow.replica", 97, number -> true);
    byHand("moved.replica", 0, number -> true);
    cloud.create("legacy.moved.replica", 1);
    cloud.write("legacy.moved.replica", 0, 0, 100, number -> true);
    cloud.create("seeded.replica", 1);
    cloud.write("seeded.replica", 0, 0, 100, number -> true);
    legacy.create("seeded.replica", 1);
    legacy.write("seeded.replica", 0, 0, 100, number -> true);
    legacy.commit("loser", Map.of(new TopicPartition("lost.replica", 0), 60L));
    legacy.commit("slow", Map.of(new TopicPartition("slow.replica", 0), 60L));
    legacy.commit("mover", Map.of(new TopicPartition("moved.replica", 0), 60L));
    legacy.commit("seeded", Map.of(new TopicPartition("seeded.replica", 0), 60L));
    cloud.commit("seeded", Map.of(new TopicPartition("seeded.replica", 0), 57L));
  }

  @AfterAll
  static void close() {
    legacy.close();
    cloud.close();
  }

  @Test
  void aHealthyGroupIsGreenAndTheDocumentFitsItsSchema() throws Exception {
    Answer answer = run("--group", "healthy", "--json");
    assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    assertThat(ParitySchema.violations(answer.out())).isEmpty();
    JsonNode document = JSON.readTree(answer.out());
    assertThat(document.at("/light").asText()).isEqualTo("GREEN");
    assertThat(document.at("/source/clusterId").asText())
        .isEqualTo(World.shared().legacy().clusterId());
    assertThat(document.at("/groups/0/partitions")).hasSize(2);
    assertThat(document.at("/groups/0/partitions/0/verdict").asText()).isEqualTo("EXACT");
    assertThat(document.at("/groups/0/partitions/0/committed").asText()).isEqualTo("40");
    assertThat(document.at("/groups/0/partitions/0/resume").asText()).isEqualTo("40");
  }

  @Test
  void aHealthyGroupIsATableThatEndsInGreen() {
    Answer answer = run("--group", "healthy", "--topic", "copied");
    assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.out())
        .containsPattern("copied +0 +40 -> 40 +EXACT +GREEN +RANGE_AND_SUFFIX")
        .containsPattern("copied +1 +60 -> 60 +EXACT +GREEN +RANGE_AND_SUFFIX")
        .contains("GREEN  1 group (1 GREEN), 2 partitions: 2 EXACT; 2 GREEN");
  }

  @Test
  void recordsUnderWayWithoutAnEnvelopeAreYellow() throws Exception {
    Answer answer = run("--group", "slow", "--settle", "PT0S", "--json");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
    assertThat(ParitySchema.violations(answer.out())).isEmpty();
    JsonNode document = JSON.readTree(answer.out());
    JsonNode row = document.at("/groups/0/partitions/0");
    assertThat(row.at("/pending").asText()).isEqualTo("3");
    assertThat(Duration.parse(row.at("/pendingAge").asText()))
        .as("to the instant of the check")
        .isEqualTo(
            Duration.between(
                Instant.ofEpochMilli(Logs.BEGIN_MS + 97),
                Instant.parse(document.at("/checkedAt").asText())));
  }

  @Test
  void anEnvelopeDecidesAboutRecordsUnderWay() {
    assertThat(run("--group", "slow", "--settle", "PT0S", "--lag-records", "3").code()).isZero();
    assertThat(run("--group", "slow", "--settle", "PT0S", "--lag-records", "2").code())
        .isEqualTo(2);
  }

  @Test
  void aLostRecordIsRedAndShownSideBySide() throws Exception {
    Answer answer = run("--group", "loser");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(2);
    assertThat(answer.out())
        .containsPattern("lost\\.replica +0 +60 -> - +SKIP +RED .* skip 1")
        .contains("1 unread record is not on the target (source offset 62) and will not come;")
        .containsPattern("SOURCE lost\\.replica-0 +TARGET lost\\.replica-0")
        .containsPattern("\\* +60 .* order 60 +=  .* 60 .* order 60")
        .containsPattern("\\* +62 .* order 62\n");
    Answer json = run("--group", "loser", "--json");
    assertThat(ParitySchema.violations(json.out())).isEmpty();
    assertThat(JSON.readTree(json.out()).at("/groups/0/partitions/0/resume").isNull()).isTrue();
  }

  @Test
  void offsetsOnTheTargetAreGradedUnlessTheyAreLeftOut() throws Exception {
    Answer graded = run("--group", "seeded", "--json");
    assertThat(graded.code()).isEqualTo(2);
    JsonNode row = JSON.readTree(graded.out()).at("/groups/0/partitions/0");
    assertThat(row.at("/targetCommitted").asText()).isEqualTo("57");
    assertThat(row.at("/grade/verdict").asText()).isEqualTo("REPLAY");
    assertThat(row.at("/grade/records").asText()).isEqualTo("3");
    assertThat(run("--group", "seeded", "--replay-records", "3").code()).isZero();
    Answer ignored = run("--group", "seeded", "--ignore-target-offsets", "--json");
    assertThat(ignored.code()).isZero();
    assertThat(ParitySchema.violations(ignored.out())).isEmpty();
  }

  @Test
  void topicsHaveOtherNamesByAMapOrByAPrefix() {
    assertThat(run("--group", "mover", "--map", "moved.replica=legacy.moved.replica").out())
        .contains("moved.replica -> legacy.moved.replica")
        .contains("GREEN  1 group");
    assertThat(run("--group", "mover", "--prefix", "legacy").code()).isZero();
    assertThat(run("--group", "mover").code()).as("the target's namesake is empty").isEqualTo(2);
  }

  @Test
  void anUncommittedTopicHasAPositionByDeclaredPolicy() {
    Answer answer = run("--group", "healthy", "--topic", "seeded.replica", "--reset", "earliest");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
    assertThat(answer.out()).containsPattern("seeded\\.replica +0 +- -> 0 +UNCOMMITTED +YELLOW");
  }

  @Test
  void aCutIsYellowAtBest() throws Exception {
    Answer answer = run("--group", "healthy", "--suffix-records", "5", "--json");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(1);
    JsonNode row = JSON.readTree(answer.out()).at("/groups/0/partitions/0");
    assertThat(row.at("/proof").asText()).as("so few are only a window").isEqualTo("WINDOW");
    assertThat(row.at("/suffixRead").asText()).isEqualTo("5");
  }

  @Test
  void allGroupsAreLookedAtOnceEach() throws Exception {
    Answer answer =
        run("--all-groups", "--topic", "lost.replica", "--topic", "seeded.replica", "--json");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(ParitySchema.violations(answer.out())).isEmpty();
    List<String> groups = new ArrayList<>();
    JSON.readTree(answer.out())
        .at("/groups")
        .forEach(group -> groups.add(group.at("/group").asText()));
    assertThat(groups).containsExactly("loser", "seeded");
    assertThat(answer.err()).contains("group healthy reads none of the topics given");
  }

  @Test
  void namesThatDoNotExistAreBadInputAndOneLine() {
    assertThat(refusal("--group", "helthy"))
        .isEqualTo(
            "tidegate parity: group helthy does not exist on the source cluster; did you mean"
                + " healthy?");
    assertThat(refusal("--group", "nobody-at-all"))
        .startsWith("tidegate parity: group nobody-at-all does not exist on the source cluster;")
        .contains("it has")
        .contains("healthy");
    assertThat(refusal("--group", "healthy", "--topic", "copied2"))
        .contains("topic copied2 does not exist on the source cluster; did you mean copied?");
    assertThat(refusal("--group", "healthy", "--topic", "lost.replica"))
        .contains("group healthy reads none of the topics given; it reads copied");
    assertThat(refusal("--group", "healthy", "--map", "gone=copied"))
        .contains("topic gone does not exist on the source cluster");
    assertThat(refusal("--group", "healthy", "--map", "copied=copiedd"))
        .isEqualTo(
            "tidegate parity: topic copiedd does not exist on the target cluster; did you mean"
                + " copied?");
    assertThat(refusal("--group", "\u001b[31mred\n"))
        .startsWith("tidegate parity: group \\u001b[31mred\\u000a does not exist on the source");
    assertThat(refusal("--group", "healthy", "--offset-syncs", "mm2-offset-syncs@target"))
        .contains("topic mm2-offset-syncs does not exist on the target cluster");
    assertThat(refusal("--group", "healthy", "--isolation", "serializable"))
        .isEqualTo(
            "tidegate parity: --isolation serializable: read_committed or read_uncommitted is"
                + " allowed");
  }

  @Test
  void aLongReadIsPlannedAndToldWhileItGoesOn() throws Exception {
    for (Logs on : List.of(legacy, cloud)) {
      on.create("long.replica", 1);
      on.fill("long.replica", 9_000);
    }
    legacy.commit("far-behind", Map.of(new TopicPartition("long.replica", 0), 100L));
    Answer answer = run("--group", "far-behind", "--read-limit", "1048576");
    assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.err())
        .contains("tidegate parity: about to read 8900 records of each cluster, 8 MiB of each")
        .containsPattern("tidegate parity: \\d+ of .*; read [1-9]\\d* of about 1[78] MiB\n");
  }

  @Test
  void theSameClusterTwiceIsBadInput() {
    Answer answer =
        Command.run(
            List.of(
                "--source",
                sourceFile.toString(),
                "--target",
                sourceFile.toString(),
                "--group",
                "healthy"));
    assertThat(answer.code()).isEqualTo(64);
    assertThat(answer.line()).contains("source and target are the same cluster");
  }

  @Test
  void aClusterThatIsAwayIsNamedInTime() throws Exception {
    Path away = file("away", "127.0.0.1:9");
    Instant start = Instant.now();
    Answer answer =
        Command.run(
            List.of(
                "--source",
                sourceFile.toString(),
                "--target",
                away.toString(),
                "--group",
                "healthy"));
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(18));
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.line())
        .startsWith("tidegate parity: the target cluster cannot be reached (" + away)
        .contains("bootstrap.servers 127.0.0.1:9");
  }

  @Test
  void aHostThatNobodyKnowsIsAClusterThatIsAway() throws Exception {
    Path away = file("unknown-host", "no-such-host.invalid:9092");
    Answer answer =
        Command.run(
            List.of(
                "--source",
                away.toString(),
                "--target",
                targetFile.toString(),
                "--group",
                "healthy"));
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.line()).contains("the source cluster cannot be reached");
  }

  private static void byHand(String topic, int copied, IntPredicate kept) throws Exception {
    legacy.create(topic, 1);
    legacy.write(topic, 0, 0, 100, number -> true);
    cloud.create(topic, 1);
    cloud.write(topic, 0, 0, copied, kept);
  }

  private static Path file(String name, String bootstrapServers) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".properties"), "bootstrap.servers=" + bootstrapServers + "\n");
  }

  private static Answer run(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("--source", sourceFile.toString(), "--target", targetFile.toString()));
    all.addAll(List.of(words));
    return Command.run(all);
  }

  private static String refusal(String... words) {
    Answer answer = run(words);
    assertThat(answer.code()).isEqualTo(64);
    return answer.line();
  }
}
