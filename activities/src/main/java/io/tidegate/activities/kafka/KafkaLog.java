package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.RecordCursor;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition as the broker serves it. Begin, end and times are asked of the broker each time; the
 * records read last are kept, so make one log a check. Each cursor reads with a consumer borrowed
 * from the cluster and given back on close. Every failure is a {@link LogUnavailable} whose cause
 * is the {@link KafkaFailure}.
 *
 * <p>The partition must exist: the client asks about a missing one until its timeout. Safe for many
 * threads; cursors are not.
 */
public final class KafkaLog implements PartitionLog {
  private final Cluster cluster;
  private final TopicPartition partition;
  private final Isolation isolation;
  private final Kept kept;

  public KafkaLog(Cluster cluster, TopicPartition partition, Isolation isolation) {
    this(cluster, partition, isolation, new Kept(cluster.room()));
  }

  private KafkaLog(Cluster cluster, TopicPartition partition, Isolation isolation, Kept kept) {
    this.cluster = cluster;
    this.partition = partition;
    this.isolation = isolation;
    this.kept = kept;
  }

  public TopicPartition partition() {
    return partition;
  }

  /** The same, with nothing kept in memory. */
  public KafkaLog anew() {
    return new KafkaLog(cluster, partition, isolation);
  }

  @Override
  public String name() {
    return cluster.name() + " " + partition;
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public KafkaLog at(Isolation other) {
    return other == isolation ? this : new KafkaLog(cluster, partition, other, kept);
  }

  @Override
  public long begin() {
    return listed("begin", OffsetSpec.earliest()).offset();
  }

  @Override
  public long end() {
    return listed("end", OffsetSpec.latest()).offset();
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    long offset =
        listed("first record at " + timestampMs, OffsetSpec.forTimestamp(timestampMs)).offset();
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  @Override
  public RecordCursor open(long from, long to) {
    return new KafkaCursor(cluster, partition, isolation, kept, from, to);
  }

  /** The visible records that are held in memory from an offset on, up to the first gap. */
  public List<LogRecord> kept(long from) {
    return kept.from(isolation, from);
  }

  void keepAhead(Recent.Chunk chunk) {
    kept.keepAhead(isolation, chunk);
  }

  /** Kafka's word for parity's. */
  public static IsolationLevel isolationLevel(Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> IsolationLevel.READ_COMMITTED;
      case READ_UNCOMMITTED -> IsolationLevel.READ_UNCOMMITTED;
    };
  }

  private ListOffsetsResultInfo listed(String what, OffsetSpec spec) {
    String thing = what + " of " + name();
    KafkaCall call =
        KafkaCall.describeTopic("reading the " + what + " of " + partition, partition.topic());
    try {
      return cluster.await(
          call,
          cluster
              .admin()
              .listOffsets(
                  Map.of(partition, spec), new ListOffsetsOptions(isolationLevel(isolation)))
              .partitionResult(partition));
    } catch (KafkaFailure failed) {
      throw unavailable(thing, failed);
    }
  }

  static LogUnavailable unavailable(String thing, KafkaFailure failure) {
    return new LogUnavailable(thing, String.valueOf(failure.getMessage()), failure);
  }
}
