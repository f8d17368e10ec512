package io.tidegate.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tidegate.sandbox.KafkaSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The two clusters, in this JVM; what is measured runs in a JVM of its own beside it.
 *
 * @param source called {@code legacy}
 * @param target called {@code cloud}
 * @param launcher the script whose JVM settings the peer gets too
 * @param parity the first words of the command
 */
record Stage(KafkaSandbox source, KafkaSandbox target, Path launcher, List<String> parity) {

  /** Thousands of partitions in one small broker: index files that take little disk. */
  private static final Map<String, String> MANY_PARTITIONS =
      Map.of("log.index.size.max.bytes", "65536", "num.io.threads", "4");

  private static final List<String> CLIENT_OPTIONS = List.of("-Xmx1g");
  private static final Duration TIMINGS_DEADLINE = Duration.ofMinutes(10);

  /**
   * Starts both clusters, alone in their process for as long as it lives.
   *
   * @param home the folder of the launcher
   */
  static Stage start(Path home) {
    Path launcher = home.resolve("tidegate");
    return new Stage(
        KafkaSandbox.start("legacy", MANY_PARTITIONS),
        KafkaSandbox.start("cloud", MANY_PARTITIONS),
        launcher,
        List.of(launcher.toString(), "parity"));
  }

  /** Writes the log to both clusters, side by side. */
  void fill(Log log) {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> log.fillTarget(target));
    log.fillSource(source);
    beside.join();
  }

  /** Times the cases in one JVM, in their order. */
  List<Timing> time(List<Case> cases) {
    try {
      Path directory = Files.createTempDirectory("tidegate-bench-");
      try {
        Path asked = directory.resolve("cases.json");
        Path answered = directory.resolve("timings.json");
        ProofTimer.JSON.writeValue(asked.toFile(), cases);
        ChildJvm.run(
            ProofTimer.class,
            CLIENT_OPTIONS,
            List.of(
                source.bootstrapServers(),
                target.bootstrapServers(),
                asked.toString(),
                answered.toString()),
            TIMINGS_DEADLINE);
        return ProofTimer.JSON.readValue(answered.toFile(), new TypeReference<>() {});
      } finally {
        Folders.delete(directory);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Thousands of partitions take a while to shut down. */
  void close() {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(source::close);
    target.close();
    beside.join();
  }
}
