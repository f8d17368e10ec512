package io.tidegate.parity;

import java.util.Collection;

/** What a topic's calibration came to. */
public sealed interface Calibration {
  /** Matched pairs that a profile needs, or all visible source records where there are fewer. */
  int PAIRS_REQUIRED = 32;

  /** The profile held on this many pairs of records. */
  record Calibrated(Profile profile, long pairs) implements Calibration {}

  /**
   * No profile: absence of proof. The reason says what was seen.
   *
   * @param mayPass whether a later look may find more: what the source holds is still to be copied
   */
  record Uncalibrated(String why, boolean mayPass) implements Calibration {
    public Uncalibrated(String why) {
      this(why, true);
    }

    /** There is nothing to compare, and nothing to wait for. */
    public static Uncalibrated emptySource() {
      return new Uncalibrated("the source holds no record of this topic", false);
    }
  }

  /** Both sides of one partition, at the isolation level of the groups. */
  record Sides(PartitionLog source, PartitionLog target) {}

  /**
   * Derives the profile of a topic from the records of all its partitions. Reads a bounded sample
   * where timestamps or equal heads lead to pairs, else scans the source once.
   *
   * @param maskSchemaId on request: schema ids inside values were rewritten
   */
  static Calibration of(Collection<Sides> topic, boolean maskSchemaId) {
    return Calibrator.ofPairs(topic, maskSchemaId).calibrate();
  }

  /**
   * Derives the profile of a topic whose partition counts differ: a record of any source partition
   * may stand on any of the target.
   *
   * @param maskSchemaId on request: schema ids inside values were rewritten
   */
  static Calibration acrossPartitions(
      Collection<PartitionLog> sources, Collection<PartitionLog> targets, boolean maskSchemaId) {
    return Calibrator.across(sources, targets, maskSchemaId).calibrate();
  }
}
