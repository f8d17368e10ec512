package io.tidegate.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster in KRaft mode in this JVM, without TLS or SASL, listening on 127.0.0.1 alone. Its
 * nodes are the server that {@code kafka-server-start.sh} runs, on storage formatted as {@code
 * kafka-storage.sh} formats it. Data, ports and cluster id outlive {@link #stopBrokers()} and are
 * gone after {@link #close()}.
 *
 * <p>One broker is a combined node; two or three have one controller apart, so that any of them can
 * be away. Limits: a broker is stopped in order, never killed; a fault that is fatal to a broker
 * ends the JVM.
 */
public final class KafkaSandbox implements KafkaCluster {

  /** More brokers than this show nothing that these do not. */
  public static final int BROKERS_MAX = 3;

  /** Memory, threads and waits of a broker with a few small topics. */
  private static final Map<String, String> SMALL_BROKER =
      Map.ofEntries(
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "2"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
          // Compaction within a test, where a topic asks for it.
          Map.entry("log.cleaner.backoff.ms", "500"),
          // Two brokers in a JVM would register the same JMX names. What readers of a topic were
          // sent is counted for all brokers of the JVM together, under one name.
          Map.entry("metric.reporters", ""),
          Map.entry("metrics.jmx.exclude", "(?!.*name=BytesOutPerSec).*"),
          Map.entry("server.max.startup.time.ms", "60000"));

  /** A broker that leaves must not take the groups' offsets with it. */
  private static final List<String> INTERNAL_TOPICS =
      List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic");

  /** A broker that comes back waits until the controller has given its last session up: 9 s. */
  private static final Map<String, String> SHORT_SESSIONS =
      Map.of("broker.heartbeat.interval.ms", "200", "broker.session.timeout.ms", "3000");

  private final String name;
  private final String clusterId = Uuid.randomUuid().toString();
  private final ScratchDirectory directory;

  /** In the order of their start: the controller first. */
  private final List<KafkaNode> nodes = new ArrayList<>();

  private final List<KafkaNode> brokers;

  private KafkaSandbox(String name, int brokerCount, Map<String, String> brokerOverrides) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "cluster name \"%s\": lower-case letters, digits and dashes are allowed".formatted(name));
    }
    if (brokerCount < 1 || brokerCount > BROKERS_MAX) {
      throw new IllegalArgumentException(
          "%d brokers for %s: 1 to %d are allowed".formatted(brokerCount, name, BROKERS_MAX));
    }
    this.name = name;
    this.directory = ScratchDirectory.create(name);
    Map<String, String> settings = new TreeMap<>(SMALL_BROKER);
    INTERNAL_TOPICS.forEach(
        topic -> settings.put(topic + ".replication.factor", String.valueOf(brokerCount)));
    if (brokerCount > 1) {
      settings.putAll(SHORT_SESSIONS);
    }
    settings.putAll(brokerOverrides);
    KafkaNode.Controller controller = KafkaNode.Controller.next();
    if (brokerCount == 1) {
      nodes.add(KafkaNode.both(controller, directory.path(), settings));
      brokers = List.copyOf(nodes);
    } else {
      nodes.add(KafkaNode.controller(controller, directory.path(), settings));
      brokers =
          IntStream.range(0, brokerCount)
              .mapToObj(i -> KafkaNode.broker(controller, directory.path(), settings))
              .toList();
      nodes.addAll(brokers);
    }
  }

  /** Starts a cluster of one broker with the settings of a small one. */
  public static KafkaSandbox start(String name) {
    return start(name, Map.of());
  }

  /** Starts a cluster of one broker, see {@link #start(String, int, Map)}. */
  public static KafkaSandbox start(String name, Map<String, String> brokerOverrides) {
    return start(name, 1, brokerOverrides);
  }

  /**
   * Starts a cluster and returns once its brokers serve clients.
   *
   * @param name what messages call it, and its alias for MirrorMaker: {@code legacy}
   * @param brokers 1 to {@value #BROKERS_MAX}; the internal topics have as many replicas
   * @param brokerOverrides any broker setting; they win over the sandbox's own. For an authorizer:
   *     {@code authorizer.class.name} = {@code
   *     org.apache.kafka.metadata.authorizer.StandardAuthorizer} with {@code super.users} = {@code
   *     User:ANONYMOUS}, the name of every client here
   */
  public static KafkaSandbox start(String name, int brokers, Map<String, String> brokerOverrides) {
    KafkaSandbox sandbox = new KafkaSandbox(name, brokers, brokerOverrides);
    try {
      sandbox.nodes.forEach(node -> node.format(sandbox.clusterId));
      sandbox.startBrokers();
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  public String clusterId() {
    return clusterId;
  }

  @Override
  public String bootstrapServers() {
    return brokers.stream().map(KafkaNode::clientAddress).collect(Collectors.joining(","));
  }

  @Override
  public List<Integer> brokers() {
    return brokers.stream().map(KafkaNode::id).toList();
  }

  /** Shuts all brokers down in order, as an operator would; nothing listens afterwards. */
  public synchronized void stopBrokers() {
    ListIterator<KafkaNode> last = nodes.listIterator(nodes.size());
    while (last.hasPrevious()) {
      last.previous().stop();
    }
  }

  /** Starts what does not run again on the same ports and data. */
  public synchronized void startBrokers() {
    try {
      nodes.forEach(KafkaNode::start);
    } catch (SandboxException e) {
      throw new SandboxException("Kafka cluster " + name + " did not start", e);
    }
  }

  /**
   * Shuts one broker down in order: it hands over what it leads where another replica is in sync.
   * Nothing if it is stopped.
   *
   * @param id one of {@link #brokers()}
   */
  public synchronized void stopBroker(int id) {
    broker(id).stop();
  }

  /**
   * Starts one broker again on the same port and data and returns once it serves; nothing if it
   * runs.
   *
   * @param id one of {@link #brokers()}
   */
  public synchronized void startBroker(int id) {
    broker(id).start();
  }

  private KafkaNode broker(int id) {
    return brokers.stream()
        .filter(node -> node.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "broker %d of %s: %s are allowed".formatted(id, name, brokers())));
  }

  @Override
  public synchronized void close() {
    try {
      stopBrokers();
    } finally {
      directory.delete();
    }
  }
}
