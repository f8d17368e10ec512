package io.tidegate.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Everybody else's software, in this JVM and on loopback ports: the Kafka clusters {@code legacy}
 * and {@code cloud}, MirrorMaker 2 from the one to the other, PostgreSQL and Temporal.
 *
 * <p>{@link #start} brings up all parts at once; {@link #lazy} and {@link #shared} bring up a part
 * when it is first asked for, and what it needs. It and its parts are safe to use from any thread.
 */
public final class World implements AutoCloseable {

  /** How long {@link #close()} takes at most. */
  public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

  private static final Duration MIRROR_MAKER_STOP = Duration.ofSeconds(6);
  private static final Duration OTHERS_STOP = CLOSE_DEADLINE.minus(MIRROR_MAKER_STOP);
  private static final Duration START_DEADLINE = Duration.ofMinutes(2);

  private final Part<KafkaSandbox> legacy;
  private final Part<KafkaSandbox> cloud;
  private final Part<MirrorMakerSandbox> mirrorMaker;
  private final Part<PostgresSandbox> postgres;
  private final Part<TemporalSandbox> temporal;

  private World(WorldOptions options) {
    // Parts that start side by side would otherwise log while SLF4J still looks for its provider.
    LoggerFactory.getILoggerFactory();
    legacy = new Part<>("legacy", () -> KafkaSandbox.start("legacy", options.legacyOverrides()));
    cloud = new Part<>("cloud", () -> KafkaSandbox.start("cloud", options.cloudOverrides()));
    mirrorMaker = new Part<>("MirrorMaker", () -> startMirrorMaker(options.mirrorMaker()));
    postgres = new Part<>("PostgreSQL", PostgresSandbox::start);
    temporal = new Part<>("Temporal", TemporalSandbox::start);
  }

  /** Starts all parts side by side and returns once they run; the caller closes the world. */
  public static World start(WorldOptions options) {
    World world = new World(options);
    try {
      SideBySide.run("start", START_DEADLINE, world.each(Part::get));
      return world;
    } catch (SandboxException e) {
      try {
        world.close();
      } catch (SandboxException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /** A world in which nothing runs yet; the caller closes it. */
  public static World lazy(WorldOptions options) {
    return new World(options);
  }

  /**
   * The one world of this JVM's tests, with the default options; the JVM's exit closes it. A test
   * that takes a part down starts one of its own.
   */
  public static World shared() {
    return Shared.WORLD;
  }

  public KafkaSandbox legacy() {
    return legacy.get();
  }

  public KafkaSandbox cloud() {
    return cloud.get();
  }

  /** Brings up both clusters too. */
  public MirrorMakerSandbox mirrorMaker() {
    return mirrorMaker.get();
  }

  public PostgresSandbox postgres() {
    return postgres.get();
  }

  public TemporalSandbox temporal() {
    return temporal.get();
  }

  /**
   * Stops MirrorMaker, then everything else side by side. A second call does nothing more.
   *
   * @throws SandboxException naming the parts that failed to stop, or were still stopping at {@link
   *     #CLOSE_DEADLINE}
   */
  @Override
  public void close() {
    try {
      SideBySide.run("stop", MIRROR_MAKER_STOP, Map.of(mirrorMaker.name(), mirrorMaker::end));
    } catch (SandboxException e) {
      try {
        stopTheOthers();
      } catch (SandboxException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
    stopTheOthers();
  }

  private void stopTheOthers() {
    Map<String, SideBySide.Task> others = each(Part::end);
    others.remove(mirrorMaker.name());
    SideBySide.run("stop", OTHERS_STOP, others);
  }

  private MirrorMakerSandbox startMirrorMaker(MirrorMakerOptions options) {
    Map<String, SideBySide.Task> clusters =
        Map.of(legacy.name(), legacy::get, cloud.name(), cloud::get);
    SideBySide.run("start", START_DEADLINE, clusters);
    return MirrorMakerSandbox.start(legacy.get(), cloud.get(), options);
  }

  private interface Deed {
    void on(Part<?> part) throws Exception;
  }

  private Map<String, SideBySide.Task> each(Deed deed) {
    Map<String, SideBySide.Task> tasks = new LinkedHashMap<>();
    for (Part<?> part : List.of(legacy, cloud, mirrorMaker, postgres, temporal)) {
      tasks.put(part.name(), () -> deed.on(part));
    }
    return tasks;
  }

  private static final class Shared {
    static final World WORLD = lazy(WorldOptions.defaults());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(WORLD::close, "close the shared world"));
    }
  }
}
