package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.World;
import io.tidegate.worker.parity.Command.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What single options change in the answer between two real clusters: each is run with it and
 * without, or with another value.
 */
class ParityOptionsIT {
  private static final int RECORDS = 100;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder;

  private static Logs legacy;
  private static Logs cloud;
  private static Path sourceFile;
  private static Path targetFile;

  /** What a run came to, and its only row. */
  private record Told(int code, JsonNode row, String light) {
    String verdict() {
      return row.at("/verdict").asText();
    }

    String resume() {
      return row.at("/resume").asText();
    }

    String anchor() {
      return row.at("/anchor").asText();
    }
  }

  @BeforeAll
  static void connect() throws Exception {
    World world = World.shared();
    legacy = new Logs(world.legacy().clientProperties());
    cloud = new Logs(world.cloud().clientProperties());
    sourceFile = file("legacy", world.legacy().bootstrapServers());
    targetFile = file("cloud", world.cloud().bootstrapServers());
  }

  @AfterAll
  static void close() {
    legacy.close();
    cloud.close();
  }

  @Test
  void theSameOffsetIsAnAnchorWhereItIsDeclared() throws Exception {
    String group = reader("same-offset", RECORDS, 60);

    Told declared = told(group, "--same-offset");
    assertThat(declared.anchor()).isEqualTo("SAME_OFFSET");
    assertThat(declared.verdict()).isEqualTo("EXACT");
    assertThat(declared.code()).isZero();
    assertThat(told(group).anchor()).isEqualTo("WINDOW");
  }

  @Test
  void mirrorMakersNotesAreTaken() throws Exception {
    legacy.create("noted", 1);
    legacy.write("noted", 0, 0, RECORDS, number -> true);
    legacy.commit("noted-reader", Map.of(new TopicPartition("noted", 0), 60L));
    World.shared().mirrorMaker();
    cloud.awaitEnd(new TopicPartition("noted", 0), RECORDS);

    // It writes a note some time after the copy of which it is.
    Await.until(
        Logs.DEADLINE,
        "an anchor that MirrorMaker noted",
        () -> {
          Told noted =
              told("noted-reader", "--offset-syncs", "mm2-offset-syncs.cloud.internal@source");
          assertThat(noted.code()).as("%s", noted).isZero();
          assertThat(noted.resume()).isEqualTo("60");
          return noted.anchor().equals("SYNC");
        });
    assertThat(told("noted-reader").anchor()).isEqualTo("WINDOW");
  }

  @Test
  void aPositionBeyondTheEndHasAResumePointByDeclaredPolicy() throws Exception {
    String group = reader("beyond", RECORDS, 150);

    assertPolicy(told(group), 2, "OUT_OF_RANGE", "RED", "null");
    assertPolicy(told(group, "--out-of-range", "fail"), 2, "OUT_OF_RANGE", "RED", "null");
    assertPolicy(told(group, "--out-of-range", "latest"), 1, "OUT_OF_RANGE", "YELLOW", "100");
    assertPolicy(told(group, "--out-of-range", "earliest"), 1, "OUT_OF_RANGE", "YELLOW", "0");
  }

  @Test
  void anExpiredPositionHasAResumePointByDeclaredPolicy() throws Exception {
    String group = reader("expired", RECORDS, 60);
    legacy
        .admin()
        .deleteRecords(
            Map.of(new TopicPartition("expired.replica", 0), RecordsToDelete.beforeOffset(70)))
        .all()
        .get();

    assertPolicy(told(group), 2, "EXPIRED_SOURCE", "RED", "null");
    assertPolicy(told(group, "--expired", "fail"), 2, "EXPIRED_SOURCE", "RED", "null");
    assertPolicy(told(group, "--expired", "resume-at-begin"), 1, "EXPIRED_SOURCE", "YELLOW", "70");
  }

  @Test
  void whatIsUnderWayMayBeSoOld() throws Exception {
    String group = reader("under-way", RECORDS - 3, 60);

    assertThat(told(group, "--settle", "PT0S").light()).isEqualTo("YELLOW");
    assertThat(told(group, "--settle", "PT0S", "--lag-span", "PT1H").light()).isEqualTo("GREEN");
    Told tooOld = told(group, "--settle", "PT0S", "--lag-span", "PT0.001S");
    assertThat(tooOld.light()).isEqualTo("RED");
    assertThat(tooOld.row().at("/pending").asText()).isEqualTo("3");
  }

  /** The target group stands three records before where it should, which are 2 ms apart. */
  @Test
  void whatComesAgainMaySpanSoMuchTime() throws Exception {
    String group = reader("again", RECORDS, 60);
    cloud.commit(group, Map.of(new TopicPartition("again.replica", 0), 57L));

    assertThat(told(group).code()).isEqualTo(2);
    assertThat(told(group, "--replay-span", "PT0.002S").code()).isZero();
    Told tooLong = told(group, "--replay-span", "PT0.001S");
    assertThat(tooLong.code()).isEqualTo(2);
    assertThat(tooLong.row().at("/grade/verdict").asText()).isEqualTo("REPLAY");
  }

  /** So many records that the read is announced, with the time that the limit makes of it. */
  @Test
  void aReadIsNotHeldUpWhereTheLimitIsLifted() throws Exception {
    int many = (int) Foresight.LONG_RECORDS;
    for (Logs on : List.of(legacy, cloud)) {
      on.create("many.replica", 1);
      on.write("many.replica", 0, 0, many, number -> true);
    }
    legacy.commit("many-reader", Map.of(new TopicPartition("many.replica", 0), 0L));

    Answer limited = run("--group", "many-reader");
    assertThat(limited.code()).as("%s", limited).isZero();
    assertThat(limited.err())
        .contains("about to read " + many + " records")
        .contains("or more at the read limit");
    Answer lifted = run("--group", "many-reader", "--read-limit", "none");
    assertThat(lifted.code()).as("%s", lifted).isZero();
    assertThat(lifted.err())
        .contains("about to read " + many + " records")
        .doesNotContain("read limit");
  }

  private static void assertPolicy(
      Told told, int code, String verdict, String light, String resume) {
    assertThat(told.verdict()).as("%s", told).isEqualTo(verdict);
    assertThat(told.resume()).isEqualTo(resume);
    assertThat(told.light()).isEqualTo(light);
    assertThat(told.code()).isEqualTo(code);
  }

  /** A topic with a group that reads it, of which so many records are on the target. */
  private static String reader(String name, int copied, long committed) throws Exception {
    String topic = name + ".replica";
    legacy.create(topic, 1);
    legacy.write(topic, 0, 0, RECORDS, number -> true);
    cloud.create(topic, 1);
    cloud.write(topic, 0, 0, copied, number -> true);
    legacy.commit(name + "-reader", Map.of(new TopicPartition(topic, 0), committed));
    return name + "-reader";
  }

  private static Path file(String name, String bootstrapServers) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".properties"), "bootstrap.servers=" + bootstrapServers + "\n");
  }

  private static Told told(String group, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("--group", group, "--json"));
    all.addAll(List.of(words));
    Answer answer = run(all.toArray(String[]::new));
    assertThat(ParitySchema.violations(answer.out())).as("%s", answer).isEmpty();
    JsonNode document = JSON.readTree(answer.out());
    assertThat(document.at("/groups/0/partitions")).hasSize(1);
    return new Told(
        answer.code(), document.at("/groups/0/partitions/0"), document.at("/light").asText());
  }

  private static Answer run(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("--source", sourceFile.toString(), "--target", targetFile.toString()));
    all.addAll(List.of(words));
    return Command.run(all);
  }
}
