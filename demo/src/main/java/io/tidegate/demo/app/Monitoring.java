package io.tidegate.demo.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What the sample applications' owners watch, each value read from the application or from the
 * clusters in the moment in which it is asked for. An application's topic has its name.
 *
 * <ul>
 *   <li>{@code lag}: records still to be processed
 *   <li>{@code errors}: how many things are wrong by its own account
 *   <li>{@code producer-latency}: what its last batch took, in ms
 *   <li>{@code broker-health}: partitions of its topic on the target without a leader
 *   <li>{@code replication}: by how much the newest record of the source is newer than that of the
 *       target, in ms
 * </ul>
 */
public final class Monitoring implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(3);

  private final Admin source;
  private final Admin target;

  /**
   * @param clients Kafka client properties of {@code source} and {@code target}
   */
  public Monitoring(Map<String, Map<String, Object>> clients) {
    source = admin(clients, "source");
    target = admin(clients, "target");
  }

  private static Admin admin(Map<String, Map<String, Object>> clients, String cluster) {
    Map<String, Object> client = new HashMap<>(clients.getOrDefault(cluster, Map.of()));
    client.put("default.api.timeout.ms", (int) WITHIN.toMillis());
    client.put("request.timeout.ms", (int) WITHIN.toMillis());
    return Admin.create(client);
  }

  /**
   * One value, as it is now.
   *
   * @throws IllegalArgumentException if there is no such area
   */
  long value(Operated application, String area) {
    return switch (area) {
      case "lag" -> application.stand().behind();
      case "errors" -> errors(application);
      case "producer-latency" -> application.producing().toMillis();
      case "broker-health" ->
          described(target, application.name()).partitions().stream()
              .filter(partition -> partition.leader() == null)
              .count();
      case "replication" ->
          Math.max(0, newest(source, application.name()) - newest(target, application.name()));
      default -> throw new IllegalArgumentException("nobody watches " + area);
    };
  }

  private static long errors(Operated application) {
    Account.Stand stand = application.stand();
    return stand.skipped() + stand.strangers() + (application.failure().isEmpty() ? 0 : 1);
  }

  private static TopicDescription described(Admin admin, String topic) {
    return Objects.requireNonNull(
        await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic), topic);
  }

  /** The time of a topic's newest record; below zero where there is none. */
  private static long newest(Admin admin, String topic) {
    Map<TopicPartition, OffsetSpec> asked =
        described(admin, topic).partitions().stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .collect(Collectors.toMap(Function.identity(), at -> OffsetSpec.maxTimestamp()));
    return await(admin.listOffsets(asked).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .max()
        .orElse(-1);
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the cluster does not tell: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    source.close(WITHIN);
    target.close(WITHIN);
  }
}
