package io.tidegate.ledger;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a wave looks, as its workflow last said: a projection, proves nothing.
 *
 * @param version counts the workflow's views, from 1; 0 before the first
 * @param json of the wave without its units; null before the first
 * @param units the JSON of each unit by its place in the runbook, from 0; where a view is saved,
 *     those that have changed
 */
public record WaveView(
    String wave,
    long version,
    WaveState state,
    @Nullable String json,
    SortedMap<Integer, String> units) {
  public WaveView {
    Require.text("wave", wave);
    Require.atLeast("version", version, 0);
    if (json != null) {
      Require.storable("view", json);
    }
    units.forEach(
        (place, unit) -> {
          Require.atLeast("place of a unit", place, 0);
          Require.storable("view of a unit", unit);
        });
    units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
  }
}
