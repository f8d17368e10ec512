package io.tidegate.parity;

/**
 * What one check may hold in memory and do again, whatever the lag.
 *
 * @param evidence K: records that count as evidence around a place
 * @param ring records of either log held behind and ahead of where a walk stands
 * @param runs stretches of images, and of records without a source, before a log counts as
 *     fragmented
 * @param runLength records in one run at most, so that a place inside it is found by a short read
 * @param searches reads of the source for records that are not within the ring
 * @param lookups records without a source that are looked up in one more read
 */
record Bounds(int evidence, int ring, int runs, int runLength, int searches, int lookups) {
  static final Bounds DEFAULT = new Bounds(64, 1024, 10_000, 65_536, 64, 8_192);

  Bounds {
    if (evidence < 1 || ring < evidence || runs < 1 || runLength < 1 || searches < 0) {
      throw new IllegalArgumentException("bounds: evidence " + evidence + ", ring " + ring);
    }
  }

  /** Both directions, and the evidence at either end. */
  int windowCapacity() {
    return 2 * (ring + evidence);
  }

  void refuseFragments(int pieces) {
    if (pieces > runs) {
      throw new NotProven(
          "fragmented: the two logs agree in more than "
              + runs
              + " pieces; let the replicator finish, or copy the topic anew");
    }
  }

  void refuseLots(int lots) {
    if (lots > searches) {
      throw new NotProven(
          "fragmented: more than "
              + (long) searches * lookups
              + " records of the target have no source record near by; copy the topic anew");
    }
  }
}
