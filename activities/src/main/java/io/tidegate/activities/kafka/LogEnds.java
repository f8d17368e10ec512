package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where logs begin and end, many partitions in one call. Ask only about partitions that exist
 * ({@link TopicFacts}): the client goes on asking about others until its timeout.
 */
public final class LogEnds {
  private final Cluster cluster;

  public LogEnds(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The first offset that each log still has. */
  public Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
    return ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED, "begin");
  }

  /**
   * The high watermark, or for {@code READ_COMMITTED} the last stable offset: no read at that
   * isolation comes to it.
   */
  public Map<TopicPartition, Long> ends(
      Collection<TopicPartition> partitions, IsolationLevel isolation) {
    return ask(partitions, OffsetSpec.latest(), isolation, "end");
  }

  private Map<TopicPartition, Long> ask(
      Collection<TopicPartition> partitions,
      OffsetSpec spec,
      IsolationLevel isolation,
      String what) {
    Map<TopicPartition, OffsetSpec> asked = all(partitions, spec);
    ListOffsetsResult answers = list(asked, isolation);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : asked.keySet()) {
      KafkaCall call =
          KafkaCall.describeTopic("reading the " + what + " of " + partition, partition.topic());
      offsets.put(partition, cluster.await(call, answers.partitionResult(partition)).offset());
    }
    return offsets;
  }

  /**
   * A place in a log.
   *
   * @param epoch of the leader then; empty where the broker does not say
   */
  public record Place(long offset, Optional<Integer> epoch) {}

  /** {@link #begins}, without those partitions that gave no answer. */
  public Map<TopicPartition, Place> knownBegins(Collection<TopicPartition> partitions) {
    return askBegins(partitions).get();
  }

  /** {@link #knownBegins}, asked now; who takes the answer waits for it. */
  public Supplier<Map<TopicPartition, Place>> askBegins(Collection<TopicPartition> partitions) {
    return ask(all(partitions, OffsetSpec.earliest()), IsolationLevel.READ_UNCOMMITTED);
  }

  /** {@link #ends}, without those partitions that gave no answer. */
  public Map<TopicPartition, Place> knownEnds(
      Collection<TopicPartition> partitions, IsolationLevel isolation) {
    return askEnds(partitions, isolation).get();
  }

  /** {@link #knownEnds}, asked now; who takes the answer waits for it. */
  public Supplier<Map<TopicPartition, Place>> askEnds(
      Collection<TopicPartition> partitions, IsolationLevel isolation) {
    return ask(all(partitions, OffsetSpec.latest()), isolation);
  }

  /**
   * Offsets that no record of that time or later precedes, without those partitions that gave no
   * answer or have no such record.
   *
   * @param timesMs milliseconds since the epoch
   */
  public Map<TopicPartition, Place> knownAt(Map<TopicPartition, Long> timesMs) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    timesMs.forEach((partition, time) -> asked.put(partition, OffsetSpec.forTimestamp(time)));
    Map<TopicPartition, Place> found = ask(asked, IsolationLevel.READ_UNCOMMITTED).get();
    found.values().removeIf(place -> place.offset() < 0);
    return found;
  }

  /**
   * Of places that logs ended at under an earlier leader, those whose log holds less of that
   * leader's time by now: it was truncated, however long it is. A broker before 2.3 does not tell;
   * a log that gives no answer is not among them.
   */
  public Set<TopicPartition> truncated(Map<TopicPartition, Place> places) {
    Set<TopicPartition> truncated = new HashSet<>();
    places.forEach(
        (partition, place) -> {
          if (place.offset() > 0 && place.epoch().isPresent() && isTruncated(partition, place)) {
            truncated.add(partition);
          }
        });
    return truncated;
  }

  /**
   * A consumer that knows the leader asks it how far the earlier leader's time goes, before it
   * fetches; one that does not know it yet takes the place as it is.
   */
  private boolean isTruncated(TopicPartition partition, Place place) {
    Readers.Kind kind = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, false);
    Reader reader = cluster.readers().borrow(kind, Set.of(partition));
    try {
      reader.learnLeader(partition);
      reader.seek(partition, place);
      reader.position(partition);
      cluster.readers().giveBack(reader);
      return false;
    } catch (LogTruncationException found) {
      cluster.readers().discard(reader);
      return true;
    } catch (KafkaException notTold) {
      cluster.readers().discard(reader);
      return false;
    }
  }

  private static Map<TopicPartition, OffsetSpec> all(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    return asked;
  }

  private Supplier<Map<TopicPartition, Place>> ask(
      Map<TopicPartition, OffsetSpec> asked, IsolationLevel isolation) {
    if (asked.isEmpty()) {
      return HashMap::new;
    }
    ListOffsetsResult answers = list(asked, isolation);
    return () -> known(asked.keySet(), answers);
  }

  private Map<TopicPartition, Place> known(Set<TopicPartition> asked, ListOffsetsResult answers) {
    Map<TopicPartition, Place> offsets = new HashMap<>();
    KafkaCall call = KafkaCall.describeTopic("reading offsets of many partitions", "*");
    for (TopicPartition partition : asked) {
      try {
        ListOffsetsResultInfo answer = cluster.await(call, answers.partitionResult(partition));
        offsets.put(partition, new Place(answer.offset(), answer.leaderEpoch()));
      } catch (KafkaFailure leftOut) {
        if (Thread.currentThread().isInterrupted()) {
          throw leftOut;
        }
      }
    }
    return offsets;
  }

  private ListOffsetsResult list(Map<TopicPartition, OffsetSpec> asked, IsolationLevel isolation) {
    return cluster.admin().listOffsets(asked, new ListOffsetsOptions(isolation));
  }
}
