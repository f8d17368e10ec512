package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What topics are: existence, identity, partitions and the settings that decide what a consumer
 * finds in them.
 */
public final class TopicFacts {

  /**
   * The settings that a freeze fingerprints: what is kept, for how long, in what order of time, and
   * what is taken in.
   */
  public static final List<String> CONFIGS =
      List.of(
          "cleanup.policy",
          "compression.type",
          "delete.retention.ms",
          "max.message.bytes",
          "message.timestamp.type",
          "min.compaction.lag.ms",
          "min.insync.replicas",
          "retention.bytes",
          "retention.ms");

  private final Cluster cluster;

  public TopicFacts(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * One topic as its cluster describes it.
   *
   * @param id the cluster's id of the topic, which a topic created again under the same name does
   *     not share; null where the broker is too old to have one
   * @param leaderless partitions that nobody can read now; asking about them waits for the timeout
   * @param configs the effective values of {@link #CONFIGS}, those that the broker knows
   */
  public record Topic(
      String name,
      @Nullable String id,
      int partitions,
      SortedSet<Integer> leaderless,
      SortedMap<String, String> configs) {
    public Topic {
      if (partitions < 1) {
        throw new IllegalArgumentException("topic " + name + " has " + partitions + " partitions");
      }
      leaderless = Collections.unmodifiableSortedSet(new TreeSet<>(leaderless));
      configs = Collections.unmodifiableSortedMap(new TreeMap<>(configs));
    }
  }

  /**
   * The names of all topics that the principal may describe; Kafka's internal ones are left out.
   */
  public SortedSet<String> names() {
    return new TreeSet<>(
        cluster.await(
            new KafkaCall("listing topics", "DESCRIBE", "Topic *"),
            cluster.admin().listTopics().names()));
  }

  /**
   * The partition count of each topic that exists. A topic without an entry does not exist on this
   * cluster.
   *
   * @throws KafkaDenied where a topic may not be described: it may exist
   */
  public SortedMap<String, Integer> partitions(Collection<String> topics) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    describeExisting(topics).forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    return counts;
  }

  /**
   * Every partition of those of the topics that exist, by topic and partition.
   *
   * @throws KafkaDenied where a topic may not be described: it may exist
   */
  public SortedSet<TopicPartition> all(Collection<String> topics) {
    SortedSet<TopicPartition> all = new TreeSet<>(PartitionOrder.BY_NAME);
    partitions(topics)
        .forEach(
            (topic, count) ->
                IntStream.range(0, count)
                    .forEach(partition -> all.add(new TopicPartition(topic, partition))));
    return all;
  }

  /**
   * The partitions, of topics that exist, that have a leader and so answer.
   *
   * @throws KafkaDenied where a topic may not be described: it may exist
   */
  public Set<TopicPartition> led(Collection<String> topics) {
    Set<TopicPartition> led = new HashSet<>();
    describeExisting(topics)
        .forEach(
            (name, topic) -> {
              SortedSet<Integer> leaderless = leaderless(topic);
              for (TopicPartitionInfo partition : topic.partitions()) {
                if (!leaderless.contains(partition.partition())) {
                  led.add(new TopicPartition(name, partition.partition()));
                }
              }
            });
    return led;
  }

  /**
   * The id of each topic that exists, empty where the broker is too old to have one. A topic
   * without an entry does not exist on this cluster.
   *
   * @throws KafkaDenied where a topic may not be described: it may exist
   */
  public SortedMap<String, String> ids(Collection<String> topics) {
    SortedMap<String, String> ids = new TreeMap<>();
    describeExisting(topics).forEach((name, topic) -> ids.put(name, id(topic).orElse("")));
    return ids;
  }

  private static Optional<String> id(TopicDescription topic) {
    return Optional.ofNullable(topic.topicId())
        .filter(id -> !id.equals(Uuid.ZERO_UUID))
        .map(Uuid::toString);
  }

  /**
   * Everything about each topic that exists, sorted by name. A topic without an entry does not
   * exist on this cluster.
   *
   * @throws KafkaDenied where a topic or its settings may not be described
   */
  public SortedMap<String, Topic> describe(Collection<String> topics) {
    SortedMap<String, Topic> facts = new TreeMap<>();
    askEach(topics)
        .forEach((name, answer) -> answer.get().ifPresent(topic -> facts.put(name, topic)));
    return facts;
  }

  /**
   * What a cluster shows of topics.
   *
   * @param topics those that exist
   * @param denied why one may not be described, with what to grant; it may exist
   */
  public record Seen(SortedMap<String, Topic> topics, SortedMap<String, String> denied) {
    public Seen {
      topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
      denied = Collections.unmodifiableSortedMap(new TreeMap<>(denied));
    }
  }

  /** {@link #describe}, where some may not be described. */
  public Seen see(Collection<String> topics) {
    return seen(askEach(topics));
  }

  /** {@link #see} in one call, without the settings. */
  public Seen seeBare(Collection<String> topics) {
    return seen(askEachBare(topics));
  }

  private static Seen seen(Map<String, Supplier<Optional<Topic>>> answers) {
    SortedMap<String, Topic> facts = new TreeMap<>();
    SortedMap<String, String> denied = new TreeMap<>();
    answers.forEach(
        (name, answer) -> {
          try {
            answer.get().ifPresent(topic -> facts.put(name, topic));
          } catch (KafkaDenied why) {
            denied.put(name, why.told());
          }
        });
    return new Seen(facts, denied);
  }

  /**
   * Everything about each topic, asked now in two calls for all; who takes an answer waits for it.
   * It is empty for a topic that does not exist, and throws {@link KafkaDenied} where that topic
   * may not be described.
   */
  public Map<String, Supplier<Optional<Topic>>> askEach(Collection<String> topics) {
    SortedSet<String> names = new TreeSet<>(topics);
    DescribeTopicsResult asked = cluster.admin().describeTopics(names);
    Map<ConfigResource, KafkaFuture<Config>> configs =
        cluster.admin().describeConfigs(names.stream().map(TopicFacts::resource).toList()).values();
    return each(asked, name -> configs(name, configs));
  }

  /** {@link #askEach} in one call, without the settings. */
  public Map<String, Supplier<Optional<Topic>>> askEachBare(Collection<String> topics) {
    return each(cluster.admin().describeTopics(new TreeSet<>(topics)), name -> new TreeMap<>());
  }

  private Map<String, Supplier<Optional<Topic>>> each(
      DescribeTopicsResult asked, Function<String, SortedMap<String, String>> configs) {
    Map<String, Supplier<Optional<Topic>>> answers = new TreeMap<>();
    asked
        .topicNameValues()
        .forEach(
            (name, answer) ->
                answers.put(
                    name,
                    () -> existing(name, answer).map(found -> topic(found, configs.apply(name)))));
    return answers;
  }

  private static Topic topic(TopicDescription found, SortedMap<String, String> configs) {
    return new Topic(
        found.name(),
        id(found).orElse(null),
        found.partitions().size(),
        leaderless(found),
        configs);
  }

  private static SortedSet<Integer> leaderless(TopicDescription topic) {
    return topic.partitions().stream()
        .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
        .map(TopicPartitionInfo::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private SortedMap<String, TopicDescription> describeExisting(Collection<String> topics) {
    return existing(cluster.admin().describeTopics(new TreeSet<>(topics)));
  }

  private SortedMap<String, TopicDescription> existing(DescribeTopicsResult asked) {
    SortedMap<String, TopicDescription> found = new TreeMap<>();
    asked
        .topicNameValues()
        .forEach(
            (name, answer) -> existing(name, answer).ifPresent(topic -> found.put(name, topic)));
    return found;
  }

  private Optional<TopicDescription> existing(String name, KafkaFuture<TopicDescription> answer) {
    KafkaCall call = KafkaCall.describeTopic("describing topic " + name, name);
    try {
      return Optional.of(cluster.await(call, answer));
    } catch (KafkaFailure failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException
          || failed.getCause() instanceof InvalidTopicException) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  private SortedMap<String, String> configs(
      String name, Map<ConfigResource, KafkaFuture<Config>> answers) {
    KafkaFuture<Config> answer = answers.get(resource(name));
    if (answer == null) {
      throw new IllegalStateException("no answer about the settings of topic " + name);
    }
    Config all =
        cluster.await(
            new KafkaCall(
                "reading the settings of topic " + name, "DESCRIBE_CONFIGS", "Topic " + name),
            answer);
    return all.entries().stream()
        .filter(entry -> CONFIGS.contains(entry.name()) && entry.value() != null)
        .collect(
            Collectors.toMap(
                ConfigEntry::name, ConfigEntry::value, (first, second) -> second, TreeMap::new));
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
