package io.tidegate.ledger;

import org.jspecify.annotations.Nullable;

/**
 * How a wave looks, as its workflow last said: a projection, proves nothing.
 *
 * @param version counts the workflow's views, from 1; 0 before the first
 * @param json null before the first
 */
public record WaveView(String wave, long version, WaveState state, @Nullable String json) {
  public WaveView {
    Require.text("wave", wave);
    Require.atLeast("version", version, 0);
    if (json != null) {
      Require.storable("view", json);
    }
  }
}
