package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.activities.kafka.Stretches;
import io.tidegate.activities.kafka.Stretches.Stretch;
import io.tidegate.activities.proof.EndsAhead.Taken;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionPair;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that the calibrations of some topics will read, got in few fetches for all of them:
 * the ends of a few partitions of each on the target, and on the source those of the same times.
 * Nothing depends on it: what was not read ahead is read when it is asked for. Used once.
 */
final class SampleAhead implements AutoCloseable {
  /** Of a topic; as a rule they have enough records. */
  private static final int PARTITIONS_OF_ONE = 8;

  /** Read together. */
  private static final int PARTITIONS_MAX = 256;

  /** At either end of a log, as a calibration does. */
  private static final int RECORDS = 256;

  /** Of the source, to see whose time its records carry. */
  private static final int SOURCE_RECORDS = 32;

  /** A log so short is read whole. */
  private static final int WHOLE_MAX = 3 * RECORDS;

  private final Cluster source;
  private final Cluster target;
  private final Isolation isolation;
  private final Budget.Held held;
  private final Map<TopicPair, List<Sampled>> topics = new HashMap<>();
  private final Map<TopicPartition, AheadLog.Moment> moments = new HashMap<>();
  private Map<TopicPartition, Place> sourceBegins = Map.of();
  private Map<TopicPartition, Place> sourceEnds = Map.of();
  private Map<TopicPartition, Place> targetBegins = Map.of();
  private Map<TopicPartition, Place> targetEnds = Map.of();

  /** Both sides of one partition, with what was read of them. */
  private record Sampled(KafkaLog onSource, KafkaLog onTarget) {}

  SampleAhead(
      Cluster source, Cluster target, Isolation isolation, List<TopicPair> lot, Budget budget) {
    this.source = source;
    this.target = target;
    this.isolation = isolation;
    this.held = budget.held();
    for (TopicPair topic : lot) {
      topics.put(topic, topic.led().limit(PARTITIONS_OF_ONE).map(this::sampled).toList());
    }
  }

  private Sampled sampled(PartitionPair pair) {
    return new Sampled(
        new KafkaLog(source, TopicProfiles.onSource(pair), isolation),
        new KafkaLog(target, TopicProfiles.onTarget(pair), isolation));
  }

  /** Topics that are read together, in their order. */
  static List<List<TopicPair>> lots(List<TopicPair> topics) {
    List<List<TopicPair>> lots = new ArrayList<>();
    int partitions = PARTITIONS_MAX;
    for (TopicPair topic : topics) {
      int its = Math.min(PARTITIONS_OF_ONE, topic.both().source().partitions());
      if (partitions + its > PARTITIONS_MAX) {
        lots.add(new ArrayList<>());
        partitions = 0;
      }
      lots.get(lots.size() - 1).add(topic);
      partitions += its;
    }
    return lots;
  }

  /**
   * Reads now, as much as memory is spare for, and holds no more than was read; true, for whoever
   * waits for it.
   */
  boolean read() {
    LogEnds onSource = new LogEnds(source);
    LogEnds onTarget = new LogEnds(target);
    Set<TopicPartition> sources = all(Sampled::onSource);
    Set<TopicPartition> targets = all(Sampled::onTarget);
    var level = KafkaLog.isolationLevel(isolation);
    var begins = onSource.askBegins(sources);
    var beginsOfTarget = onTarget.askBegins(targets);
    var ends = onSource.askEnds(sources, level);
    var endsOfTarget = onTarget.askEnds(targets, level);
    sourceBegins = begins.get();
    sourceEnds = ends.get();
    targetBegins = beginsOfTarget.get();
    targetEnds = endsOfTarget.get();
    int kib = held.takeIfSpare();
    long bytes = kib * 1024L;
    long read;
    try (Stretches fromTarget = new Stretches(target, isolation, targets);
        Stretches fromSource = new Stretches(source, isolation, sources)) {
      read = readTarget(fromTarget, bytes / 2);
      lookUp(onSource);
      read += readSource(fromSource, bytes / 2);
    }
    held.readNoMore();
    held.giveBack((int) Math.max(0, kib - read / 1024 - 1));
    return true;
  }

  private Set<TopicPartition> all(Function<Sampled, KafkaLog> side) {
    return topics.values().stream()
        .flatMap(List::stream)
        .map(one -> side.apply(one).partition())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private long readTarget(Stretches stretches, long bytesMax) {
    List<Stretch> tails = new ArrayList<>();
    List<Stretch> heads = new ArrayList<>();
    for (Sampled one : complete()) {
      long begin = at(targetBegins, one.onTarget());
      long end = at(targetEnds, one.onTarget());
      boolean whole = end - begin <= WHOLE_MAX;
      tails.add(new Stretch(one.onTarget(), whole ? begin : end - RECORDS, end));
      if (!whole) {
        heads.add(new Stretch(one.onTarget(), begin, begin + RECORDS));
      }
    }
    return read(stretches, List.of(tails, heads), bytesMax);
  }

  /** Where on the source the records of the target's last ones' time begin. */
  private void lookUp(LogEnds onSource) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (Sampled one : complete()) {
      long end = at(targetEnds, one.onTarget());
      long from = Math.max(at(targetBegins, one.onTarget()), end - RECORDS);
      one.onTarget().kept(from).stream()
          .mapToLong(LogRecord::timestampMs)
          .min()
          .ifPresent(oldest -> times.put(one.onSource().partition(), oldest));
    }
    onSource
        .knownAt(times)
        .forEach(
            (partition, place) ->
                moments.put(
                    partition,
                    new AheadLog.Moment(times.getOrDefault(partition, 0L), place.offset())));
  }

  private long readSource(Stretches stretches, long bytesMax) {
    List<Stretch> near = new ArrayList<>();
    List<Stretch> heads = new ArrayList<>();
    List<Stretch> tails = new ArrayList<>();
    for (Sampled one : complete()) {
      KafkaLog log = one.onSource();
      long begin = at(sourceBegins, log);
      long end = at(sourceEnds, log);
      if (end - begin <= WHOLE_MAX) {
        near.add(new Stretch(log, begin, end));
        continue;
      }
      AheadLog.Moment moment = moments.get(log.partition());
      if (moment != null) {
        near.add(new Stretch(log, moment.offset(), Math.min(end, moment.offset() + RECORDS)));
      }
      heads.add(new Stretch(log, begin, begin + SOURCE_RECORDS));
      tails.add(new Stretch(log, end - SOURCE_RECORDS, end));
    }
    return read(stretches, List.of(near, heads, tails), bytesMax);
  }

  /** In bytes, what was read. */
  private static long read(Stretches stretches, List<List<Stretch>> rounds, long bytesMax) {
    long read = 0;
    for (List<Stretch> round : rounds) {
      read += stretches.read(round, bytesMax - read).bytes();
    }
    return read;
  }

  /** Those of which all four offsets are known. */
  private List<Sampled> complete() {
    return topics.values().stream().flatMap(List::stream).filter(this::isComplete).toList();
  }

  private boolean isComplete(Sampled one) {
    TopicPartition onSource = one.onSource().partition();
    TopicPartition onTarget = one.onTarget().partition();
    return sourceBegins.containsKey(onSource)
        && sourceEnds.containsKey(onSource)
        && targetBegins.containsKey(onTarget)
        && targetEnds.containsKey(onTarget);
  }

  private static long at(Map<TopicPartition, Place> places, KafkaLog log) {
    Place place = places.get(log.partition());
    if (place == null) {
      throw new IllegalStateException("no offset of " + log.name());
    }
    return place.offset();
  }

  /** Those partitions of a topic that were sampled; empty where not even their ends are known. */
  List<Calibration.Sides> sides(TopicPair topic) {
    List<Sampled> sampled = topics.getOrDefault(topic, List.of());
    if (!sampled.stream().allMatch(this::isComplete)) {
      return List.of();
    }
    return sampled.stream()
        .map(
            one -> {
              EndsAhead ends =
                  new EndsAhead(
                      List.of(
                          new Taken(Side.SOURCE, isolation, at(sourceEnds, one.onSource())),
                          new Taken(Side.TARGET, isolation, at(targetEnds, one.onTarget()))));
              return new Calibration.Sides(
                  new AheadLog(
                      one.onSource(),
                      Side.SOURCE,
                      ends,
                      at(sourceBegins, one.onSource()),
                      moments.get(one.onSource().partition())),
                  new AheadLog(
                      one.onTarget(), Side.TARGET, ends, at(targetBegins, one.onTarget()), null));
            })
        .toList();
  }

  /** Whether its sampled partitions hold nothing at all on the source. */
  boolean isEmptyOnSource(TopicPair topic) {
    return topics.getOrDefault(topic, List.of()).stream()
        .allMatch(
            one ->
                isComplete(one)
                    && at(sourceBegins, one.onSource()) >= at(sourceEnds, one.onSource()));
  }

  @Override
  public void close() {
    held.close();
  }
}
