package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tries profiles, the strictest first, until enough records of a topic match on both sides. */
final class Calibrator {
  /** Target records of a partition that are looked for on the source, at its begin and its end. */
  private static final int SAMPLE = 256;

  /** Source records read for either sample where timestamps lead there. */
  private static final int STRETCH = 4_096;

  private final Collection<Calibration.Sides> topic;
  private final boolean maskSchemaId;

  Calibrator(Collection<Calibration.Sides> topic, boolean maskSchemaId) {
    this.topic = topic;
    this.maskSchemaId = maskSchemaId;
  }

  Calibration calibrate() {
    long needed = 0;
    boolean producersTime = true;
    Isolation isolation = Isolation.READ_UNCOMMITTED;
    List<Sample> samples = new ArrayList<>();
    for (Calibration.Sides sides : topic) {
      Sample sample = Sample.of(sides);
      samples.add(sample);
      isolation = sides.source().isolation();
      producersTime &= sample.producersTime();
      needed += sample.sourceRecords();
    }
    needed = Math.min(needed, Calibration.PAIRS_REQUIRED);
    if (needed == 0) {
      return new Calibration.Uncalibrated("the source holds no record of this topic");
    }
    long best = 0;
    List<Boolean> timestamps = producersTime ? List.of(true, false) : List.of(false);
    for (boolean timestamp : timestamps) {
      Profile profile = new Profile(timestamp, Profile.REPLICATOR_HEADERS, maskSchemaId, isolation);
      long pairs = pairs(samples, profile, needed);
      if (pairs >= needed) {
        return new Calibration.Calibrated(
            profile.withOffsetHeader(offsetHeader(samples, profile)), pairs);
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

  /** A header that carries the source offset on every matched record that has it, and on some. */
  private static @Nullable String offsetHeader(List<Sample> samples, Profile profile) {
    for (String header : Profile.OFFSET_HEADERS) {
      Set<Boolean> right = new HashSet<>();
      samples.forEach(sample -> sample.compareOffsets(profile, header, right));
      if (right.equals(Set.of(true))) {
        return header;
      }
    }
    return null;
  }

  private static long pairs(List<Sample> samples, Profile profile, long needed) {
    long pairs = 0;
    for (Sample sample : samples) {
      if (pairs < needed) {
        pairs += sample.pairs(new Identity(profile), needed - pairs);
      }
    }
    return pairs;
  }

  /** The first and last records of one partition of the target. */
  private record Sample(
      Calibration.Sides sides,
      List<LogRecord> head,
      List<LogRecord> tail,
      long sourceEnd,
      long sourceRecords,
      boolean producersTime) {

    static Sample of(Calibration.Sides sides) {
      PartitionLog target = sides.target();
      PartitionLog source = sides.source();
      long targetEnd = target.end();
      long sourceEnd = source.end();
      List<LogRecord> head = Reads.first(target, target.begin(), targetEnd, SAMPLE);
      List<LogRecord> tail = Reads.lastBefore(target, targetEnd, SAMPLE);
      int required = Calibration.PAIRS_REQUIRED;
      List<LogRecord> first = Reads.first(source, source.begin(), sourceEnd, required);
      List<LogRecord> last = Reads.lastBefore(source, sourceEnd, required);
      boolean producersTime =
          List.of(head, tail, first, last).stream()
              .flatMap(List::stream)
              .allMatch(LogRecord::createTime);
      return new Sample(sides, head, tail, sourceEnd, first.size(), producersTime);
    }

    /** Source records, each counted once, whose content is in the sample. */
    long pairs(Identity identity, long needed) {
      Set<Id> ids = new HashSet<>();
      head.forEach(record -> ids.add(identity.of(record).id()));
      tail.forEach(record -> ids.add(identity.of(record).id()));
      Set<Long> matched = new HashSet<>();
      if (ids.isEmpty()) {
        return 0;
      }
      if (identity.profile().timestamp()) {
        for (List<LogRecord> part : List.of(tail, head)) {
          long from = Reads.bracket(sides.source(), identity.profile(), oldest(part), sourceEnd);
          match(identity, ids, matched, from, needed, STRETCH);
        }
      } else {
        match(identity, ids, matched, sides.source().begin(), needed, Long.MAX_VALUE);
      }
      return matched.size();
    }

    /**
     * Whether the offsets that the header names hold the same records. Reads one record for each of
     * the sample's first and last.
     */
    void compareOffsets(Profile profile, String header, Set<Boolean> right) {
      for (List<LogRecord> part : List.of(head, tail)) {
        if (part.isEmpty()) {
          continue;
        }
        LogRecord copied = part == head ? part.get(0) : part.get(part.size() - 1);
        OptionalLong offset = Profile.sourceOffset(copied, header);
        if (offset.isPresent()) {
          LogRecord named = Reads.exactly(sides.source(), offset.getAsLong(), sourceEnd);
          right.add(
              named != null
                  && new Identity(profile)
                      .of(named)
                      .id()
                      .equals(new Identity(profile).of(copied).id()));
        }
      }
    }

    private void match(
        Identity identity, Set<Id> ids, Set<Long> matched, long from, long needed, long most) {
      long[] left = {most};
      Reads.each(
          sides.source(),
          from,
          sourceEnd,
          record -> {
            if (ids.contains(identity.of(record).id())) {
              matched.add(record.offset());
            }
            return matched.size() < needed && --left[0] > 0;
          });
    }

    private static long oldest(List<LogRecord> records) {
      return records.stream().mapToLong(LogRecord::timestampMs).min().orElse(Long.MAX_VALUE);
    }
  }
}
