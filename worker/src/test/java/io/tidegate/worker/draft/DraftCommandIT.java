package io.tidegate.worker.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Finding;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.worker.parity.GuardedClusters;
import io.tidegate.worker.parity.Logs;
import io.tidegate.worker.parity.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

/** The command between clusters with ACLs: what it prints, what it refuses, and how. */
class DraftCommandIT {
  @TempDir private static Path folder;

  private static GuardedClusters clusters;
  private static Path source;
  private static Path target;

  @BeforeAll
  static void fill() throws Exception {
    clusters = new GuardedClusters();
    source = clusters.adminFile(folder, clusters.legacy());
    target = clusters.adminFile(folder, clusters.cloud());
    Logs legacy = clusters.onLegacy();
    for (String topic : List.of("orders", "orders.again")) {
      legacy.create(topic, 1);
      clusters.onCloud().create("legacy." + topic, 1);
    }
    TopicPartition orders = new TopicPartition("orders", 0);
    legacy.commit("shipper", Map.of(orders, 0L, new TopicPartition("orders.again", 0), 0L));
    legacy.commit("audit", Map.of(orders, 0L));
    GuardedClusters.allow(legacy, "User:shop", ResourceType.TOPIC, "orders", AclOperation.WRITE);
    GuardedClusters.allow(
        legacy, "User:shipper", ResourceType.TOPIC, "orders.again", AclOperation.WRITE);
    GuardedClusters.allow(legacy, "User:shipper", ResourceType.GROUP, "shipper", AclOperation.READ);
    // Else a broker that never had a group makes this topic when it is asked about one by name.
    GuardedClusters.allow(legacy, ResourceType.GROUP, "shipper", AclOperation.DESCRIBE);
    for (Logs on : List.of(legacy, clusters.onCloud())) {
      for (String topic :
          List.of("orders", "orders.again", "legacy.orders", "legacy.orders.again")) {
        GuardedClusters.allow(
            on, ResourceType.TOPIC, topic, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
      }
    }
  }

  @AfterAll
  static void stop() {
    clusters.close();
  }

  @Test
  void aclsTellPrincipalsAndRolesAndNothingIsWritten() throws Exception {
    SortedMap<String, String> sourceBefore = GuardedClusters.everything(clusters.onLegacy());
    SortedMap<String, String> targetBefore = GuardedClusters.everything(clusters.onCloud());

    Answer answer = run("--source", source, "--target", target, "--group-prefix", "ship");

    assertThat(answer.code).as(answer.err).isZero();
    assertThat(answer.err).isEmpty();
    assertThat(answer.out)
        .contains(
            "topicNames: {prefix: legacy}",
            "- {source: orders, role: main}",
            "- {source: orders.again, role: retry}",
            "by its ACLs: only those who read it may write to it",
            "- group: audit")
        .containsPattern("- \"User:shipper\" +# whom ACLs let read with these groups")
        .containsPattern("- +# User:shop, whom ACLs let write to orders: name it if ");
    Finding undecided = principals(answer.out).get(0);
    assertThat(principals(answer.out)).hasSize(1);
    assertThat(undecided.field()).isEqualTo("units[0].principals[1]");
    List<String> lines = new ArrayList<>(answer.out.lines().toList());
    String line = lines.get(undecided.line() - 1);
    assertThat(line).contains("User:shop");
    lines.set(undecided.line() - 1, line.replaceFirst("- ", "- \"User:shop\" "));
    assertThat(principals(String.join("\n", lines))).as("named").isEmpty();
    lines.remove(undecided.line() - 1);
    assertThat(principals(String.join("\n", lines))).as("deleted").isEmpty();
    assertThat(GuardedClusters.everything(clusters.onLegacy())).isEqualTo(sourceBefore);
    assertThat(GuardedClusters.everything(clusters.onCloud())).isEqualTo(targetBefore);
  }

  @Test
  void whoMayNotReadAclsGetsADraftWithoutPrincipalsAndALineThatSaysSo() throws Exception {
    Path mine = GuardedClusters.file(folder, clusters.legacy(), "auditor-secret");
    Path theirs = GuardedClusters.file(folder, clusters.cloud(), "auditor-secret");

    Answer answer = run("--source", mine, "--target", theirs, "--group-prefix=shipper");

    assertThat(answer.code).as(answer.err).isZero();
    assertThat(answer.err.strip())
        .startsWith("tidegate draft: no principals are drafted: ")
        .contains("DESCRIBE");
    assertThat(answer.out).contains("- group: shipper").doesNotContain("principals:");
  }

  @Test
  void whatIsWrongIsOneLine() throws Exception {
    Path away = folder.resolve("away.properties");
    Files.writeString(away, "bootstrap.servers=127.0.0.1:1\n");

    assertThat(refused(64, "--source", source, "--target", target, "--group-prefix", "no-such"))
        .isEqualTo(
            "tidegate draft: --group-prefix: no group of the source cluster begins with no-such; it"
                + " has audit, shipper");
    assertThat(refused(64, "--source", source, "--target", target))
        .contains("--group-prefix is missing");
    assertThat(refused(64, "--source", source, "--target", target, "--group-prefix"))
        .contains("--group-prefix: a value is missing");
    assertThat(refused(64, "--source", source, "--target", target, "--group-prefx", "s"))
        .contains("unknown option --group-prefx; did you mean --group-prefix?");
    assertThat(refused(64, "--source", source, "--source", source, "--group-prefix", "s"))
        .contains("--source is given twice");
    assertThat(refused(64, "--source", source, "--target", source, "--group-prefix", "s"))
        .contains("source and target are the same cluster");
    assertThat(
            refused(
                64, "--source", folder.resolve("none"), "--target", target, "--group-prefix", "s"))
        .contains("none: no such file");
    assertThat(refused(69, "--source", source, "--target", away, "--group-prefix", "s"))
        .contains("the target cluster cannot be reached", "127.0.0.1:1");
  }

  @Test
  void theHelpNeedsNoCluster() {
    Answer help = run("--help");
    assertThat(help.code).isZero();
    assertThat(help.out).startsWith("usage: ./tidegate draft");
  }

  private static List<Finding> principals(String yaml) {
    return ((Parsed.Invalid) RunbookParser.parse(yaml))
        .findings().stream().filter(finding -> finding.field().contains("principals")).toList();
  }

  private record Answer(int code, String out, String err) {}

  private static String refused(int code, Object... words) {
    Answer answer = run(words);
    assertThat(answer.code).as(answer.err).isEqualTo(code);
    assertThat(answer.out).isEmpty();
    assertThat(answer.err.lines()).hasSize(1);
    return answer.err.strip();
  }

  private static Answer run(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> texts = new ArrayList<>();
    for (Object word : words) {
      texts.add(word.toString());
    }
    int code = new DraftCommand(new Screen(stream(out), stream(err), false, false)).run(texts);
    return new Answer(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
