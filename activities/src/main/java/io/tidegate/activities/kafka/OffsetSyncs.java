package io.tidegate.activities.kafka;

import io.tidegate.parity.Anchor;
import io.tidegate.parity.Hint;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * MirrorMaker's own notes of which source position became which target position, read from its
 * offset-syncs topic. They are hints: a proof reads both records again.
 *
 * <p>The wire format, decoded by hand to keep the replicator off the class path: key {@code STRING
 * topic, INT32 partition}, value {@code INT64 upstream, INT64 downstream}, a STRING being an INT16
 * length and UTF-8.
 */
public final class OffsetSyncs {

  /**
   * Notes kept of one partition: those nearest below the position that is asked about, and the
   * newest.
   */
  public static final int BELOW_MAX = 16;

  /** Notes kept above the position. */
  public static final int ABOVE_MAX = 4;

  /** The only partition of the topic that MirrorMaker writes. */
  public static final int PARTITION = 0;

  private final Cluster cluster;
  private final String topic;

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
   * Reads the whole topic and keeps, of each source partition asked about, the notes nearest below
   * and above the position: at most {@link #BELOW_MAX} and {@link #ABOVE_MAX}, in source order.
   *
   * @param near the source position that matters by source partition; empty keeps the newest notes
   */
  public Map<TopicPartition, List<Hint>> read(Map<TopicPartition, OptionalLong> near) {
    Map<TopicPartition, Nearest> kept = new HashMap<>();
    near.forEach(
        (partition, position) -> kept.put(partition, new Nearest(position.orElse(Long.MAX_VALUE))));
    KafkaLog log =
        new KafkaLog(cluster, new TopicPartition(topic, PARTITION), Isolation.READ_UNCOMMITTED);
    try (RecordCursor cursor = log.open(0, log.end())) {
      for (LogRecord found = cursor.next(); found != null; found = cursor.next()) {
        decode(found.key(), found.value()).ifPresent(sync -> keep(kept, sync));
      }
    }
    Map<TopicPartition, List<Hint>> hints = new HashMap<>();
    kept.forEach((partition, nearest) -> hints.put(partition, nearest.hints()));
    return hints;
  }

  @Override
  public String toString() {
    return "topic " + topic + " of offset syncs on " + cluster;
  }

  private static void keep(Map<TopicPartition, Nearest> kept, Sync sync) {
    Nearest nearest = kept.get(sync.source());
    if (nearest != null) {
      nearest.add(sync);
    }
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

  /**
   * The notes around one position. A later note of the same source offset is a re-send and replaces
   * the earlier.
   */
  private static final class Nearest {
    private final long position;
    private final TreeMap<Long, Long> below = new TreeMap<>();
    private final TreeMap<Long, Long> above = new TreeMap<>();

    Nearest(long position) {
      this.position = position;
    }

    void add(Sync sync) {
      if (sync.upstream() <= position) {
        below.put(sync.upstream(), sync.downstream());
        if (below.size() > BELOW_MAX) {
          below.pollFirstEntry();
        }
      } else {
        above.put(sync.upstream(), sync.downstream());
        if (above.size() > ABOVE_MAX) {
          above.pollLastEntry();
        }
      }
    }

    List<Hint> hints() {
      List<Hint> hints = new ArrayList<>();
      below.forEach(
          (upstream, downstream) -> hints.add(new Hint(Anchor.SYNC, upstream, downstream)));
      above.forEach(
          (upstream, downstream) -> hints.add(new Hint(Anchor.SYNC, upstream, downstream)));
      return hints;
    }
  }
}
