package io.tidegate.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One server of a cluster in this JVM: a broker, the controller, or both. Its port and data outlive
 * {@link #stop()}.
 */
final class KafkaNode {

  private static final String CLIENT = "CLIENT";
  private static final String CONTROLLER = "CONTROLLER";
  private static final AtomicInteger IDS = new AtomicInteger();

  /**
   * The one controller of a cluster.
   *
   * @param address its host and port
   */
  record Controller(int id, String address) {

    static Controller next() {
      return new Controller(IDS.incrementAndGet(), LoopbackPorts.freeAddress());
    }
  }

  private final int id;
  private final String clientAddress;
  private final String dataDirectory;
  private final Properties properties = new Properties();
  private @Nullable KafkaRaftServer server;

  private KafkaNode(int id, Controller controller, Path directory, Map<String, String> settings) {
    this.id = id;
    this.clientAddress = LoopbackPorts.freeAddress();
    this.dataDirectory = directory.resolve("node-" + id).toString();
    properties.put("node.id", String.valueOf(id));
    properties.put("log.dirs", dataDirectory);
    properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", controller.id() + "@" + controller.address());
    properties.putAll(settings);
  }

  /** The controller, which is a broker too. */
  static KafkaNode both(Controller controller, Path directory, Map<String, String> settings) {
    KafkaNode node = new KafkaNode(controller.id(), controller, directory, settings);
    node.role("broker,controller", node.clientListener() + "," + listener(controller));
    node.properties.putIfAbsent("inter.broker.listener.name", CLIENT);
    return node;
  }

  /** The controller alone. */
  static KafkaNode controller(Controller controller, Path directory, Map<String, String> settings) {
    KafkaNode node = new KafkaNode(controller.id(), controller, directory, settings);
    node.role("controller", listener(controller));
    return node;
  }

  /** A broker alone. */
  static KafkaNode broker(Controller controller, Path directory, Map<String, String> settings) {
    KafkaNode node = new KafkaNode(IDS.incrementAndGet(), controller, directory, settings);
    node.role("broker", node.clientListener());
    node.properties.putIfAbsent("inter.broker.listener.name", CLIENT);
    return node;
  }

  private void role(String roles, String listeners) {
    properties.putIfAbsent("process.roles", roles);
    properties.putIfAbsent("listeners", listeners);
  }

  private String clientListener() {
    return CLIENT + "://" + clientAddress;
  }

  private static String listener(Controller controller) {
    return CONTROLLER + "://" + controller.address();
  }

  int id() {
    return id;
  }

  /** Where a broker's clients connect. */
  String clientAddress() {
    return clientAddress;
  }

  /** Formats its storage as {@code kafka-storage.sh} does; once, before the first start. */
  void format(String clusterId) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(out)
          .setClusterId(clusterId)
          .setNodeId(id)
          .setControllerListenerName(CONTROLLER)
          .setDirectories(List.of(dataDirectory))
          .setMetadataLogDirectory(dataDirectory)
          .run();
    } catch (Exception e) {
      throw new SandboxException(
          "the storage of node %d was not formatted: %s"
              .formatted(id, said.toString(StandardCharsets.UTF_8)),
          e);
    }
  }

  /** Returns once it serves; nothing if it runs. */
  void start() {
    if (server != null) {
      return;
    }
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      starting.shutdown();
      throw new SandboxException("Kafka node " + id + " did not start", e);
    }
    server = starting;
  }

  /** Shuts it down in order; nothing if it is stopped. */
  void stop() {
    KafkaRaftServer running = server;
    if (running != null) {
      server = null;
      running.shutdown();
      running.awaitShutdown();
    }
  }
}
