package io.tidegate.ledger;

import java.time.Instant;

/** A wave: what was asked for, when (µs), and how it looks. */
public record WaveRow(NewWave request, Instant createdAt, WaveView view) {
  public String wave() {
    return request.wave();
  }

  public WaveState state() {
    return view.state();
  }
}
