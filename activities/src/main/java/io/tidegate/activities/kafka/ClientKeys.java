package io.tidegate.activities.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which keys a file of Kafka client properties may hold. Kafka itself passes over a key that it
 * does not know, so a slip such as {@code sasl.mechanisms} ends in a time-out; here it has a name.
 *
 * <p>People keep one file for all their clients: the keys of a producer are known too, and read by
 * nobody. A class of the user's own (a login handler, an SSL engine) may read any key, so beside
 * one every key is allowed.
 */
public final class ClientKeys {

  /** Kafka's own free keys, and those that serializers and interceptors of vendors bring along. */
  private static final List<String> FREE_PREFIXES =
      List.of(
          "config.providers.",
          "metrics.context.",
          "schema.registry.",
          "basic.auth.",
          "bearer.auth.",
          "confluent.");

  /** Known to clients before 4.0, harmless since. */
  private static final Set<String> RETIRED = Set.of("auto.include.jmx.reporter");

  /** Keys that name a class which is handed all the others. */
  private static final List<String> CLASSES =
      List.of(
          SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
          SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
          SaslConfigs.SASL_LOGIN_CLASS,
          SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG);

  /** What a command that reads by position has no use for, and what it would only cost. */
  private static final Set<String> UNUSED =
      Set.of(
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, // refused by the client where there is no group
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private ClientKeys() {}

  /** Every key of Kafka's admin clients, consumers and producers. */
  public static SortedSet<String> known() {
    SortedSet<String> known = new TreeSet<>(AdminClientConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    return known;
  }

  /** The keys that nobody reads, sorted. */
  public static SortedSet<String> unknown(Map<String, String> properties) {
    SortedSet<String> unknown = new TreeSet<>(properties.keySet());
    unknown.removeAll(AdminClientConfig.configNames());
    unknown.removeAll(ConsumerConfig.configNames());
    unknown.removeAll(RETIRED);
    unknown.removeIf(key -> FREE_PREFIXES.stream().anyMatch(key::startsWith));
    if (!unknown.isEmpty()) {
      unknown.removeAll(ProducerConfig.configNames());
    }
    return unknown;
  }

  /** Whether a class that is not Kafka's is named: then nobody can say which keys it reads. */
  public static boolean namesForeignClass(Map<String, String> properties) {
    return CLASSES.stream()
        .map(properties::get)
        .anyMatch(name -> name != null && !name.isBlank() && !name.startsWith("org.apache.kafka."));
  }

  /**
   * The properties for clients that only read by position and live for one check: without a group
   * and without what reports to the outside.
   *
   * @throws IllegalArgumentException in Kafka's words, if a value is not what its key takes
   */
  public static Map<String, String> forReading(Map<String, String> properties) {
    Map<String, String> kept = new HashMap<>(properties);
    kept.keySet().removeAll(UNUSED);
    kept.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    kept.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    Map<String, Object> asConsumer = new HashMap<>(kept);
    asConsumer.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    asConsumer.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    try {
      new AdminClientConfig(kept);
      new ConsumerConfig(asConsumer);
    } catch (ConfigException refused) {
      throw new IllegalArgumentException(KafkaFailure.sentence(refused), refused);
    }
    return kept;
  }
}
