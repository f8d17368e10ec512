package io.tidegate.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A main class of this JVM's own class path in a JVM of its own, so that it can be killed in the
 * middle of its work and started again. It never outlives this JVM.
 */
public final class MainProcess implements AutoCloseable {

  private final ScratchDirectory directory;
  private final ChildJvm.Program program;
  private @Nullable ChildProcess child;

  private MainProcess(ScratchDirectory directory, ChildJvm.Program program) {
    this.directory = directory;
    this.program = program;
  }

  /**
   * Starts it and returns at once.
   *
   * @param name what messages call it
   * @param options of the JVM, such as {@code -Xmx192m}
   */
  public static MainProcess start(
      String name, List<String> options, Class<?> main, List<String> arguments) {
    return start(name, ScratchDirectory.create("process"), options, main, arguments);
  }

  /**
   * @param directory its own from now on
   */
  static MainProcess start(
      String name,
      ScratchDirectory directory,
      List<String> options,
      Class<?> main,
      List<String> arguments) {
    MainProcess started =
        new MainProcess(
            directory,
            new ChildJvm.Program(
                name,
                System.getProperty("java.class.path"),
                options,
                Stream.concat(Stream.of(main.getName()), arguments.stream()).toList()));
    started.startAgain();
    return started;
  }

  /** Starts it again; nothing if it runs. */
  public synchronized void startAgain() {
    ChildProcess running = child;
    if (running == null || !running.isAlive()) {
      child = ChildJvm.start(program, log());
    }
  }

  /** What it said since its first start. */
  public Path log() {
    return directory.path().resolve("log");
  }

  /** Asks it to end in order (SIGTERM); nothing if it does not run. */
  public synchronized void stop() {
    ChildProcess running = child;
    if (running != null) {
      running.close();
    }
  }

  /** Ends it in the middle of whatever it does (SIGKILL) and returns once it is gone. */
  public synchronized void kill() {
    running().kill();
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws SandboxException with the end of its log, if it ends before, or the deadline passes
   */
  public void await(Duration deadline, String description, Await.Condition condition) {
    running().await(deadline, description, condition);
  }

  private synchronized ChildProcess running() {
    ChildProcess running = child;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException(program.name() + " does not run");
    }
    return running;
  }

  @Override
  public synchronized void close() {
    try {
      stop();
    } finally {
      directory.delete();
    }
  }
}
