package io.tidegate.sandbox;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another program in a JVM of its own, with a class path and a heap of its own: for what must be
 * killed, and for versions that do not fit into this JVM. What it says goes to a log file. It never
 * outlives this JVM: see {@link ChildMain}.
 */
final class ChildJvm implements AutoCloseable {

  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  private static final int LOG_TAIL_LINES = 30;

  private final String name;
  private final Path log;
  private final Process process;

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * What to run.
   *
   * @param name what messages call it
   * @param classPath as after {@code java -cp}
   * @param options of the JVM, such as {@code -Xmx192m}
   * @param mainAndArguments the main class, then its arguments
   */
  record Program(
      String name, String classPath, List<String> options, List<String> mainAndArguments) {

    Program {
      options = List.copyOf(options);
      mainAndArguments = List.copyOf(mainAndArguments);
    }
  }

  /** Starts it and returns at once; what it says is appended to the log file. */
  static ChildJvm start(Program program, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(program.options());
    command.add("-cp");
    command.add(program.classPath() + System.getProperty("path.separator") + ownClasses());
    command.add(ChildMain.class.getName());
    command.addAll(program.mainAndArguments());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new ChildJvm(program.name(), log, process);
    } catch (IOException e) {
      throw new SandboxException(program.name() + ": its JVM did not start", e);
    }
  }

  /** Where {@link ChildMain} is found: last, so that the program's own classes win. */
  private static Path ownClasses() {
    try {
      return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new SandboxException("no path to the sandbox's own classes", e);
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
