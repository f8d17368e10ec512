package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.parity.Command.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a principal that may only read, between clusters that ask for a password. */
class GuardedParityIT {
  private static final AclOperation[] TO_READ = {
    AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS
  };

  @TempDir private static Path folder;

  private static GuardedClusters clusters;
  private static Path sourceFile;
  private static Path targetFile;

  @BeforeAll
  static void fill() throws Exception {
    clusters = new GuardedClusters();
    sourceFile = GuardedClusters.file(folder, clusters.legacy, "auditor-secret");
    targetFile = GuardedClusters.file(folder, clusters.cloud, "auditor-secret");
    for (String topic : List.of("open", "secret")) {
      for (Logs on : List.of(clusters.onLegacy, clusters.onCloud)) {
        on.create(topic, 1);
        on.write(topic, 0, 0, 100, number -> true);
      }
    }
    TopicPartition open = new TopicPartition("open", 0);
    clusters.onLegacy.commit("reader", Map.of(open, 40L));
    clusters.onLegacy.commit("both", Map.of(open, 40L, new TopicPartition("secret", 0), 50L));
    clusters.onLegacy.commit("hidden", Map.of(open, 40L));
    for (Logs on : List.of(clusters.onLegacy, clusters.onCloud)) {
      GuardedClusters.allow(on, ResourceType.TOPIC, "open", TO_READ);
      GuardedClusters.allow(on, ResourceType.GROUP, "reader", AclOperation.DESCRIBE);
      GuardedClusters.allow(on, ResourceType.GROUP, "both", AclOperation.DESCRIBE);
    }
    // Else a broker that never had a group makes this topic when it is asked about one by name.
    GuardedClusters.allow(
        clusters.onCloud, ResourceType.TOPIC, "__consumer_offsets", AclOperation.DESCRIBE);
    GuardedClusters.allow(clusters.onLegacy, ResourceType.TOPIC, "secret", TO_READ);
    GuardedClusters.allow(
        clusters.onCloud,
        ResourceType.TOPIC,
        "secret",
        AclOperation.DESCRIBE,
        AclOperation.DESCRIBE_CONFIGS);
  }

  @AfterAll
  static void stop() {
    clusters.close();
  }

  @Test
  void rightsToReadAreEnoughAndNothingIsWritten() throws Exception {
    SortedMap<String, String> sourceBefore = GuardedClusters.everything(clusters.onLegacy);
    SortedMap<String, String> targetBefore = GuardedClusters.everything(clusters.onCloud);

    Answer table = run("--group", "reader");
    Answer json = run("--group", "reader", "--json", "--isolation", "read_committed");

    assertThat(table.code()).as(table.out() + table.err()).isZero();
    assertThat(table.out()).containsPattern("open +0 +40 -> 40 +EXACT +GREEN");
    assertThat(table.out().replaceAll("\\s+", " "))
        .contains(
            "(offsets.retention.minutes) is not known: cluster source denies DESCRIBE_CONFIGS");
    assertThat(json.code()).as(json.out() + json.err()).isZero();
    assertThat(ParitySchema.violations(json.out())).isEmpty();
    assertThat(GuardedClusters.everything(clusters.onLegacy)).isEqualTo(sourceBefore);
    assertThat(GuardedClusters.everything(clusters.onCloud)).isEqualTo(targetBefore);
    assertThat(targetBefore)
        .as("not even the internal topic")
        .doesNotContainKey("topic __consumer_offsets");
  }

  @Test
  void whatMayNotBeReadIsARowThatNamesTheRightThatIsMissing() {
    Answer answer = run("--group", "both");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(2);
    assertThat(answer.out())
        .containsPattern("open +0 +40 -> 40 +EXACT +GREEN")
        .containsPattern("secret +0 .* UNPROVEN +RED")
        .contains("cluster target denies READ on Topic secret");
  }

  @Test
  void aGroupThatMayNotBeLookedAtIsAFindingAndTheOthersAreProven() throws Exception {
    Answer answer = run("--group", "hidden", "--group", "reader", "--json");
    assertThat(answer.code()).as(answer.out() + answer.err()).isEqualTo(2);
    assertThat(ParitySchema.violations(answer.out())).isEmpty();
    assertThat(answer.out())
        .contains("cluster source denies DESCRIBE on Group hidden")
        .contains("\"group\":\"reader\",\"light\":\"GREEN\"");
    Answer named = run("--group", "hidden", "--topic", "open");
    assertThat(named.code()).as(named.out() + named.err()).isEqualTo(2);
    assertThat(named.out())
        .containsPattern("open +0 .* UNPROVEN +RED")
        .contains("cluster source denies DESCRIBE on Group hidden");
  }

  @Test
  void aWrongPasswordIsOneLine() throws Exception {
    Path wrong = GuardedClusters.file(folder, clusters.cloud, "guessed");
    Answer answer =
        Command.run(
            List.of(
                "--source",
                sourceFile.toString(),
                "--target",
                wrong.toString(),
                "--group",
                "reader"));
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.line())
        .startsWith("tidegate parity: the target cluster cannot be reached (" + wrong)
        .contains("Authentication failed")
        .doesNotContain("guessed\"");
  }

  @Test
  void noPasswordAtAllIsOneLine() throws Exception {
    Path plain =
        Files.writeString(
            folder.resolve("plain.properties"),
            "bootstrap.servers=" + clusters.cloud.bootstrapServers() + "\n");
    Answer answer =
        Command.run(
            List.of(
                "--source",
                sourceFile.toString(),
                "--target",
                plain.toString(),
                "--group",
                "reader"));
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.line()).contains("the target cluster cannot be reached");
  }

  private static Answer run(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("--source", sourceFile.toString(), "--target", targetFile.toString()));
    all.addAll(List.of(words));
    return Command.run(all);
  }
}
