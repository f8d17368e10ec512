package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Resolver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What makes two records of each topic of one check the same: found once for all groups that read
 * the topic at the same isolation, many topics side by side, from records that were read together.
 * Safe for many threads, which wait for each other; who asks must hold no place of the check.
 */
final class Calibrations {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
  private final Budget budget;
  private final SideBySide beside;
  private final Map<Key, Calibration> found = new HashMap<>();

  /** A topic of the check, whose description stays the same until its end. */
  private record Key(Frames.Names topic, Isolation isolation) {
    static Key of(TopicPair topic, Isolation isolation) {
      Frames.Both both = topic.both();
      return new Key(new Frames.Names(both.source().name(), both.target().name()), isolation);
    }
  }

  Calibrations(
      Cluster source, Cluster target, Profiles profiles, Budget budget, SideBySide beside) {
    this.source = source;
    this.target = target;
    this.profiles = profiles;
    this.budget = budget;
    this.beside = beside;
  }

  /** Those that are kept from check to check. */
  Profiles profiles() {
    return profiles;
  }

  /**
   * One for each, in their order.
   *
   * @param settling for how long a replicator that is behind is waited for
   */
  synchronized List<Calibration> of(
      List<TopicPair> topics, Isolation isolation, Settling settling) {
    List<TopicPair> unknown = new ArrayList<>();
    for (TopicPair topic : topics) {
      Key key = Key.of(topic, isolation);
      if (!found.containsKey(key)) {
        profiles
            .kept(topic.both().source(), topic.both().target(), isolation)
            .ifPresentOrElse(kept -> found.put(key, kept), () -> unknown.add(topic));
      }
    }
    int done = 0;
    for (List<TopicPair> lot : SampleAhead.lots(unknown)) {
      calibrate(lot, isolation, settling, done, unknown.size());
      done += lot.size();
    }
    return topics.stream().map(topic -> known(Key.of(topic, isolation))).toList();
  }

  private Calibration known(Key key) {
    Calibration calibration = found.get(key);
    if (calibration == null) {
      throw new IllegalStateException("topic " + key.topic() + " was not calibrated");
    }
    return calibration;
  }

  private void calibrate(
      List<TopicPair> lot, Isolation isolation, Settling settling, int before, int all) {
    String what =
        "topics calibrated" + (lot.size() == all ? "" : ", " + before + " of " + all + " before");
    List<TopicPair> left = byWhatIsThere(what, lot, isolation);
    List<Calibration> waitedFor =
        beside.each(
            "topics waited for, which are not calibrated yet",
            left,
            topic -> waitedFor(topic, isolation, settling));
    for (int i = 0; i < left.size(); i++) {
      found.put(Key.of(left.get(i), isolation), waitedFor.get(i));
    }
  }

  /**
   * Those for which what is on the target by now does not do. What was read ahead is let go before
   * anybody waits for a replicator: other checks need the memory.
   */
  private List<TopicPair> byWhatIsThere(String what, List<TopicPair> lot, Isolation isolation) {
    List<TopicPair> left = new ArrayList<>();
    try (SampleAhead ahead = new SampleAhead(source, target, isolation, lot, budget)) {
      beside.one("reading of samples", ahead::read);
      List<Optional<Calibration>> sampled =
          beside.each(what, lot, topic -> sampled(topic, isolation, ahead));
      for (int i = 0; i < lot.size(); i++) {
        TopicPair topic = lot.get(i);
        sampled
            .get(i)
            .ifPresentOrElse(
                known -> found.put(Key.of(topic, isolation), known), () -> left.add(topic));
      }
    }
    return left;
  }

  /**
   * By what was read ahead of some of its partitions: they have enough records as a rule. Empty
   * where they have not, and all of them decide, as far as they are copied in time.
   */
  private Optional<Calibration> sampled(TopicPair topic, Isolation isolation, SampleAhead ahead) {
    List<Calibration.Sides> sides = ahead.sides(topic);
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = sides.size() == topic.led().count();
    try {
      if (ahead.isEmptyOnSource(topic) && (whole || isEmptyOnSource(topic, isolation))) {
        return Optional.of(Uncalibrated.emptySource());
      }
      return Calibration.of(sides, false) instanceof Calibrated calibrated
              && (whole || calibrated.pairs() >= Calibration.PAIRS_REQUIRED)
          ? Optional.of(profile(topic, isolation, () -> calibrated))
          : Optional.empty();
    } catch (LogUnavailable readAgain) {
      return Optional.empty();
    }
  }

  /** Whether none of its partitions holds anything; all of them are asked at once. */
  private boolean isEmptyOnSource(TopicPair topic, Isolation isolation) {
    LogEnds logs = new LogEnds(source);
    Set<TopicPartition> all = topic.led().map(TopicProfiles::onSource).collect(Collectors.toSet());
    var askedBegins = logs.askBegins(all);
    Map<TopicPartition, Place> ends = logs.askEnds(all, KafkaLog.isolationLevel(isolation)).get();
    Map<TopicPartition, Place> begins = askedBegins.get();
    return all.stream()
        .allMatch(
            partition -> {
              Place begin = begins.get(partition);
              Place end = ends.get(partition);
              return begin != null && end != null && begin.offset() >= end.offset();
            });
  }

  private Calibration waitedFor(TopicPair topic, Isolation isolation, Settling settling) {
    try {
      return profile(
          topic,
          isolation,
          () ->
              new Resolver(Clock.systemUTC(), beside)
                  .calibrate(all(topic, isolation), false, settling.left()));
    } catch (LogUnavailable failed) {
      Away.passing(failed, source, target);
      return new Uncalibrated(String.valueOf(failed.getMessage()));
    }
  }

  private Calibration profile(
      TopicPair topic, Isolation isolation, Supplier<Calibration> calibrate) {
    return profiles.of(topic.both().source(), topic.both().target(), isolation, calibrate);
  }

  private List<Calibration.Sides> all(TopicPair topic, Isolation isolation) {
    return topic
        .led()
        .map(
            pair ->
                new Calibration.Sides(
                    new KafkaLog(source, TopicProfiles.onSource(pair), isolation),
                    new KafkaLog(target, TopicProfiles.onTarget(pair), isolation)))
        .toList();
  }
}
