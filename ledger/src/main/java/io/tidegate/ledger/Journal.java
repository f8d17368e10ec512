package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What each unit went through, written before it happened, in order: a rollback undoes it from here
 * alone. Append-only.
 */
public final class Journal {
  private static final String SELECT = "SELECT wave, unit, step, kind, key, detail FROM journal ";

  private final Database database;

  Journal(Database database) {
    this.database = database;
  }

  /**
   * Records a row once. Tried again with its key, the row of the first time stands, whatever its
   * detail says now: an anchor that was stored is the anchor.
   *
   * @return the row that stands
   */
  public JournalRow record(JournalRow row) {
    return database.write(
        handle -> {
          handle.execute(
              "INSERT INTO journal (wave, unit, step, kind, key, detail) VALUES (?, ?, ?, ?, ?, ?)"
                  + " ON CONFLICT DO NOTHING",
              row.wave(),
              row.unit(),
              row.step(),
              row.kind(),
              row.key(),
              row.detailJson());
          return handle
              .createQuery(SELECT + "WHERE wave = :wave AND key = :key")
              .bind("wave", row.wave())
              .bind("key", row.key())
              .map((found, context) -> journalRow(found))
              .one();
        });
  }

  /**
   * The rows of all units of a wave; those of one unit stand in the order in which they were
   * recorded.
   */
  public List<JournalRow> list(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave ORDER BY number")
                .bind("wave", wave)
                .map((row, context) -> journalRow(row))
                .list());
  }

  /** The rows of one step, of whichever unit, in the order in which they were recorded. */
  public List<JournalRow> listOfStep(String wave, String step) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave AND step = :step ORDER BY number")
                .bind("wave", wave)
                .bind("step", step)
                .map((row, context) -> journalRow(row))
                .list());
  }

  /** The rows of one unit in the order in which they were recorded. */
  public List<JournalRow> list(String wave, String unit) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave AND unit = :unit ORDER BY number")
                .bind("wave", wave)
                .bind("unit", unit)
                .map((row, context) -> journalRow(row))
                .list());
  }

  /** The newest row of a kind. */
  public Optional<JournalRow> latest(String wave, String unit, String kind) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + "WHERE wave = :wave AND unit = :unit AND kind = :kind ORDER BY number DESC LIMIT 1")
                .bind("wave", wave)
                .bind("unit", unit)
                .bind("kind", kind)
                .map((row, context) -> journalRow(row))
                .findOne());
  }

  /** The newest row of a kind that any wave of a runbook, by its name, has of this unit. */
  public Optional<JournalRow> latestOfRunbook(String runbook, String unit, String kind) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + "WHERE unit = :unit AND kind = :kind"
                        + " AND wave IN (SELECT wave FROM waves WHERE runbook = :runbook)"
                        + " ORDER BY number DESC LIMIT 1")
                .bind("unit", unit)
                .bind("kind", kind)
                .bind("runbook", runbook)
                .map((row, context) -> journalRow(row))
                .findOne());
  }

  /** The newest row of a kind of each unit of each wave that is not closed. */
  public List<JournalRow> latestOfOpenWaves(String kind) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT ON (wave, unit) wave, unit, step, kind, key, detail FROM journal"
                        + " WHERE kind = :kind AND wave IN (SELECT wave FROM wave_views WHERE "
                        + Waves.OPEN
                        + ") ORDER BY wave, unit, number DESC")
                .bind("kind", kind)
                .map((row, context) -> journalRow(row))
                .list());
  }

  private static JournalRow journalRow(ResultSet row) throws SQLException {
    return new JournalRow(
        row.getString("wave"),
        row.getString("unit"),
        row.getString("step"),
        row.getString("kind"),
        row.getString("key"),
        row.getString("detail"));
  }
}
