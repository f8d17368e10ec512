package io.tidegate.workflows.message;

import java.util.List;

/**
 * The units that one rollback takes back while the rest of the wave goes on.
 *
 * @param number of this rollback among those of its wave, from 1; the rollback of a whole wave has
 *     none
 * @param units in runbook order, at least one
 */
public record Part(int number, List<String> units) {
  public Part {
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1: " + number);
    }
    if (units.isEmpty()) {
      throw new IllegalArgumentException("units must name at least one unit");
    }
    units = List.copyOf(units);
  }
}
