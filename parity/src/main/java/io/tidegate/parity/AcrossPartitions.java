package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Calibrates a topic whose records may have moved to other partitions. */
final class AcrossPartitions {
  /** Target records of a partition that are looked for, at its begin and its end. */
  private static final int SAMPLE = 256;

  /** Target partitions that are sampled. */
  private static final int MOST_SAMPLED = 8;

  /** Source records of a partition read for the sample where timestamps lead there. */
  private static final int STRETCH = 16_384;

  private final Collection<PartitionLog> sources;
  private final boolean maskSchemaId;
  private final List<LogRecord> heads = new ArrayList<>();
  private final List<LogRecord> tails = new ArrayList<>();

  AcrossPartitions(
      Collection<PartitionLog> sources, Collection<PartitionLog> targets, boolean maskSchemaId) {
    this.sources = sources;
    this.maskSchemaId = maskSchemaId;
    targets.stream()
        .filter(target -> Reads.any(target, target.begin(), target.end()))
        .limit(MOST_SAMPLED)
        .forEach(
            target -> {
              long end = target.end();
              heads.addAll(Reads.first(target, target.begin(), end, SAMPLE));
              tails.addAll(Reads.lastBefore(target, end, SAMPLE));
            });
  }

  Calibration calibrate() {
    long needed = 0;
    boolean producersTime = true;
    Isolation isolation = Isolation.READ_UNCOMMITTED;
    for (PartitionLog source : sources) {
      List<LogRecord> first =
          Reads.first(source, source.begin(), source.end(), Calibration.PAIRS_REQUIRED);
      needed += first.size();
      producersTime &= first.stream().allMatch(LogRecord::createTime);
      isolation = source.isolation();
    }
    needed = Math.min(needed, Calibration.PAIRS_REQUIRED);
    if (needed == 0) {
      return new Calibration.Uncalibrated("the source holds no record of this topic");
    }
    producersTime &= heads.stream().allMatch(LogRecord::createTime);
    long best = 0;
    for (boolean timestamp : producersTime ? List.of(true, false) : List.of(false)) {
      Profile profile = new Profile(timestamp, Profile.REPLICATOR_HEADERS, maskSchemaId, isolation);
      long pairs = pairs(new Identity(profile), needed);
      if (pairs >= needed) {
        return new Calibration.Calibrated(profile, pairs);
      }
      best = Math.max(best, pairs);
    }
    return new Calibration.Uncalibrated(
        "only "
            + best
            + " of "
            + needed
            + " records needed were found equal on both sides; let the replicator copy more, or"
            + " check whether it changes keys, values or headers");
  }

  /** Source records, each counted once, whose content is in the sample. */
  private long pairs(Identity identity, long needed) {
    Set<Id> ids = new HashSet<>();
    heads.forEach(record -> ids.add(identity.of(record).id()));
    tails.forEach(record -> ids.add(identity.of(record).id()));
    long pairs = 0;
    for (PartitionLog source : sources) {
      Set<Long> matched = new HashSet<>();
      for (List<LogRecord> part : List.of(tails, heads)) {
        if (!part.isEmpty() && pairs + matched.size() < needed) {
          match(source, identity, part, ids, matched, needed - pairs);
        }
      }
      pairs += matched.size();
    }
    return pairs;
  }

  private static void match(
      PartitionLog source,
      Identity identity,
      List<LogRecord> part,
      Set<Id> ids,
      Set<Long> matched,
      long needed) {
    boolean timed = identity.profile().timestamp();
    long oldest = part.stream().mapToLong(LogRecord::timestampMs).min().orElseThrow();
    long end = source.end();
    long[] left = {timed ? STRETCH : Long.MAX_VALUE};
    Reads.each(
        source,
        Reads.bracket(source, identity.profile(), oldest, end),
        end,
        record -> {
          if (ids.contains(identity.of(record).id())) {
            matched.add(record.offset());
          }
          return matched.size() < needed && --left[0] > 0;
        });
  }
}
