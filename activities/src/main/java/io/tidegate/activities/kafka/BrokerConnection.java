package io.tidegate.activities.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * A connection to one broker that speaks the protocol itself, for what no client of Kafka's tells:
 * which APIs the broker offers, and how the batches of a log are packed. It stands on classes of
 * the Kafka client that are not part of its API, as Kafka's own tools do; nothing else here does.
 */
final class BrokerConnection implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int FETCH_WAIT_MS = 500;
  private static final int FETCH_BYTES_MAX = 8 << 20;

  /** The last version of a fetch that names topics, not their ids. */
  private static final short BY_NAME_MAX = 12;

  private final Cluster cluster;
  private final Node node;
  private final Metrics metrics = new Metrics();
  private final ApiVersions apis = new ApiVersions();
  private final NetworkClient client;

  /**
   * @throws KafkaFailure if the broker cannot be reached or refuses the login
   */
  BrokerConnection(Cluster cluster, Node node) {
    this.cluster = cluster;
    this.node = node;
    KafkaCall call = KafkaCall.onCluster("connecting to broker " + node.idString(), "DESCRIBE");
    try {
      client =
          ClientUtils.createNetworkClient(
              new AdminClientConfig(cluster.clientSettings()),
              "tidegate-broker",
              metrics,
              "tidegate-broker",
              new LogContext("[tidegate " + cluster.name() + "] "),
              apis,
              Time.SYSTEM,
              1,
              Math.toIntExact(TIMEOUT.toMillis()),
              null,
              new ManualMetadataUpdater(),
              new DefaultHostResolver(),
              null,
              null);
    } catch (RuntimeException failed) {
      metrics.close();
      throw call.failure(cluster.name(), failed);
    }
    try {
      if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, TIMEOUT.toMillis())) {
        throw new TimeoutException("no connection within " + TIMEOUT);
      }
    } catch (IOException | RuntimeException failed) {
      close();
      throw call.failure(cluster.name(), meaning(failed));
    }
  }

  private static Throwable meaning(Exception failed) {
    return failed instanceof IOException
        ? new TimeoutException(String.valueOf(failed.getMessage()), failed)
        : failed;
  }

  NodeApiVersions apis() {
    return apis.get(node.idString());
  }

  /** Where a fetch begins, and how much it may bring. */
  record From(Uuid topicId, long offset, int maxBytes) {}

  /** One fetch for all; a partition that gives an error is told by its error code. */
  Map<TopicPartition, FetchResponseData.PartitionData> fetch(Map<TopicPartition, From> wanted) {
    KafkaCall call = KafkaCall.readTopic("reading batches", wanted.keySet().toString());
    Map<Uuid, String> names = new HashMap<>();
    Map<TopicPartition, FetchRequest.PartitionData> asked = new HashMap<>();
    wanted.forEach(
        (partition, from) -> {
          names.put(from.topicId(), partition.topic());
          asked.put(
              partition,
              new FetchRequest.PartitionData(
                  from.topicId(),
                  from.offset(),
                  FetchRequest.INVALID_LOG_START_OFFSET,
                  from.maxBytes(),
                  Optional.empty()));
        });
    short newest = apis().latestUsableVersion(ApiKeys.FETCH);
    short version =
        names.containsKey(Uuid.ZERO_UUID) ? (short) Math.min(newest, BY_NAME_MAX) : newest;
    FetchRequest.Builder request =
        FetchRequest.Builder.forConsumer(version, FETCH_WAIT_MS, 1, asked)
            .setMaxBytes(FETCH_BYTES_MAX);
    try {
      ClientResponse answer =
          NetworkClientUtils.sendAndReceive(
              client,
              client.newClientRequest(node.idString(), request, Time.SYSTEM.milliseconds(), true),
              Time.SYSTEM);
      return ((FetchResponse) answer.responseBody())
          .responseData(names, answer.requestHeader().apiVersion());
    } catch (IOException | RuntimeException failed) {
      throw call.failure(cluster.name(), meaning(failed));
    }
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
  }
}
