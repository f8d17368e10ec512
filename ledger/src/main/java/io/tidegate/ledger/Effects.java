package io.tidegate.ledger;

import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * The idempotency row of every effect, written under the unit's fence. The guarantee: an effect
 * that begins after the fence was bumped is refused. The limit: one that began before may still be
 * under way then.
 */
public final class Effects {
  private final Database database;

  Effects(Database database) {
    this.database = database;
  }

  /**
   * Checks the fence and writes the row in one transaction. A stale caller hears so, also about an
   * effect that was done.
   *
   * @param key of the effect, without an attempt number
   * @param fence what the wave was granted for the unit
   */
  public Begun begin(String key, String wave, String unit, long fence) {
    Require.text("key", key);
    return database.write(
        handle -> {
          Optional<String> stale = whyStale(handle, wave, unit, fence);
          if (stale.isPresent()) {
            return new Begun.Stale(stale.get());
          }
          int stored =
              handle.execute(
                  "INSERT INTO effects (key, wave, unit, fence) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  key,
                  wave,
                  unit,
                  fence);
          if (stored == 1) {
            return new Begun.Fresh();
          }
          Optional<String> result = result(handle, key);
          return result.isPresent() ? new Begun.Done(result.get()) : new Begun.Unfinished();
        });
  }

  /**
   * Why this fence is not the unit's current one; empty while it is. For an effect that has begun,
   * right before what cannot be taken back: its worker may have stood still since.
   */
  public Optional<String> whyStale(String wave, String unit, long fence) {
    return database.read(handle -> whyStale(handle, wave, unit, fence));
  }

  private static Optional<String> whyStale(Handle handle, String wave, String unit, long fence) {
    OptionalLong current = Leases.currentFence(handle, wave, unit);
    if (current.isEmpty()) {
      return Optional.of("wave '" + wave + "' does not hold unit '" + unit + "'");
    }
    return current.getAsLong() == fence
        ? Optional.empty()
        : Optional.of(
            "fence %d of unit '%s' is stale: the current one is %d"
                .formatted(fence, unit, current.getAsLong()));
  }

  /**
   * Marks the effect as done; the first result stands.
   *
   * @return the result that stands
   */
  public String finish(String key, String resultJson) {
    Require.storable("result", resultJson);
    return database.write(
        handle -> {
          handle.execute(
              "UPDATE effects SET finished_at = clock_timestamp(), result = ? WHERE key = ? AND finished_at IS NULL",
              resultJson,
              key);
          return result(handle, key)
              .orElseThrow(
                  () -> new IllegalArgumentException("effect '" + key + "' was never begun"));
        });
  }

  private static Optional<String> result(Handle handle, String key) {
    return handle
        .createQuery("SELECT result FROM effects WHERE key = :key AND finished_at IS NOT NULL")
        .bind("key", key)
        .mapTo(String.class)
        .findOne();
  }
}
