package io.tidegate.ledger;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is waited for: why the last attempt of a step failed, while it is tried again, and how far a
 * long one is. For people who look at a wave; it is no part of the record and proves nothing. One
 * row a step, gone when the step has succeeded.
 */
public final class Waits {
  private static final int REASON_MAX = 1_000;

  private final Database database;

  Waits(Database database) {
    this.database = database;
  }

  /** An attempt failed; its reason takes the place of the one before. */
  public void failed(String wave, String unit, String step, int attempt, String reason) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt " + attempt + ": 1 or more");
    }
    put(wave, unit, step, attempt, reason);
  }

  /**
   * An attempt is under way; what it said before, or why one before it failed, gives place.
   *
   * @param done how far it is, one line
   */
  public void underWay(String wave, String unit, String step, String done) {
    put(wave, unit, step, 0, done);
  }

  private void put(String wave, String unit, String step, int attempt, String reason) {
    Require.text("wave", wave);
    Require.storable("reason", reason);
    var unused =
        database.write(
            handle ->
                handle.execute(
                    "INSERT INTO waits (wave, unit, step, attempt, reason) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (wave, unit, step) DO UPDATE"
                        + " SET attempt = excluded.attempt, reason = excluded.reason,"
                        + " at = clock_timestamp()",
                    wave,
                    unit,
                    step,
                    attempt,
                    reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) : reason));
  }

  /** The step waits no more. */
  public void over(String wave, String unit, String step) {
    var unused =
        database.write(
            handle ->
                handle.execute(
                    "DELETE FROM waits WHERE wave = ? AND unit = ? AND step = ?",
                    wave,
                    unit,
                    step));
  }

  /**
   * Those that were noted within {@code age}, in that order: the worker that noted an older one may
   * have died before it could take it back.
   *
   * @param wave null for those of every wave
   */
  public List<Wait> latest(@Nullable String wave, Duration age) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT wave, unit, step, attempt, reason FROM waits"
                        + " WHERE at > clock_timestamp() - :age * interval '1 ms'"
                        + " AND (:wave::text IS NULL OR wave = :wave) ORDER BY at")
                .bind("age", age.toMillis())
                .bind("wave", wave)
                .map(
                    (row, context) ->
                        new Wait(
                            row.getString("wave"),
                            row.getString("unit"),
                            row.getString("step"),
                            row.getInt("attempt"),
                            row.getString("reason")))
                .list());
  }
}
