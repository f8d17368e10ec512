package io.tidegate.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * A topic to be made. A request whose answer was lost is sent again, by the client or from broker
 * to controller, and then finds what it made itself: a topic that was not there before, is as it
 * was asked for and holds nothing counts as made.
 *
 * @param cluster what messages call it
 * @param replicas of each partition, at most the number of brokers
 * @param configs topic settings, such as {@code cleanup.policy}
 */
public record TopicCreation(
    String cluster, String topic, int partitions, int replicas, Map<String, String> configs) {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  public TopicCreation {
    configs = Map.copyOf(configs);
  }

  /**
   * Returns once every partition has a leader that answers for its offsets.
   *
   * @throws SandboxException where it cannot be made, or another of its name is there
   */
  public void by(Admin admin) {
    try {
      create(admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while creating topic " + topic + " on " + cluster, e);
    } catch (ExecutionException e) {
      throw new SandboxException(
          "could not create topic " + topic + " on " + cluster, e.getCause());
    } catch (TimeoutException e) {
      throw new SandboxException(
          "topic %s on %s was not created in %d s".formatted(topic, cluster, DEADLINE.toSeconds()),
          e);
    }
  }

  private void create(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    boolean before = answer(admin.listTopics().names()).contains(topic);
    NewTopic wanted = new NewTopic(topic, partitions, (short) replicas).configs(configs);
    boolean found = false;
    try {
      answer(admin.createTopics(List.of(wanted)).all());
    } catch (ExecutionException refused) {
      found = refused.getCause() instanceof TopicExistsException;
      if (before || !found) {
        throw refused;
      }
    }
    Await.until(
        DEADLINE,
        "the offsets of all %d partitions of %s on %s".formatted(partitions, topic, cluster),
        () -> ends(admin).size() == partitions);
    if (found) {
      requireAsAskedFor(admin);
    }
  }

  private void requireAsAskedFor(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription is =
        told(answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config set = told(answer(admin.describeConfigs(List.of(resource)).all()).get(resource));
    boolean asAskedFor =
        is.partitions().size() == partitions
            && is.partitions().stream().allMatch(one -> one.replicas().size() == replicas)
            && configs.entrySet().stream()
                .allMatch(one -> one.getValue().equals(set.get(one.getKey()).value()));
    Map<TopicPartition, Long> ends = ends(admin);
    if (!asAskedFor || ends.values().stream().anyMatch(end -> end > 0)) {
      throw new SandboxException(
          "topic %s is on %s already, and not as it was to be made: %d partitions, ends %s, %s"
              .formatted(topic, cluster, is.partitions().size(), ends, configs),
          null);
    }
  }

  private Map<TopicPartition, Long> ends(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), at -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get(5, TimeUnit.SECONDS).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private static <T> T answer(KafkaFuture<T> asked)
      throws ExecutionException, InterruptedException, TimeoutException {
    return asked.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static <T> T told(@Nullable T asked) {
    return Objects.requireNonNull(asked, "an answer about what was asked");
  }
}
