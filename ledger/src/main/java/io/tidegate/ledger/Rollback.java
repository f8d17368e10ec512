package io.tidegate.ledger;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rollback: who asked for what, when (µs), and how it ended. */
public record Rollback(RollbackRequest request, Instant at, @Nullable End ended) {
  /** Empty while it is open. */
  public Optional<End> end() {
    return Optional.ofNullable(ended);
  }

  /**
   * How it ended.
   *
   * @param outcome DONE, REFUSED, …
   * @param at µs
   */
  public record End(String outcome, String detailJson, Instant at) {}
}
