package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.Stretches;
import io.tidegate.activities.kafka.Stretches.Stretch;
import io.tidegate.parity.Frame;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.Profile;
import io.tidegate.runbooks.Side;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records that the checks of some partitions will read, got in few fetches for all of them, and
 * the places in time that they will ask for. What is longer than memory allows is read on by the
 * check itself. Used by one thread a side; the steps one after the other.
 */
final class Windows {
  /** Of a transactional log about every second offset is a marker at worst. */
  private static final int FURTHER = 4;

  private final Isolation isolation;
  private final Map<Side, Half> halves = new EnumMap<>(Side.class);
  private final List<Wanted> wanted;

  /** One partition to be read. */
  record Wanted(Piece piece, Offsets.Of offsets, Reach reach) {

    /** There is none without: nothing would be read. */
    Profile profile() {
      return Objects.requireNonNull(piece.profile(), "profile of what is read");
    }

    /** Records of both sides, at most. */
    long records() {
      return offsets.sourceEnd() - reach.source() + offsets.targetEnd() - reach.target();
    }
  }

  private static final class Half {
    private final Cluster cluster;
    private final Stretches stretches;
    private final long bytesMax;
    private final Map<TopicPartition, KafkaLog> logs = new HashMap<>();
    private final Map<TopicPartition, Long> readFrom = new HashMap<>();
    private final Map<TopicPartition, AheadLog.Moment> moments = new HashMap<>();
    private long records;
    private long bytes;

    Half(Cluster cluster, Stretches stretches, long bytesMax) {
      this.cluster = cluster;
      this.stretches = stretches;
      this.bytesMax = bytesMax;
    }

    void read(Collection<Stretch> wanted) {
      Stretches.Amount read = stretches.read(List.copyOf(wanted), bytesMax - bytes);
      records += read.records();
      bytes += read.bytes();
    }
  }

  /** Those through which the logs of a portion are read. */
  record Through(Cluster source, Stretches onSource, Cluster target, Stretches onTarget)
      implements AutoCloseable {

    static Through of(Cluster source, Cluster target, Isolation isolation, List<Wanted> portion) {
      return new Through(
          source,
          new Stretches(source, isolation, all(portion, Piece::onSource)),
          target,
          new Stretches(target, isolation, all(portion, Piece::onTarget)));
    }

    private static Set<TopicPartition> all(
        List<Wanted> portion, Function<Piece, TopicPartition> partition) {
      return portion.stream().map(one -> partition.apply(one.piece())).collect(Collectors.toSet());
    }

    @Override
    public void close() {
      onSource.close();
      onTarget.close();
    }
  }

  /**
   * @param bytesMax of memory for records, about
   */
  Windows(Through through, Isolation isolation, List<Wanted> wanted, long bytesMax) {
    this.isolation = isolation;
    this.wanted = wanted;
    halves.put(Side.SOURCE, new Half(through.source(), through.onSource(), bytesMax / 2));
    halves.put(Side.TARGET, new Half(through.target(), through.onTarget(), bytesMax / 2));
  }

  /** Reads from the boundaries to the ends. */
  Windows read(Side side) {
    Half half = half(side);
    Map<TopicPartition, Stretch> stretches = new HashMap<>();
    for (Wanted one : wanted) {
      boolean onSource = side == Side.SOURCE;
      KafkaLog log = log(side, one.piece());
      Stretch stretch =
          new Stretch(
              log,
              onSource ? one.reach().source() : one.reach().target(),
              onSource ? one.offsets().sourceEnd() : one.offsets().targetEnd());
      stretches.merge(log.partition(), stretch, (a, b) -> a.from() <= b.from() ? a : b);
      half.readFrom.merge(log.partition(), stretch.from(), Math::min);
    }
    half.read(stretches.values());
    return this;
  }

  /**
   * Looks up the places in time that a check will ask for: on the source that of the record that
   * was copied last, on the target that of the records around the boundary where they do not stand
   * as far from the end as on the source.
   */
  private void lookUp(Side side) {
    Half half = half(side);
    Map<TopicPartition, Long> times = new HashMap<>();
    for (Wanted one : wanted) {
      OptionalLong time =
          !one.profile().timestamp()
              ? OptionalLong.empty()
              : side == Side.SOURCE ? newestOnTarget(one) : oldestAroundBoundary(one);
      if (time.isPresent()) {
        times.merge(log(side, one.piece()).partition(), time.getAsLong(), Math::min);
      }
    }
    new LogEnds(half.cluster)
        .knownAt(times)
        .forEach(
            (partition, place) ->
                half.moments.put(
                    partition,
                    new AheadLog.Moment(times.getOrDefault(partition, 0L), place.offset())));
  }

  /**
   * Only where the target was read ahead to about its end: of a longer read the check itself finds
   * the newest, and a place for an earlier time would lead it through all of it again.
   */
  private OptionalLong newestOnTarget(Wanted one) {
    KafkaLog log = log(Side.TARGET, one.piece());
    long from = half(Side.TARGET).readFrom.getOrDefault(log.partition(), 0L);
    List<LogRecord> kept = log.kept(from);
    if (kept.isEmpty()) {
      return OptionalLong.empty();
    }
    LogRecord newest = kept.get(kept.size() - 1);
    return newest.offset() + Reach.AROUND < one.offsets().targetEnd()
        ? OptionalLong.empty()
        : OptionalLong.of(newest.timestampMs());
  }

  private OptionalLong oldestAroundBoundary(Wanted one) {
    if (one.reach().hinted()) {
      return OptionalLong.empty();
    }
    List<LogRecord> kept = log(Side.SOURCE, one.piece()).kept(one.reach().source());
    int boundary = 0;
    while (boundary < kept.size() && kept.get(boundary).offset() < one.reach().boundary()) {
      boundary++;
    }
    int from = Math.max(0, boundary - Reach.AROUND);
    if (from < boundary && isOnTarget(one, kept.get(from))) {
      return OptionalLong.empty();
    }
    int to = Math.min(kept.size(), boundary + Reach.AROUND);
    return kept.subList(from, to).stream().mapToLong(LogRecord::timestampMs).min();
  }

  /** Whether the same record is among those that were read of the target. */
  private boolean isOnTarget(Wanted one, LogRecord first) {
    KafkaLog log = log(Side.TARGET, one.piece());
    return log.kept(half(Side.TARGET).readFrom.getOrDefault(log.partition(), 0L)).stream()
        .anyMatch(
            record ->
                record.timestampMs() == first.timestampMs()
                    && Arrays.equals(record.key(), first.key())
                    && Arrays.equals(record.value(), first.value()));
  }

  /**
   * Looks up places in time, and reads what turned out to lie further back: on the target before
   * the place that was guessed, on the source where many offsets hold no visible record. After both
   * sides were read.
   */
  Windows readFurtherBack(Side side) {
    lookUp(side);
    Half half = half(side);
    Map<TopicPartition, Stretch> before = new HashMap<>();
    for (Wanted one : wanted) {
      KafkaLog log = log(side, one.piece());
      long read = half.readFrom.getOrDefault(log.partition(), 0L);
      long from = side == Side.SOURCE ? sparse(one, read) : guessedTooLate(log, read);
      if (from < read) {
        before.merge(
            log.partition(), new Stretch(log, from, read), (a, b) -> a.from() <= b.from() ? a : b);
      }
    }
    half.read(before.values());
    return this;
  }

  private long guessedTooLate(KafkaLog log, long read) {
    AheadLog.Moment moment = half(Side.TARGET).moments.get(log.partition());
    return moment == null ? read : Math.min(read, moment.offset());
  }

  /** Twice as far as before and so on, as the check itself will look back. */
  private long sparse(Wanted one, long read) {
    long boundary = one.reach().boundary();
    List<LogRecord> kept = log(Side.SOURCE, one.piece()).kept(one.reach().source());
    long visible = kept.stream().filter(record -> record.offset() < boundary).count();
    return visible >= Reach.AROUND
        ? read
        : Math.max(one.offsets().sourceBegin(), boundary - FURTHER * Reach.AROUND);
  }

  /** The log with all that was read of it. */
  AheadLog log(Side side, Wanted one, EndsAhead ends) {
    KafkaLog log = log(side, one.piece());
    boolean onSource = side == Side.SOURCE;
    long begin = onSource ? one.offsets().sourceBegin() : one.offsets().targetBegin();
    Frame frame = one.piece().topic().both().frame();
    // What a cleaner removed is told from a marker by times, and a bound would not do there.
    boolean compacts = onSource ? frame.sourceCompacts() : frame.targetCompacts();
    return new AheadLog(log, side, ends, begin, compacts ? null : moment(side, log.partition()));
  }

  private AheadLog.@Nullable Moment moment(Side side, TopicPartition partition) {
    return half(side).moments.get(partition);
  }

  /** About how much memory the records take that were read. */
  long bytes() {
    return half(Side.SOURCE).bytes + half(Side.TARGET).bytes;
  }

  /** How many records were read. */
  long records() {
    return half(Side.SOURCE).records + half(Side.TARGET).records;
  }

  private synchronized KafkaLog log(Side side, Piece piece) {
    Half half = half(side);
    return half.logs.computeIfAbsent(
        side == Side.SOURCE ? piece.onSource() : piece.onTarget(),
        partition -> new KafkaLog(half.cluster, partition, isolation));
  }

  private Half half(Side side) {
    Half half = halves.get(side);
    if (half == null) {
      throw new IllegalArgumentException("no half of " + side);
    }
    return half;
  }
}
