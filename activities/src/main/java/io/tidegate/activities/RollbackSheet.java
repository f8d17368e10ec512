package io.tidegate.activities;

import io.tidegate.activities.proof.WayBackMap.Passed;
import io.tidegate.parity.PartitionPair;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a unit goes on when it is taken back: evidence of each mapping. */
record RollbackSheet(String unit, Instant at, List<Place> places) {
  /** Places in one audit entry; the evidence has them all. */
  private static final int TOLD_MAX = 200;

  RollbackSheet {
    places = List.copyOf(places);
  }

  long replay() {
    return places.stream().mapToLong(Place::replay).sum();
  }

  long stranded() {
    return places.stream().mapToLong(Place::stranded).sum();
  }

  List<Place> of(String group) {
    return places.stream().filter(place -> place.group().equals(group)).toList();
  }

  Map<Place.Key, Place> byKey() {
    Map<Place.Key, Place> byKey = new HashMap<>();
    places.forEach(place -> byKey.put(place.key(), place));
    return byKey;
  }

  /** For the timeline, which shows the first places. */
  Told told(String evidence) {
    List<Place> shown = places.stream().limit(TOLD_MAX).toList();
    return new Told(unit, evidence, replay(), stranded(), shown, places.size() - shown.size());
  }

  /** Detail of the audit entry. */
  record Told(
      String unit,
      String evidence,
      long replay,
      long stranded,
      List<Place> places,
      int placesInEvidenceOnly) {}

  /**
   * One partition on the source.
   *
   * @param targetCommitted where the group stood on the target; null where that is unknown or
   *     nothing
   * @param replay records that may be delivered again, an upper bound unless {@code exact}
   * @param stranded records on the target without an image on the source
   * @param mappedAt when the position was found
   * @param passed from where the next mapping may start; null where that is the seed
   */
  record Place(
      String group,
      String topic,
      int partition,
      long position,
      @Nullable Long targetCommitted,
      long replay,
      long stranded,
      boolean exact,
      String reason,
      Instant mappedAt,
      @Nullable Passed passed) {

    Key key() {
      return new Key(group, topic, partition);
    }

    /** What a place is the place of. */
    record Key(String group, String topic, int partition) {
      static Key of(String group, PartitionPair pair) {
        return new Key(group, pair.topic(), pair.sourcePartition());
      }
    }

    /** As it was found, in the place of an answer that could not be had. */
    Place because(String why) {
      return new Place(
          group,
          topic,
          partition,
          position,
          targetCommitted,
          replay,
          stranded,
          false,
          "as mapped back at " + mappedAt + ", because " + why,
          mappedAt,
          passed);
    }

    /** The reason with its time, for whoever uses it later. */
    String told() {
      return "as found at " + mappedAt + ": " + reason;
    }
  }
}
