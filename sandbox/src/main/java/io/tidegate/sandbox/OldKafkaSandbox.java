package io.tidegate.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster as people migrate away from: one broker of an older version and its ZooKeeper,
 * each in a JVM of its own with the class path of its time, listening on 127.0.0.1 alone.
 * Everything is gone after {@link #close()}.
 */
public final class OldKafkaSandbox implements KafkaCluster {

  /** A version of the broker; ZooKeeper is the one that it was released with. */
  public enum Version {
    /** 2.8.2 with ZooKeeper 3.5.9. */
    V2_8("2.8"),
    /** 2.4.1 with ZooKeeper 3.5.7. */
    V2_4("2.4");

    private final String module;

    Version(String version) {
      this.module = "brokers-" + version;
    }
  }

  private static final int BROKER = 1;
  private static final Duration ZOOKEEPER_DEADLINE = Duration.ofSeconds(30);
  private static final Duration BROKER_DEADLINE = Duration.ofSeconds(60);
  private static final int ASK_SECONDS = 5;

  private static final Map<String, String> SMALL_ZOOKEEPER =
      Map.of("admin.enableServer", "false", "tickTime", "1000", "maxClientCnxns", "0");

  private static final Map<String, String> SMALL_BROKER =
      Map.ofEntries(
          Map.entry("broker.id", String.valueOf(BROKER)),
          Map.entry("zookeeper.connection.timeout.ms", "30000"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "2"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("log.cleaner.dedupe.buffer.size", "8388608"));

  private final String name;
  private final String bootstrapServers = LoopbackPorts.freeAddress();
  private final int zooKeeperPort = LoopbackPorts.free();
  private final ScratchDirectory directory;
  private @Nullable ChildProcess zooKeeper;
  private @Nullable ChildProcess broker;

  private OldKafkaSandbox(String name) {
    this.name = name;
    this.directory = ScratchDirectory.create(name);
  }

  /**
   * Starts a cluster and returns once its broker serves clients.
   *
   * @param name what messages call it, and its alias for MirrorMaker: {@code legacy}
   */
  public static OldKafkaSandbox start(String name, Version version) {
    String classPath = ClassPathFile.of(version.module).read();
    OldKafkaSandbox sandbox = new OldKafkaSandbox(name);
    try {
      sandbox.startZooKeeper(classPath);
      sandbox.startBroker(classPath);
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  private void startZooKeeper(String classPath) {
    Map<String, String> settings = new TreeMap<>(SMALL_ZOOKEEPER);
    settings.put("dataDir", directory.path().resolve("zookeeper").toString());
    settings.put("clientPort", String.valueOf(zooKeeperPort));
    settings.put("clientPortAddress", LoopbackPorts.HOST);
    ChildProcess starting =
        start(
            "ZooKeeper",
            "-Xmx128m",
            classPath,
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            settings);
    zooKeeper = starting;
    starting.await(ZOOKEEPER_DEADLINE, "an open port", this::zooKeeperListens);
  }

  private void startBroker(String classPath) {
    Map<String, String> settings = new TreeMap<>(SMALL_BROKER);
    settings.put("listeners", "PLAINTEXT://" + bootstrapServers);
    settings.put("log.dirs", directory.path().resolve("broker").toString());
    settings.put("zookeeper.connect", LoopbackPorts.HOST + ":" + zooKeeperPort);
    ChildProcess starting = start("broker", "-Xmx300m", classPath, "kafka.Kafka", settings);
    broker = starting;
    starting.await(BROKER_DEADLINE, "an answer to clients", this::brokerAnswers);
  }

  private ChildProcess start(
      String what, String heap, String classPath, String main, Map<String, String> settings) {
    Path file = directory.path().resolve(what + ".properties");
    PropertiesFile.write(file, settings);
    return ChildJvm.start(
        new ChildJvm.Program(
            what + " of " + name,
            classPath,
            List.of(heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            List.of(main, file.toString())),
        directory.path().resolve(what + ".log"));
  }

  private boolean zooKeeperListens() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(LoopbackPorts.address(zooKeeperPort));
      return true;
    }
  }

  private boolean brokerAnswers() throws Exception {
    try (Admin admin = Admin.create(clientProperties())) {
      return !admin.describeCluster().nodes().get(ASK_SECONDS, TimeUnit.SECONDS).isEmpty();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public List<Integer> brokers() {
    return List.of(BROKER);
  }

  /** The broker first: without its ZooKeeper it would not end in order. */
  @Override
  public void close() {
    try {
      for (ChildProcess child : new @Nullable ChildProcess[] {broker, zooKeeper}) {
        if (child != null) {
          child.close();
        }
      }
    } finally {
      directory.delete();
    }
  }
}
