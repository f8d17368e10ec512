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
 * that an effect begins, or that it was done. The effect itself lies between the two. It is a
 * trigger on the table of effects that waits for an advisory lock which the trap holds, so the
 * worker's own code is as it always is.
 */
final class EffectTrap implements AutoCloseable {
  /** The note that is held up. */
  enum Note {
    /** The effect has not begun. */
    BEGUN("INSERT"),
    /** The effect took place, and nobody knows. */
    DONE("UPDATE");

    private final String operation;

    Note(String operation) {
      this.operation = operation;
    }
  }

  private static final Duration SESSION_GONE_WITHIN = Duration.ofSeconds(10);
  private static final long LOCK = 7_314_159L;

  private static final String INSTALL =
      """
      CREATE TABLE effect_trap (pattern text PRIMARY KEY, operation text NOT NULL);
      CREATE FUNCTION spring_effect_trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM effect_trap WHERE NEW.key LIKE pattern AND operation = TG_OP) THEN
          PERFORM pg_advisory_xact_lock(%1$d);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER effect_trap BEFORE INSERT OR UPDATE ON effects
        FOR EACH ROW EXECUTE FUNCTION spring_effect_trap();
      """
          .formatted(LOCK);

  private final Connection owner;

  /** Needs the ledger's tables, so a worker or an api has started before. */
  EffectTrap(LedgerDatabase ledger) throws SQLException {
    owner =
        DriverManager.getConnection(ledger.url(), ledger.migrateUser(), ledger.migratePassword());
    execute(INSTALL);
    execute("SELECT pg_advisory_lock(" + LOCK + ")");
  }

  /** Keys of the effects of a wave in the order in which they began. */
  List<String> effectsOf(String wave) throws SQLException {
    try (PreparedStatement select =
        owner.prepareStatement("SELECT key FROM effects WHERE wave = ? ORDER BY begun_at")) {
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
   * @param pattern of the effect's key, with % for any text
   */
  void set(String pattern, Note note) throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement("INSERT INTO effect_trap VALUES (?, ?)")) {
      insert.setString(1, pattern);
      insert.setString(2, note.operation);
      insert.executeUpdate();
    }
  }

  /** True while a worker stands in the trap. */
  boolean isSprung() throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = "
                    + LOCK)) {
      return row.next() && row.getLong(1) > 0;
    }
  }

  /**
   * After the worker was killed: what its session had not committed is rolled back, and the trap is
   * empty.
   */
  void clear() throws SQLException {
    execute("DELETE FROM effect_trap");
    execute("SELECT pg_advisory_unlock(" + LOCK + ")");
    Await.until(SESSION_GONE_WITHIN, "the killed worker's session to end", () -> !isSprung());
    execute("SELECT pg_advisory_lock(" + LOCK + ")");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    owner.close();
  }
}
