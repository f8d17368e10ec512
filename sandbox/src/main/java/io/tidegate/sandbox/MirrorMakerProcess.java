package io.tidegate.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.mirror.MirrorMaker;
import org.jspecify.annotations.Nullable;

/**
 * A real MirrorMaker 2 in a JVM of its own, so that it can be killed in the middle of its work. It
 * replicates what {@link MirrorMakerSandbox} would with the same options. Close it before its
 * clusters.
 */
public final class MirrorMakerProcess implements AutoCloseable {

  private final ScratchDirectory directory;
  private final ChildJvm.Program program;
  private @Nullable ChildJvm child;

  private MirrorMakerProcess(ScratchDirectory directory, ChildJvm.Program program) {
    this.directory = directory;
    this.program = program;
  }

  /** Starts it and returns at once; some seconds later the first record is copied. */
  public static MirrorMakerProcess start(
      KafkaCluster source, KafkaCluster target, MirrorMakerOptions options) {
    String flow = source.name() + "->" + target.name();
    ScratchDirectory directory = ScratchDirectory.create("mirror-maker");
    Path file = directory.path().resolve("mm2.properties");
    PropertiesFile.write(file, options.properties(source, target));
    MirrorMakerProcess started =
        new MirrorMakerProcess(
            directory,
            new ChildJvm.Program(
                "MirrorMaker " + flow,
                System.getProperty("java.class.path"),
                List.of("-Xmx192m"),
                List.of(MirrorMaker.class.getName(), file.toString())));
    started.startAgain();
    return started;
  }

  /** Starts it again; nothing if it runs. */
  public synchronized void startAgain() {
    ChildJvm running = child;
    if (running == null || !running.isAlive()) {
      child = ChildJvm.start(program, directory.path().resolve("log"));
    }
  }

  /** Stops it in order, its progress written; nothing if it does not run. */
  public synchronized void stop() {
    ChildJvm running = child;
    if (running != null) {
      running.close();
    }
  }

  /**
   * Ends it in the middle of whatever it does (SIGKILL): what it has copied since it last wrote its
   * own positions, every {@code offset.flush.interval.ms}, it copies again after {@link
   * #startAgain}.
   */
  public synchronized void kill() {
    ChildJvm running = child;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException(program.name() + " does not run");
    }
    running.kill();
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws SandboxException with the end of its log, if it ends before, or the deadline passes
   */
  public void await(Duration deadline, String description, Await.Condition condition) {
    ChildJvm running;
    synchronized (this) {
      running = child;
    }
    if (running == null) {
      throw new IllegalStateException(program.name() + " does not run");
    }
    running.await(deadline, description, condition);
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
