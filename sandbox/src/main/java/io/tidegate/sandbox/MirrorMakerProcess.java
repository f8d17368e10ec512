package io.tidegate.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.mirror.MirrorMaker;

/**
 * A real MirrorMaker 2 in a JVM of its own, so that it can be killed in the middle of its work. It
 * replicates what {@link MirrorMakerSandbox} would with the same options. Close it before its
 * clusters.
 */
public final class MirrorMakerProcess implements AutoCloseable {

  private final MainProcess process;

  private MirrorMakerProcess(MainProcess process) {
    this.process = process;
  }

  /** Starts it and returns at once; some seconds later the first record is copied. */
  public static MirrorMakerProcess start(
      KafkaCluster source, KafkaCluster target, MirrorMakerOptions options) {
    String flow = source.name() + "->" + target.name();
    ScratchDirectory directory = ScratchDirectory.create("mirror-maker");
    Path file = directory.path().resolve("mm2.properties");
    PropertiesFile.write(file, options.properties(source, target));
    return new MirrorMakerProcess(
        MainProcess.start(
            "MirrorMaker " + flow,
            directory,
            List.of("-Xmx192m"),
            MirrorMaker.class,
            List.of(file.toString())));
  }

  /** Starts it again; nothing if it runs. */
  public void startAgain() {
    process.startAgain();
  }

  /** Stops it in order, its progress written; nothing if it does not run. */
  public void stop() {
    process.stop();
  }

  /**
   * Ends it in the middle of whatever it does (SIGKILL): what it has copied since it last wrote its
   * own positions, every {@code offset.flush.interval.ms}, it copies again after {@link
   * #startAgain}.
   */
  public void kill() {
    process.kill();
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws SandboxException with the end of its log, if it ends before, or the deadline passes
   */
  public void await(Duration deadline, String description, Await.Condition condition) {
    process.await(deadline, description, condition);
  }

  @Override
  public void close() {
    process.close();
  }
}
