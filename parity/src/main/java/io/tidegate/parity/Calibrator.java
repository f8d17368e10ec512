package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records of the target's begins and ends on the source, each for one of its own, until
 * enough of a topic are found equal.
 *
 * <p>The timestamp belongs to the identity where both sides carry the producer's. It is left out
 * only where contents are found again and not one of them with its timestamp: a replicator that
 * writes a time of its own.
 *
 * <p>Holds digests of at most {@value #MOST_PRINTS} records, or of {@value #LEAST_SAMPLE} at either
 * end of each partition where that is more; never a record.
 */
final class Calibrator {
  /** Target records of a partition that are looked for, at its begin and as many at its end. */
  private static final int SAMPLE = 256;

  /** The same where there are very many partitions. */
  private static final int LEAST_SAMPLE = 32;

  private static final int MOST_PRINTS = 8_192;

  /** Target partitions sampled of a topic whose records may have moved to other partitions. */
  private static final int MOST_SAMPLED = 8;

  private final List<Sample.Part> parts;
  private final boolean maskSchemaId;

  private Calibrator(List<Sample.Part> parts, boolean maskSchemaId) {
    this.parts = parts;
    this.maskSchemaId = maskSchemaId;
  }

  /** Each partition has its own on the other side. */
  static Calibrator ofPairs(Collection<Calibration.Sides> topic, boolean maskSchemaId) {
    return new Calibrator(
        topic.stream()
            .map(
                sides ->
                    new Sample.Part(
                        List.of(Sample.Read.of(sides.source())),
                        List.of(Sample.Read.of(sides.target()))))
            .toList(),
        maskSchemaId);
  }

  /** Records may have moved to other partitions. */
  static Calibrator across(
      Collection<PartitionLog> sources, Collection<PartitionLog> targets, boolean maskSchemaId) {
    List<Sample.Read> sampled =
        targets.stream().map(Sample.Read::of).filter(Sample.Read::any).limit(MOST_SAMPLED).toList();
    return new Calibrator(
        List.of(new Sample.Part(sources.stream().map(Sample.Read::of).toList(), sampled)),
        maskSchemaId);
  }

  Calibration calibrate() {
    Isolation isolation =
        parts.stream()
            .flatMap(part -> part.sources().stream())
            .findFirst()
            .map(source -> source.log().isolation())
            .orElse(Isolation.READ_UNCOMMITTED);
    Profile untimed = new Profile(false, Profile.REPLICATOR_HEADERS, maskSchemaId, isolation);
    Profile timed = new Profile(true, Profile.REPLICATOR_HEADERS, maskSchemaId, isolation);
    Identity identity = new Identity(untimed);
    List<Sample> samples = samples(identity);
    long records = samples.stream().mapToLong(Sample::sourceRecords).sum();
    long needed = Math.min(records, Calibration.PAIRS_REQUIRED);
    if (needed == 0) {
      return Calibration.Uncalibrated.emptySource();
    }
    boolean producersTime = samples.stream().allMatch(Sample::producersTime);
    long near = producersTime ? near(samples, timed, identity, needed) : 0;
    if (near >= needed) {
      return calibrated(samples, timed, near);
    }
    Found all = everywhere(samples, identity, producersTime, needed);
    if (all.timed() >= needed) {
      return calibrated(samples, timed, all.timed());
    }
    boolean anyTimed = near > 0 || all.timed() > 0;
    if (!anyTimed && all.untimed() >= needed) {
      return calibrated(samples, untimed, all.untimed());
    }
    long best = anyTimed ? Math.max(near, all.timed()) : all.untimed();
    return new Calibration.Uncalibrated(
        "only "
            + best
            + " of "
            + needed
            + " records needed were found equal on both sides; let the replicator copy more, or"
            + " check whether it changes keys, values or headers");
  }

  private static Calibration calibrated(List<Sample> samples, Profile profile, long pairs) {
    return new Calibration.Calibrated(
        profile.withOffsetHeader(offsetHeader(samples, new Identity(profile))), pairs);
  }

  private List<Sample> samples(Identity identity) {
    int each = Math.max(LEAST_SAMPLE, Math.min(SAMPLE, MOST_PRINTS / (2 * targets())));
    List<Sample> samples = new ArrayList<>();
    for (Sample.Part part : parts) {
      samples.add(Sample.of(part, identity, each));
    }
    return samples;
  }

  private int targets() {
    return Math.max(1, parts.stream().mapToInt(part -> part.targets().size()).sum());
  }

  /** A header that carries the source offset on every matched record that has it, and on some. */
  private static @Nullable String offsetHeader(List<Sample> samples, Identity identity) {
    for (String header : Profile.OFFSET_HEADERS) {
      Set<Boolean> right = new HashSet<>();
      samples.forEach(sample -> sample.compareOffsets(identity, header, right));
      if (right.equals(Set.of(true))) {
        return header;
      }
    }
    return null;
  }

  /** Pairs with their timestamps, looked for where those lead. */
  private static long near(List<Sample> samples, Profile timed, Identity identity, long needed) {
    long pairs = 0;
    for (Sample sample : samples) {
      if (pairs < needed) {
        pairs += sample.near(timed, identity, needed - pairs);
      }
    }
    return pairs;
  }

  /** Pairs found with their timestamps, and whatever these are. */
  private record Found(long timed, long untimed) {}

  /** Reads the sources from their begins until it is known. */
  private static Found everywhere(
      List<Sample> samples, Identity identity, boolean producersTime, long needed) {
    Search search = new Search(identity, producersTime, needed);
    for (Sample sample : samples) {
      search.of(sample);
    }
    return new Found(search.timed, search.untimed);
  }

  /** One pass over the sources, for both ways to tell records apart. */
  private static final class Search {
    private final Identity identity;
    private final boolean producersTime;
    private final long needed;
    private long timed;
    private long untimed;

    /** Records to read once contents enough were found, in case one still has its timestamp. */
    private long patience = Sample.STRETCH;

    Search(Identity identity, boolean producersTime, long needed) {
      this.identity = identity;
      this.producersTime = producersTime;
      this.needed = needed;
    }

    void of(Sample sample) {
      Unmatched withTime = sample.unmatched(true);
      Unmatched without = sample.unmatched(false);
      if (without.none()) {
        return;
      }
      for (Sample.Read source : sample.part().sources()) {
        if (over()) {
          return;
        }
        Reads.each(
            source.log(),
            source.log().begin(),
            source.end(),
            record -> {
              Unmatched.Print print = Unmatched.Print.of(record, identity);
              timed += producersTime && withTime.take(print) ? 1 : 0;
              untimed += without.take(print) ? 1 : 0;
              return !over();
            });
      }
    }

    private boolean over() {
      return timed >= needed || (untimed >= needed && (!producersTime || --patience < 0));
    }
  }
}
