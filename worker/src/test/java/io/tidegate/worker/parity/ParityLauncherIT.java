package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.worker.parity.Command.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./tidegate parity} as a person types it: the launcher, a JVM of its own, 256 MB. */
class ParityLauncherIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @TempDir private static Path folder;

  private static List<String> files;

  @BeforeAll
  static void fill() throws Exception {
    // This build is the one that the launcher shall run, not one that it makes.
    Path libraries = Path.of("target", "libraries");
    Files.setLastModifiedTime(libraries, FileTime.from(Instant.now()));
    KafkaSandbox source = World.shared().legacy();
    KafkaSandbox target = World.shared().cloud();
    try (Logs legacy = new Logs(source.clientProperties());
        Logs cloud = new Logs(target.clientProperties())) {
      for (Logs on : List.of(legacy, cloud)) {
        on.create("typed.replica", 1);
        on.write("typed.replica", 0, 0, 100, number -> true);
      }
      legacy.commit("typed", Map.of(new TopicPartition("typed.replica", 0), 40L));
    }
    files = List.of("--source", file(source), "--target", file(target));
  }

  @Test
  void theDocumentIsAllThatStandsOnStdoutAlsoFromTheClassArchive() throws Exception {
    for (int run = 0; run < 2; run++) {
      Answer answer = launched(files, "--group", "typed", "--json");
      assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
      assertThat(answer.out().lines()).hasSize(1);
      assertThat(ParitySchema.violations(answer.out())).isEmpty();
    }
    assertThat(Path.of("target", "parity.jsa")).isRegularFile();
  }

  @Test
  void theTableHasNoColoursWhereNobodyWatches() throws Exception {
    Answer answer = launched(files, "--group", "typed");
    assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.out())
        .containsPattern("typed\\.replica +0 +40 -> 40 +EXACT +GREEN")
        .doesNotContain("\u001b");
  }

  @Test
  void aRefusalIsOneLineAndAStackTraceIsThereForWhoAsks() throws Exception {
    Answer refused = launched(files, "--group", "tipped");
    assertThat(refused.code()).isEqualTo(64);
    assertThat(refused.line())
        .isEqualTo(
            "tidegate parity: group tipped does not exist on the source cluster; did you mean"
                + " typed?");
    Answer verbose = launched(files, "--group", "tipped", "--verbose");
    assertThat(verbose.code()).isEqualTo(64);
    assertThat(verbose.err()).contains("StartFailure").contains("\tat ");
    assertThat(verbose.out()).isEmpty();
  }

  @Test
  void theHelpNeedsNoCluster() throws Exception {
    Answer help = launched(List.of("--help"));
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("usage: ./tidegate parity");
    assertThat(help.err()).isEmpty();
  }

  private static String file(KafkaSandbox cluster) throws Exception {
    return Files.writeString(
            folder.resolve(cluster.name() + ".properties"),
            "bootstrap.servers=" + cluster.bootstrapServers() + "\n")
        .toString();
  }

  private static Answer launched(List<String> first, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(HOME.resolve("tidegate").toString(), "parity"));
    words.addAll(first);
    words.addAll(List.of(more));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end after 90 s: " + words);
    }
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
