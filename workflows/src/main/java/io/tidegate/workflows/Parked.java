package io.tidegate.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps that wait for a person. */
final class Parked {

  /** Who said that a check is left out, and why. */
  record Skip(String by, String reason) {}

  /** One of them; {@code unit} is empty for a step of the whole wave. */
  static final class Place {
    private final String unit;
    private final String step;
    private final boolean skippable;
    private boolean retry;
    private @Nullable Skip skip;

    private Place(String unit, String step, boolean skippable) {
      this.unit = unit;
      this.step = step;
      this.skippable = skippable;
    }

    boolean isAnswered() {
      return retry || skip != null;
    }

    Optional<Skip> skip() {
      return Optional.ofNullable(skip);
    }
  }

  private final List<Place> places = new ArrayList<>();

  /**
   * @param skippable whether a person may leave it out: nothing is proven by it
   */
  Place add(String unit, String step, boolean skippable) {
    Place place = new Place(unit, step, skippable);
    places.add(place);
    return place;
  }

  void remove(Place place) {
    places.remove(place);
  }

  private Optional<Place> find(String unit, String step) {
    return places.stream()
        .filter(
            place -> (place.unit.isEmpty() || place.unit.equals(unit)) && place.step.equals(step))
        .findFirst();
  }

  /** How many stand now. */
  int count() {
    return places.size();
  }

  boolean contains(String unit, String step) {
    return find(unit, step).isPresent();
  }

  boolean isSkippable(String unit, String step) {
    return find(unit, step).filter(place -> place.skippable).isPresent();
  }

  void skip(String unit, String step, Skip skip) {
    find(unit, step).ifPresent(place -> place.skip = skip);
  }

  /** False when nothing is parked there. */
  boolean retry(String unit, String step) {
    Optional<Place> place = find(unit, step);
    place.ifPresent(found -> found.retry = true);
    return place.isPresent();
  }
}
