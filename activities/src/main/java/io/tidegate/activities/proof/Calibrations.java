package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
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
    try (SampleAhead ahead = new SampleAhead(source, target, isolation, lot, budget)) {
      beside.one("reading of samples", ahead::read);
      List<Calibration> calibrations =
          beside.each(what, lot, topic -> calibrate(topic, isolation, ahead, settling));
      for (int i = 0; i < lot.size(); i++) {
        found.put(Key.of(lot.get(i), isolation), calibrations.get(i));
      }
    }
  }

  private Calibration calibrate(
      TopicPair topic, Isolation isolation, SampleAhead ahead, Settling settling) {
    try {
      return profiles.of(
          topic.both().source(),
          topic.both().target(),
          isolation,
          () ->
              sampled(topic, ahead)
                  .orElseGet(
                      () ->
                          new Resolver(Clock.systemUTC(), beside)
                              .calibrate(all(topic, isolation), false, settling.left())));
    } catch (LogUnavailable failed) {
      Away.passing(failed, source, target);
      return new Uncalibrated(String.valueOf(failed.getMessage()));
    }
  }

  /**
   * By what was read ahead of some of its partitions: they have enough records as a rule. Empty
   * where they have not, and all of them decide, as far as they are copied in time.
   */
  private static Optional<Calibration> sampled(TopicPair topic, SampleAhead ahead) {
    List<Calibration.Sides> sides = ahead.sides(topic);
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = sides.size() == topic.led().count();
    try {
      Calibration calibration = Calibration.of(sides, false);
      boolean enough =
          calibration instanceof Calibrated calibrated
              ? whole || calibrated.pairs() >= Calibration.PAIRS_REQUIRED
              : whole && ahead.isEmptyOnSource(topic);
      return enough ? Optional.of(calibration) : Optional.empty();
    } catch (LogUnavailable readAgain) {
      return Optional.empty();
    }
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
