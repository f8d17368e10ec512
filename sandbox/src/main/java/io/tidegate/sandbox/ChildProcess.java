package io.tidegate.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another program beside this JVM. What it says goes to a log file. Its standard input is a pipe
 * from this JVM, by whose end it can tell that its parent is gone.
 */
final class ChildProcess implements AutoCloseable {

  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  private static final int LOG_TAIL_LINES = 30;

  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it and returns at once; what it says is appended to the log file.
   *
   * @param name what messages call it
   */
  static ChildProcess start(String name, List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new ChildProcess(name, log, process);
    } catch (IOException e) {
      throw new SandboxException(name + ": its process did not start", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws SandboxException with the end of its log, if it ends before, or the deadline passes
   */
  void await(Duration deadline, String description, Await.Condition condition) {
    try {
      Await.until(deadline, description, () -> !isAlive() || condition.holds());
    } catch (Await.DeadlinePassed e) {
      throw new SandboxException(name + " is not ready" + tail(), e);
    }
    if (!isAlive()) {
      throw new SandboxException(
          "%s ended with code %d, before %s%s"
              .formatted(name, process.exitValue(), description, tail()),
          null);
    }
  }

  /** Ends it in the middle of whatever it does (SIGKILL) and returns once it is gone. */
  void kill() {
    process.destroyForcibly();
    if (!ends(STOP_DEADLINE)) {
      throw new SandboxException(
          "%s (process %d) was killed and is still there after %d s"
              .formatted(name, process.pid(), STOP_DEADLINE.toSeconds()),
          null);
    }
  }

  /** Asks it to end in order (SIGTERM), and kills it when that takes too long. */
  @Override
  public void close() {
    // Process.destroy() would also close the pipe, and so end it at once.
    process.toHandle().destroy();
    if (!ends(STOP_DEADLINE)) {
      kill();
    }
  }

  private boolean ends(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting for the end of " + name, e);
    }
  }

  private String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
      return last.isEmpty()
          ? "; it said nothing"
          : "; it said last:\n  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "; its log cannot be read: " + e;
    }
  }
}
