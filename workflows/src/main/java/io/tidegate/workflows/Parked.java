package io.tidegate.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps that wait for a person. */
final class Parked {

  /** One of them; {@code unit} is empty for a step of the whole wave. */
  static final class Place {
    private final String unit;
    private final String step;
    private boolean retry;

    private Place(String unit, String step) {
      this.unit = unit;
      this.step = step;
    }

    boolean retryAsked() {
      return retry;
    }
  }

  private final List<Place> places = new ArrayList<>();

  Place add(String unit, String step) {
    Place place = new Place(unit, step);
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

  boolean contains(String unit, String step) {
    return find(unit, step).isPresent();
  }

  /** False when nothing is parked there. */
  boolean retry(String unit, String step) {
    Optional<Place> place = find(unit, step);
    place.ifPresent(found -> found.retry = true);
    return place.isPresent();
  }
}
