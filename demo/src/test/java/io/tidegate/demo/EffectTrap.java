package io.tidegate.demo;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a worker in the middle of an activity that changes something: where it notes in the ledger
 * that an effect begins, or that it was done, or where it tells of it in an entry. The effect
 * itself lies between the first two, or before the last. It is a trigger on the tables of effects
 * and of the entries' keys that waits for an advisory lock which the trap holds, so the worker's
 * own code is as it always is.
 */
final class EffectTrap implements AutoCloseable {
  /** The note that is held up. */
  enum Note {
    /** The effect has not begun. */
    BEGUN("INSERT"),
    /** The effect took place, and nobody knows. */
    DONE("UPDATE"),
    /** The same of an effect without notes of its own, which only an entry tells of. */
    TOLD("APPEND");

    private final String operation;

    Note(String operation) {
      this.operation = operation;
    }
  }

  private static final Duration SESSION_GONE_WITHIN = Duration.ofSeconds(60);

  private static final int ANSWER_SECONDS_MAX = 2;

  /** The first half of the locks' numbers; the second is the number of the row. */
  private static final int LOCKS = 7_314_159;

  private static final String INSTALL =
      """
      CREATE TABLE effect_trap (
        lock integer GENERATED ALWAYS AS IDENTITY,
        wave text PRIMARY KEY,
        pattern text NOT NULL,
        operation text NOT NULL);
      CREATE FUNCTION spring_effect_trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE held integer;
      BEGIN
        SELECT lock INTO held FROM effect_trap
          WHERE wave = NEW.wave AND NEW.key LIKE pattern AND operation = TG_OP;
        IF FOUND THEN
          PERFORM pg_advisory_xact_lock(%1$d, held);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER effect_trap BEFORE INSERT OR UPDATE ON effects
        FOR EACH ROW EXECUTE FUNCTION spring_effect_trap();
      CREATE FUNCTION spring_entry_trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE held integer;
      BEGIN
        SELECT lock INTO held FROM effect_trap WHERE NEW.key LIKE pattern AND operation = 'APPEND';
        IF FOUND THEN
          PERFORM pg_advisory_xact_lock(%1$d, held);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER entry_trap BEFORE INSERT ON appended
        FOR EACH ROW EXECUTE FUNCTION spring_entry_trap();
      """
          .formatted(LOCKS);

  private final LedgerDatabase ledger;
  private Connection owner;

  /** Needs the ledger's tables, so a worker or an api has started before. */
  EffectTrap(LedgerDatabase ledger) throws SQLException {
    this.ledger = ledger;
    owner = connect(ledger);
    try (Statement statement = owner.createStatement()) {
      statement.execute(INSTALL);
    }
  }

  private static Connection connect(LedgerDatabase ledger) throws SQLException {
    return DriverManager.getConnection(
        ledger.url(), ledger.migrateUser(), ledger.migratePassword());
  }

  /** A database that was killed meanwhile has forgotten this session, and the traps of it. */
  private PreparedStatement prepare(String sql) throws SQLException {
    if (!owner.isValid(ANSWER_SECONDS_MAX)) {
      owner.close();
      owner = connect(ledger);
    }
    return owner.prepareStatement(sql);
  }

  /** Keys of the effects of a wave in the order in which they began. */
  List<String> effectsOf(String wave) throws SQLException {
    return keys("SELECT key FROM effects WHERE wave = ? ORDER BY begun_at", wave);
  }

  /** Keys of those that are noted when they are done; others are done with their beginning. */
  List<String> finishedEffectsOf(String wave) throws SQLException {
    return keys("SELECT key FROM effects WHERE wave = ? AND finished_at IS NOT NULL", wave);
  }

  private List<String> keys(String sql, String wave) throws SQLException {
    try (PreparedStatement select = prepare(sql)) {
      select.setString(1, wave);
      List<String> keys = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getString(1));
        }
      }
      return keys;
    }
  }

  /**
   * One trap a wave; that of another wave does not matter to it.
   *
   * @param pattern of the effect's key or, for {@link Note#TOLD}, of the entry's; % for any text
   */
  void set(String wave, String pattern, Note note) throws SQLException {
    try (PreparedStatement set =
        prepare(
            """
            WITH row AS (
              INSERT INTO effect_trap (wave, pattern, operation) VALUES (?, ?, ?) RETURNING lock)
            SELECT pg_advisory_lock(%d, lock) FROM row
            """
                .formatted(LOCKS))) {
      set.setString(1, wave);
      set.setString(2, pattern);
      set.setString(3, note.operation);
      set.execute();
    }
  }

  /** True while a worker stands in the wave's trap. */
  boolean isSprung(String wave) throws SQLException {
    try (PreparedStatement select =
        prepare(
            """
            SELECT count(*) FROM pg_locks JOIN effect_trap ON objid = lock
            WHERE locktype = 'advisory' AND NOT granted AND classid = %d AND wave = ?
            """
                .formatted(LOCKS))) {
      select.setString(1, wave);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getLong(1) > 0;
      }
    }
  }

  /**
   * After the worker was killed: what its session had not committed is rolled back, and the wave's
   * trap is gone.
   */
  void clear(String wave) throws SQLException {
    forWave("SELECT pg_advisory_unlock(" + LOCKS + ", lock) FROM effect_trap WHERE wave = ?", wave);
    Await.until(SESSION_GONE_WITHIN, "the killed worker's session to end", () -> !isSprung(wave));
    forWave("DELETE FROM effect_trap WHERE wave = ?", wave);
  }

  private void forWave(String sql, String wave) throws SQLException {
    try (PreparedStatement statement = prepare(sql)) {
      statement.setString(1, wave);
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    owner.close();
  }
}
