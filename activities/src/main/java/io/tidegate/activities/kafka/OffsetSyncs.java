package io.tidegate.activities.kafka;

import io.tidegate.parity.Hint;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.RecordCursor;
import io.tidegate.parity.SyncNotes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * MirrorMaker's own notes of which source position became which target position, read from its
 * offset-syncs topic. They are hints: a proof reads both records again. The newest is more than
 * that, and is always there: a cleaner leaves the last note of each partition. Safe for many
 * threads.
 *
 * <p>The wire format, decoded by hand to keep the replicator off the class path: key {@code STRING
 * topic, INT32 partition}, value {@code INT64 upstream, INT64 downstream}, a STRING being an INT16
 * length and UTF-8.
 */
public final class OffsetSyncs {

  /** The only partition of the topic that MirrorMaker writes. */
  public static final int PARTITION = 0;

  private final Cluster cluster;
  private final String topic;
  private final Map<TopicPartition, Map<OptionalLong, SyncNotes>> kept = new HashMap<>();
  private long readTo;

  /**
   * @param cluster the cluster that holds the topic
   * @param topic such as {@code mm2-offset-syncs.cloud.internal}
   */
  public OffsetSyncs(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /** One note. */
  public record Sync(TopicPartition source, long upstream, long downstream) {}

  /** Whether the topic exists; reading one that does not is an error. */
  public boolean exists() {
    return new TopicFacts(cluster).partitions(List.of(topic)).containsKey(topic);
  }

  /**
   * Before {@link #read}: of this source partition the notes nearest below and above a position are
   * wanted, at most {@link SyncNotes#BELOW_MAX} and {@link SyncNotes#ABOVE_MAX}. Several may be
   * wanted of one partition.
   *
   * @param position on the source; empty for the highest notes
   */
  public synchronized void want(TopicPartition source, OptionalLong position) {
    kept.computeIfAbsent(source, first -> new HashMap<>())
        .computeIfAbsent(position, first -> new SyncNotes(position.orElse(Long.MAX_VALUE)));
  }

  /** Reads the whole topic once and keeps what is wanted. */
  public synchronized void read() {
    readOn();
  }

  /** What was wanted and is there, in source order. */
  public synchronized List<Hint> near(TopicPartition source, OptionalLong position) {
    SyncNotes notes = kept.getOrDefault(source, Map.of()).get(position);
    return notes == null ? List.of() : notes.near();
  }

  /**
   * The note of a partition that was written last, of all that are in the topic now. Reads what was
   * written since the last reading; empty for a partition of which nothing is wanted.
   *
   * @throws LogUnavailable if the topic cannot be read, or was created anew since {@link #read}
   */
  public synchronized Optional<Hint> newest(TopicPartition source) {
    readOn();
    return kept.getOrDefault(source, Map.of()).values().stream()
        .findFirst() // each was told of every note
        .flatMap(SyncNotes::newest);
  }

  private void readOn() {
    KafkaLog log =
        new KafkaLog(cluster, new TopicPartition(topic, PARTITION), Isolation.READ_UNCOMMITTED);
    long end = log.end();
    if (end < readTo) {
      throw new LogUnavailable(toString(), "it is shorter than before; check again");
    }
    try (RecordCursor cursor = log.open(readTo, end)) {
      for (LogRecord found = cursor.next(); found != null; found = cursor.next()) {
        decode(found.key(), found.value()).ifPresent(this::keep);
      }
    }
    readTo = end;
  }

  private void keep(Sync sync) {
    kept.getOrDefault(sync.source(), Map.of())
        .values()
        .forEach(notes -> notes.add(sync.upstream(), sync.downstream()));
  }

  @Override
  public String toString() {
    return "topic " + topic + " of offset syncs on " + cluster;
  }

  /**
   * A note, where the record is one: the topic is MirrorMaker's alone, yet anyone may have written
   * to it.
   */
  public static Optional<Sync> decode(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null) {
      return Optional.empty();
    }
    try {
      ByteBuffer keyBytes = ByteBuffer.wrap(key);
      byte[] name = new byte[keyBytes.getShort()];
      keyBytes.get(name);
      int partition = keyBytes.getInt();
      ByteBuffer valueBytes = ByteBuffer.wrap(value);
      long upstream = valueBytes.getLong();
      long downstream = valueBytes.getLong();
      boolean whole = !keyBytes.hasRemaining() && !valueBytes.hasRemaining();
      return whole && partition >= 0 && upstream >= 0 && downstream >= 0
          ? Optional.of(
              new Sync(
                  new TopicPartition(new String(name, StandardCharsets.UTF_8), partition),
                  upstream,
                  downstream))
          : Optional.empty();
    } catch (BufferUnderflowException | NegativeArraySizeException notANote) {
      return Optional.empty();
    }
  }
}
