package io.tidegate.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one combined KRaft node in this JVM, without TLS or SASL, listening on
 * 127.0.0.1 alone. It is the server that {@code kafka-server-start.sh} runs, on storage formatted
 * as {@code kafka-storage.sh} formats it. Data, ports and cluster id outlive {@link #stopBrokers()}
 * and are gone after {@link #close()}.
 *
 * <p>Limits: one broker, so every replication factor is 1; a fault that is fatal to the broker ends
 * the JVM.
 */
public final class KafkaSandbox implements AutoCloseable {

  /** Memory, threads and waits of a broker with a few small topics and no peer. */
  private static final Map<String, String> SMALL_BROKER =
      Map.ofEntries(
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "2"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
          // Compaction within a test, where a topic asks for it.
          Map.entry("log.cleaner.backoff.ms", "500"),
          // Two brokers in a JVM would register the same JMX names.
          Map.entry("metric.reporters", ""),
          Map.entry("metrics.jmx.exclude", ".*"),
          Map.entry("server.max.startup.time.ms", "60000"));

  private static final AtomicInteger NODES = new AtomicInteger();
  private static final Duration ADMIN_DEADLINE = Duration.ofSeconds(30);

  private final int nodeId = NODES.incrementAndGet();
  private final String name;
  private final String clusterId;
  private final String bootstrapServers;
  private final ScratchDirectory directory;
  private final Properties serverProperties;
  private @Nullable KafkaRaftServer server;

  private KafkaSandbox(String name, Map<String, String> brokerOverrides) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "cluster name \"%s\": lower-case letters, digits and dashes are allowed".formatted(name));
    }
    this.name = name;
    this.clusterId = Uuid.randomUuid().toString();
    this.bootstrapServers = LoopbackPorts.HOST + ":" + LoopbackPorts.free();
    this.directory = ScratchDirectory.create(name);
    this.serverProperties = new Properties();
    serverProperties.putAll(nodeProperties());
    serverProperties.putAll(SMALL_BROKER);
    serverProperties.putAll(brokerOverrides);
  }

  /** Starts a cluster with the settings of a small broker. */
  public static KafkaSandbox start(String name) {
    return start(name, Map.of());
  }

  /**
   * Starts a cluster and returns once its broker serves clients.
   *
   * @param name what messages call it, and its alias for MirrorMaker: {@code legacy}
   * @param brokerOverrides any broker setting; they win over the sandbox's own. For an authorizer:
   *     {@code authorizer.class.name} = {@code
   *     org.apache.kafka.metadata.authorizer.StandardAuthorizer} with {@code super.users} = {@code
   *     User:ANONYMOUS}, the name of every client here
   */
  public static KafkaSandbox start(String name, Map<String, String> brokerOverrides) {
    KafkaSandbox sandbox = new KafkaSandbox(name, brokerOverrides);
    try {
      sandbox.format();
      sandbox.startBrokers();
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.directory.delete();
      throw e;
    }
  }

  public String name() {
    return name;
  }

  public String clusterId() {
    return clusterId;
  }

  /** {@code 127.0.0.1:port}; the same after a stop and a start. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** What any Kafka client needs to connect: {@code bootstrap.servers} and nothing else. */
  public Map<String, Object> clientProperties() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /**
   * Creates a topic and returns once every partition has a leader that answers for its offsets.
   *
   * @param configs topic settings, such as {@code cleanup.policy}
   */
  public void createTopic(String topic, int partitions, Map<String, String> configs) {
    try (Admin admin = Admin.create(clientProperties())) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
          .all()
          .get(ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      Await.until(
          ADMIN_DEADLINE,
          "the offsets of all %d partitions of %s on %s".formatted(partitions, topic, name),
          () -> answersForOffsets(admin, topic, partitions));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while creating topic " + topic + " on " + name, e);
    } catch (ExecutionException e) {
      throw new SandboxException("could not create topic " + topic + " on " + name, e.getCause());
    } catch (TimeoutException e) {
      throw new SandboxException(
          "topic %s on %s was not created in %d s"
              .formatted(topic, name, ADMIN_DEADLINE.toSeconds()),
          e);
    }
  }

  private static boolean answersForOffsets(Admin admin, String topic, int partitions)
      throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get(1, TimeUnit.SECONDS).size() == partitions;
  }

  /** Shuts the broker down in order, as an operator would; nothing listens afterwards. */
  public synchronized void stopBrokers() {
    KafkaRaftServer running = server;
    if (running != null) {
      server = null;
      running.shutdown();
      running.awaitShutdown();
    }
  }

  /** Starts the broker again on the same port and data; nothing if it runs. */
  public synchronized void startBrokers() {
    if (server != null) {
      return;
    }
    KafkaRaftServer starting =
        new KafkaRaftServer(new KafkaConfig(serverProperties, false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      starting.shutdown();
      throw new SandboxException("Kafka cluster " + name + " did not start", e);
    }
    server = starting;
  }

  @Override
  public synchronized void close() {
    try {
      stopBrokers();
    } finally {
      directory.delete();
    }
  }

  private void format() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(out)
          .setClusterId(clusterId)
          .setNodeId(nodeId)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(dataDirectory()))
          .setMetadataLogDirectory(dataDirectory())
          .run();
    } catch (Exception e) {
      throw new SandboxException(
          "the storage of " + name + " was not formatted: " + said.toString(StandardCharsets.UTF_8),
          e);
    }
  }

  private String dataDirectory() {
    return directory.path().resolve("data").toString();
  }

  private Map<String, String> nodeProperties() {
    String controller = LoopbackPorts.HOST + ":" + LoopbackPorts.free();
    Map<String, String> node = new HashMap<>();
    node.put("process.roles", "broker,controller");
    node.put("node.id", String.valueOf(nodeId));
    node.put("log.dirs", dataDirectory());
    node.put("listeners", "CLIENT://" + bootstrapServers + ",CONTROLLER://" + controller);
    node.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    node.put("inter.broker.listener.name", "CLIENT");
    node.put("controller.listener.names", "CONTROLLER");
    node.put("controller.quorum.voters", nodeId + "@" + controller);
    return node;
  }
}
