package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rollbacks: each number of a wave is asked for once, which holds after Temporal has forgotten the
 * workflow's id.
 */
public final class Rollbacks {
  private static final String SELECT =
      "SELECT wave, number, body, issuer, subject, at FROM rollbacks ";

  private final Database database;

  Rollbacks(Database database) {
    this.database = database;
  }

  /** Stores the request with its audit entry; Same for the same body again, whoever asks. */
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

  public Optional<Rollback> find(String wave, int number) {
    return database.read(handle -> find(handle, wave, number));
  }

  /** The numbers that were asked for in a wave, rising. */
  public List<Integer> numbers(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT number FROM rollbacks WHERE wave = :wave ORDER BY number")
                .bind("wave", wave)
                .mapTo(int.class)
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
    return new Rollback(request, Database.instant(row, "at"));
  }
}
