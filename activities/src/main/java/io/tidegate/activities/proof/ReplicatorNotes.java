package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Checkpoints;
import io.tidegate.activities.kafka.Checkpoints.Checkpoint;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.Side;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What the replicator wrote in topics of its own, each read once for all groups of a check: by the
 * first that needs it, for whom the others wait. A reading that failed is not tried again by each
 * group; all of them are told the same.
 */
final class ReplicatorNotes {
  private final Cluster source;
  private final Cluster target;
  private final SideBySide beside;
  private final Set<String> groups = new HashSet<>();
  private final Map<Replication.OffsetSyncs, Syncs> syncs = new ConcurrentHashMap<>();
  private final Map<String, Reading<Map<String, Map<TopicPartition, Checkpoint>>>> checkpoints =
      new ConcurrentHashMap<>();

  ReplicatorNotes(Cluster source, Cluster target, List<ProofRequest> requests, SideBySide beside) {
    this.source = source;
    this.target = target;
    this.beside = beside;
    requests.forEach(request -> groups.add(request.group()));
  }

  /** A topic of offset syncs, and the reading of it. */
  private record Syncs(OffsetSyncs topic, Reading<OffsetSyncs> reading) {}

  /**
   * A reading that is made once. Empty where the topic does not exist; whoever takes it is thrown
   * what the reading threw.
   */
  private static final class Reading<T> {
    private final FutureTask<Optional<T>> task;

    Reading(Supplier<Optional<T>> read) {
      this.task = new FutureTask<>(read::get);
    }

    Optional<T> get() {
      task.run();
      try {
        return task.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException thrown) {
          throw thrown;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new CancellationException("it was interrupted while another read the topic");
      }
    }
  }

  /** Before any group takes the offset syncs: notes near these positions are wanted. */
  void want(Replication.OffsetSyncs named, Map<TopicPartition, OptionalLong> near) {
    near.forEach(syncs(named).topic()::want);
  }

  /**
   * The topic, read with all that is wanted of it; empty where it does not exist.
   *
   * @throws io.tidegate.parity.LogUnavailable if it cannot be read
   * @throws io.tidegate.activities.kafka.KafkaFailure the same
   */
  Optional<OffsetSyncs> offsetSyncs(Replication.OffsetSyncs named) {
    return syncs(named).reading().get();
  }

  /** The topic in words. */
  String told(Replication.OffsetSyncs named) {
    return syncs(named).topic().toString();
  }

  private Syncs syncs(Replication.OffsetSyncs named) {
    return syncs.computeIfAbsent(
        named,
        first -> {
          OffsetSyncs topic =
              new OffsetSyncs(named.on() == Side.SOURCE ? source : target, named.topic());
          return new Syncs(
              topic,
              new Reading<>(() -> beside.one("reading of " + named.topic(), () -> read(topic))));
        });
  }

  private static Optional<OffsetSyncs> read(OffsetSyncs topic) {
    if (!topic.exists()) {
      return Optional.empty();
    }
    topic.read();
    return Optional.of(topic);
  }

  /**
   * A group's newest checkpoints by target partition; empty where the topic does not exist.
   *
   * @throws io.tidegate.parity.LogUnavailable if it cannot be read
   * @throws io.tidegate.activities.kafka.KafkaFailure the same
   */
  Optional<Map<TopicPartition, Checkpoint>> checkpoints(String topic, String group) {
    return checkpoints
        .computeIfAbsent(
            topic,
            first -> {
              Checkpoints all = new Checkpoints(target, topic);
              return new Reading<>(
                  () ->
                      beside.one(
                          "reading of " + topic,
                          () -> all.exists() ? Optional.of(all.newest(groups)) : Optional.empty()));
            })
        .get()
        .map(newest -> newest.getOrDefault(group, Map.of()));
  }
}
