package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import io.tidegate.worker.parity.Command.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    assertThat(verbose.err()).contains("StartFailure").contains("    at io.tidegate.");
    assertThat(verbose.out()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAnswerThatCannotBeWrittenIsNoLight() throws Exception {
    List<String> words = new ArrayList<>(List.of(HOME.resolve("tidegate").toString(), "parity"));
    words.addAll(files);
    words.addAll(List.of("--group", "typed", "--json"));
    Path err = folder.resolve("full-err");
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(Path.of("/dev/full").toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(70);
    assertThat(Files.readString(err))
        .isEqualTo("tidegate parity: the answer could not be written to the end of stdout\n");
  }

  /** The run that leaves the archive of classes is the one in which the launcher stays. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whoEndsTheLauncherEndsTheCheckAlsoInTheFirstRun() throws Exception {
    Files.deleteIfExists(Path.of("target", "parity.jsa"));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Path file =
          Files.writeString(
              folder.resolve("silent.properties"),
              "bootstrap.servers=127.0.0.1:" + silent.getLocalPort() + "\n");
      Process process =
          new ProcessBuilder(
                  HOME.resolve("tidegate").toString(),
                  "parity",
                  "--source",
                  file.toString(),
                  "--target",
                  file.toString(),
                  "--group",
                  "typed")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("ended").toFile())
              .start();
      silent.setSoTimeout(60_000);
      silent.accept(); // it asks, and waits for an answer
      List<ProcessHandle> check = process.descendants().toList();
      assertThat(check).isNotEmpty();
      process.destroy();
      assertThat(process.waitFor(8, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      assertThat(check).noneMatch(ProcessHandle::isAlive);
      try (Stream<Path> left = Files.list(Path.of("target"))) {
        assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("parity.jsa."));
      }
    }
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
