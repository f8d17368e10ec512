package io.tidegate.ledger;

import java.time.Instant;

/**
 * A wave without what its view shows.
 *
 * @param version of its view; 0 as long as its workflow has shown none
 */
public record WaveHead(NewWave request, Instant createdAt, long version, WaveState state) {
  public String wave() {
    return request.wave();
  }
}
