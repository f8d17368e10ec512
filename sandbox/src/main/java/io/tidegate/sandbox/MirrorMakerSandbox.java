package io.tidegate.sandbox;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.mirror.MirrorMaker;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.jspecify.annotations.Nullable;

/**
 * A real MirrorMaker 2 in this JVM, from one cluster to another, one way. Topics that appear later
 * are picked up at the next refresh. Close it before its clusters: it needs both to stop, and waits
 * some 40 s for one that is away.
 */
public final class MirrorMakerSandbox implements AutoCloseable {

  private static final String SOURCE_CONNECTOR = "MirrorSourceConnector";
  private static final String RUNNING = "RUNNING";

  private final SourceAndTarget flow;
  private final Map<String, String> properties;
  private volatile @Nullable MirrorMaker mirrorMaker;

  private MirrorMakerSandbox(SourceAndTarget flow, Map<String, String> properties) {
    this.flow = flow;
    this.properties = properties;
  }

  /**
   * Starts replication; the clusters' names are its aliases. It returns before the first record is
   * copied, see {@link #awaitRunning}.
   */
  public static MirrorMakerSandbox start(
      KafkaCluster source, KafkaCluster target, MirrorMakerOptions options) {
    if (source.name().equals(target.name())) {
      throw new IllegalArgumentException(
          "source and target are both called \"" + source.name() + "\": two names are needed");
    }
    MirrorMakerSandbox sandbox =
        new MirrorMakerSandbox(
            new SourceAndTarget(source.name(), target.name()), options.properties(source, target));
    sandbox.startAgain();
    return sandbox;
  }

  /** The topic on the source that says which target offset belongs to which source offset. */
  public String offsetSyncsTopic() {
    return "mm2-offset-syncs." + flow.target() + ".internal";
  }

  /** Starts it again, from where it stopped; nothing if it runs. */
  public synchronized void startAgain() {
    if (mirrorMaker != null) {
      return;
    }
    MirrorMaker starting = new MirrorMaker(properties);
    starting.start();
    mirrorMaker = starting;
  }

  /** Stops it in order, its progress committed; nothing if it does not run. */
  public synchronized void stop() {
    MirrorMaker running = mirrorMaker;
    if (running != null) {
      mirrorMaker = null;
      running.stop();
      running.awaitStop();
    }
  }

  /**
   * Returns once the connector that copies records runs with at least one task and no task of it
   * has another state. Without a topic to copy there is no task.
   */
  public void awaitRunning(Duration deadline) {
    Await.until(deadline, SOURCE_CONNECTOR + " of " + flow + " and its tasks to run", this::runs);
  }

  private boolean runs() {
    MirrorMaker running = mirrorMaker;
    if (running == null) {
      return false;
    }
    ConnectorStateInfo info = running.connectorStatus(flow, SOURCE_CONNECTOR);
    return info.connector().state().equals(RUNNING)
        && !info.tasks().isEmpty()
        && info.tasks().stream().allMatch(task -> task.state().equals(RUNNING));
  }

  @Override
  public void close() {
    stop();
  }
}
