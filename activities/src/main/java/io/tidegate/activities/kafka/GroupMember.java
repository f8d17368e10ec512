package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * A real consumer that joins a group as an application would: by subscription, with the group's
 * protocol and isolation, from the group's own offsets. It commits when it is told to, and leaves
 * the group when it is closed. Held to the pace of its cluster. Not thread-safe.
 */
public final class GroupMember implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final String group;
  private final Consumer<byte[], byte[]> consumer;
  private final Reader reader;
  private final Map<TopicPartition, Long> starts;
  private final Set<TopicPartition> placed = new HashSet<>();
  private final List<String> elsewhere = new ArrayList<>();

  /**
   * Joins.
   *
   * @param starts where the group was seeded: another attempt, which finds the group further on,
   *     goes back there
   * @param besides topics that it subscribes to as well, from wherever the group stands there
   * @param consumerProtocol whether the group uses the consumer protocol, else the classic one
   */
  public GroupMember(
      Cluster cluster,
      String group,
      Map<TopicPartition, Long> starts,
      Set<String> besides,
      Isolation isolation,
      boolean consumerProtocol) {
    this.cluster = cluster;
    this.group = group;
    this.starts = Map.copyOf(starts);
    this.consumer =
        cluster.readers().member(group, KafkaLog.isolationLevel(isolation), consumerProtocol);
    this.reader = cluster.readers().paced(KafkaLog.isolationLevel(isolation), consumer);
    Set<String> topics = new HashSet<>(besides);
    starts.keySet().forEach(partition -> topics.add(partition.topic()));
    consumer.subscribe(topics, new Placing());
  }

  /** Records since the last call, in the order of each partition. */
  public Map<TopicPartition, List<LogRecord>> poll(Duration atMost) {
    try {
      ConsumerRecords<byte[], byte[]> polled = reader.poll(atMost);
      Map<TopicPartition, List<LogRecord>> records = new HashMap<>();
      for (TopicPartition partition : polled.partitions()) {
        records.put(
            partition, Recent.Chunk.of(0, Long.MAX_VALUE, polled.records(partition)).since(0));
      }
      return records;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure(interrupted);
    } catch (RuntimeException failed) {
      throw failure(failed);
    }
  }

  /** What it reads now. */
  public Set<TopicPartition> assignment() {
    return consumer.assignment();
  }

  /** Where it goes on, of what it reads now. */
  public Map<TopicPartition, Long> positions() {
    try {
      Map<TopicPartition, Long> positions = new HashMap<>();
      consumer
          .assignment()
          .forEach(partition -> positions.put(partition, consumer.position(partition)));
      return positions;
    } catch (RuntimeException failed) {
      throw failure(failed);
    }
  }

  /** Commits where it goes on; where the group is being shared out anew, the next call does. */
  public void commit() {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      positions().forEach((partition, at) -> offsets.put(partition, new OffsetAndMetadata(at)));
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets);
      }
    } catch (CommitFailedException | RebalanceInProgressException later) {
      // it is not lost: what was read is kept by whoever reads, the offset follows
      return;
    } catch (RuntimeException failed) {
      throw failed instanceof KafkaFailure known ? known : failure(failed);
    }
  }

  /** Where it did not begin at its seed, one line each; so does another attempt. */
  public List<String> elsewhere() {
    return List.copyOf(elsewhere);
  }

  private KafkaFailure failure(Exception failed) {
    return failed instanceof KafkaFailure known
        ? known
        : new KafkaCall("reading as a member of group " + group, "READ", "Group " + group)
            .failure(cluster.name(), failed);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  /** What is assigned for the first time is read from its seed. */
  private final class Placing implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      for (TopicPartition partition : assigned) {
        Long start = starts.get(partition);
        if (start == null || !placed.add(partition)) {
          continue;
        }
        long stands = consumer.position(partition);
        if (stands != start) {
          elsewhere.add(
              "the member of group %s began %s at %d and not at its seed %d: somebody else wrote that offset"
                  .formatted(group, partition, stands, start));
          consumer.seek(partition, start);
        }
      }
    }
  }
}
