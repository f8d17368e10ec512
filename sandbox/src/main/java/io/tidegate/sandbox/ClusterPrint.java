package io.tidegate.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.jspecify.annotations.Nullable;

/**
 * Everything that stands on a cluster at one moment, one line a thing, so that two moments can be
 * compared: who claims to have touched nothing is held to it.
 *
 * <p>The lines are {@code group NAME} (type, protocol, state), {@code offsets NAME} with their
 * texts, {@code topic NAME} (id and partitions), {@code settings NAME} that are not the default's,
 * {@code log NAME} (where each partition begins and ends), {@code settings of all brokers}, {@code
 * acls} and {@code quotas}. The logs of Kafka's and of MirrorMaker's own bookkeeping are left out,
 * which are written by themselves.
 *
 * <p>The limit: it is read piece by piece, so what is changed and changed back between two prints,
 * or meanwhile, is not seen.
 */
public final class ClusterPrint {
  private static final Duration CALL_MAX = Duration.ofSeconds(20);

  private final SortedMap<String, String> lines;

  private ClusterPrint(SortedMap<String, String> lines) {
    this.lines = lines;
  }

  /** As it is now. */
  public static ClusterPrint of(KafkaCluster cluster) {
    SortedMap<String, String> lines = new TreeMap<>();
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      addGroups(admin, lines);
      addTopics(admin, lines);
      ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
      lines.put(
          "settings of all brokers",
          settings(get(admin.describeConfigs(List.of(brokers)).all()).get(brokers)));
      lines.put("acls", acls(admin));
      lines.put("quotas", quotas(admin));
    } catch (ExecutionException e) {
      throw new SandboxException("could not print " + cluster.name(), e.getCause());
    }
    return new ClusterPrint(lines);
  }

  /**
   * The same, once nothing but what is left out moves any more: what others began before has come
   * to rest.
   *
   * @param leftOut lines that do not matter
   */
  public static ClusterPrint atRest(
      KafkaCluster cluster, Predicate<String> leftOut, Duration atMost) {
    AtomicReference<@Nullable ClusterPrint> last = new AtomicReference<>();
    return Await.value(
        atMost,
        cluster.name() + " to be at rest",
        () -> {
          ClusterPrint now = of(cluster).without(leftOut);
          ClusterPrint before = last.getAndSet(now);
          return before != null && now.differencesFrom(before).isEmpty()
              ? Optional.of(now)
              : Optional.empty();
        });
  }

  /** The same without the lines of some things. */
  public ClusterPrint without(Predicate<String> things) {
    SortedMap<String, String> left = new TreeMap<>(lines);
    left.keySet().removeIf(things);
    return new ClusterPrint(left);
  }

  /** What is another here than it was there, one line each; empty where nothing is. */
  public List<String> differencesFrom(ClusterPrint before) {
    TreeSet<String> things = new TreeSet<>(lines.keySet());
    things.addAll(before.lines.keySet());
    List<String> differences = new ArrayList<>();
    for (String thing : things) {
      String was = before.lines.getOrDefault(thing, "not there");
      String is = lines.getOrDefault(thing, "not there");
      if (!is.equals(was)) {
        differences.add("%s is %s, was %s".formatted(thing, is, was));
      }
    }
    return differences;
  }

  @Override
  public String toString() {
    return String.join(
        "\n",
        lines.entrySet().stream().map(line -> line.getKey() + ": " + line.getValue()).toList());
  }

  private static void addGroups(Admin admin, SortedMap<String, String> lines)
      throws ExecutionException {
    Map<String, ListConsumerGroupOffsetsSpec> committing = new TreeMap<>();
    for (GroupListing group : get(admin.listGroups().all())) {
      String type = group.type().map(GroupType::toString).orElse("of no type");
      String state = group.groupState().map(Object::toString).orElse("in no state");
      lines.put("group " + group.groupId(), type + " " + group.protocol() + " " + state);
      if (group.type().filter(GroupType.SHARE::equals).isEmpty()) {
        committing.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
      }
    }
    // Who asks a cluster without groups for one by name has it create the topic of their offsets.
    if (!committing.isEmpty()) {
      get(admin.listConsumerGroupOffsets(committing).all())
          .forEach((group, offsets) -> lines.put("offsets " + group, offsets(offsets)));
    }
  }

  private static String offsets(Map<TopicPartition, OffsetAndMetadata> offsets) {
    SortedMap<String, String> written = new TreeMap<>();
    offsets.forEach(
        (at, offset) -> {
          if (offset != null) {
            written.put(at.toString(), offset.offset() + " '" + offset.metadata() + "'");
          }
        });
    return written.toString();
  }

  private static void addTopics(Admin admin, SortedMap<String, String> lines)
      throws ExecutionException {
    Collection<String> names =
        get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    Collection<TopicDescription> topics = get(admin.describeTopics(names).allTopicNames()).values();
    Map<ConfigResource, String> resources = new HashMap<>();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : topics) {
      String name = topic.name();
      lines.put(
          "topic " + name, topic.topicId() + ", " + topic.partitions().size() + " partitions");
      resources.put(new ConfigResource(ConfigResource.Type.TOPIC, name), name);
      if (!isBookkeeping(name)) {
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
          begins.put(new TopicPartition(name, partition), OffsetSpec.earliest());
          ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
      }
    }
    get(admin.describeConfigs(resources.keySet()).all())
        .forEach((topic, config) -> lines.put("settings " + topic.name(), settings(config)));
    Map<TopicPartition, ListOffsetsResultInfo> from = get(admin.listOffsets(begins).all());
    Map<TopicPartition, ListOffsetsResultInfo> to = get(admin.listOffsets(ends).all());
    Map<String, SortedMap<Integer, String>> logs = new TreeMap<>();
    from.forEach(
        (at, begin) ->
            logs.computeIfAbsent(at.topic(), first -> new TreeMap<>())
                .put(
                    at.partition(),
                    "%d to %d"
                        .formatted(begin.offset(), Objects.requireNonNull(to.get(at)).offset())));
    logs.forEach((topic, partitions) -> lines.put("log " + topic, partitions.toString()));
  }

  private static boolean isBookkeeping(String topic) {
    return topic.startsWith("__") || topic.endsWith(".internal") || topic.endsWith("heartbeats");
  }

  private static String settings(@Nullable Config config) {
    return config == null
        ? "none"
        : config.entries().stream()
            .filter(entry -> !entry.isDefault())
            .filter(entry -> isSetHere(entry))
            .map(entry -> entry.name() + "=" + entry.value())
            .sorted()
            .toList()
            .toString();
  }

  /** What stands in a broker's file is not changed from outside. */
  private static boolean isSetHere(ConfigEntry entry) {
    return entry.source() != ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG;
  }

  private static String quotas(Admin admin) throws ExecutionException {
    SortedMap<String, String> quotas = new TreeMap<>();
    get(admin.describeClientQuotas(ClientQuotaFilter.all()).entities())
        .forEach(
            (entity, limits) ->
                quotas.put(
                    new TreeMap<>(entity.entries()).toString(), new TreeMap<>(limits).toString()));
    return quotas.toString();
  }

  private static String acls(Admin admin) throws ExecutionException {
    try {
      return get(admin.describeAcls(AclBindingFilter.ANY).values()).stream()
          .map(Object::toString)
          .sorted()
          .toList()
          .toString();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SecurityDisabledException) {
        return "no authorizer";
      }
      throw e;
    }
  }

  private static <T> T get(KafkaFuture<T> asked) throws ExecutionException {
    try {
      return asked.get(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while printing a cluster", e);
    } catch (TimeoutException e) {
      throw new SandboxException("a cluster did not answer within " + CALL_MAX, e);
    }
  }
}
