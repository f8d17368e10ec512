package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Rollbacks: each number of a wave is asked for once, which holds after Temporal has forgotten the
 * workflow's id.
 */
public final class Rollbacks {
  private static final String SELECT =
      "SELECT wave, number, body, issuer, subject, r.at, outcome, detail, e.at AS ended_at"
          + " FROM rollbacks r LEFT JOIN rollback_ends e USING (wave, number) ";

  private final Database database;

  Rollbacks(Database database) {
    this.database = database;
  }

  /**
   * Stores the request with its audit entry; Same for the same body again, whoever asks, also after
   * the end.
   */
  public Put<Rollback> request(RollbackRequest request, NewEntry entry) {
    return database.write(
        handle -> {
          int stored =
              handle.execute(
                  "INSERT INTO rollbacks (wave, number, body, issuer, subject) VALUES (?, ?, ?, ?, ?)"
                      + " ON CONFLICT DO NOTHING",
                  request.wave(),
                  request.number(),
                  request.bodyJson(),
                  request.by().issuer(),
                  request.by().name());
          Rollback standing = find(handle, request.wave(), request.number()).orElseThrow();
          if (stored == 0) {
            return standing.request().bodyJson().equals(request.bodyJson())
                ? new Put.Same<>(standing)
                : new Put.Conflict<>(standing);
          }
          Entries.append(handle, entry);
          return new Put.Created<>(standing);
        });
  }

  /** Says how it ended, with its audit entry; the first end stands, and is returned. */
  public Rollback.End close(
      String wave, int number, String outcome, String detailJson, NewEntry entry) {
    Require.text("outcome", outcome);
    Require.storable("detail", detailJson);
    return database.write(
        handle -> {
          int stored =
              handle.execute(
                  "INSERT INTO rollback_ends (wave, number, outcome, detail) SELECT wave, number, ?, ?"
                      + " FROM rollbacks WHERE wave = ? AND number = ? ON CONFLICT DO NOTHING",
                  outcome,
                  detailJson,
                  wave,
                  number);
          Rollback.End standing =
              find(handle, wave, number)
                  .flatMap(Rollback::end)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "rollback "
                                  + number
                                  + " of wave '"
                                  + wave
                                  + "' was never asked for"));
          if (stored == 1) {
            Entries.append(handle, entry);
          }
          return standing;
        });
  }

  public Optional<Rollback> find(String wave, int number) {
    return database.read(handle -> find(handle, wave, number));
  }

  /** The rollbacks of a wave by number. */
  public List<Rollback> list(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave ORDER BY number")
                .bind("wave", wave)
                .map((row, context) -> rollback(row))
                .list());
  }

  /** Every rollback that has not ended, oldest first. */
  public List<Rollback> open() {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE e.wave IS NULL ORDER BY r.at, wave, number")
                .map((row, context) -> rollback(row))
                .list());
  }

  private static Optional<Rollback> find(Handle handle, String wave, int number) {
    return handle
        .createQuery(SELECT + "WHERE wave = :wave AND number = :number")
        .bind("wave", wave)
        .bind("number", number)
        .map((row, context) -> rollback(row))
        .findOne();
  }

  private static Rollback rollback(ResultSet row) throws SQLException {
    var request =
        new RollbackRequest(
            row.getString("wave"),
            row.getInt("number"),
            row.getString("body"),
            new Subject(row.getString("issuer"), row.getString("subject")));
    return new Rollback(request, Database.instant(row, "at"), end(row));
  }

  private static Rollback.@Nullable End end(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    return outcome == null
        ? null
        : new Rollback.End(outcome, row.getString("detail"), Database.instant(row, "ended_at"));
  }
}
