package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Rounds of gates: opened once, ended once, neither changed afterwards. */
public final class Rounds {
  private static final String SELECT =
      "SELECT wave, gate, round, evidence_digest, light, expires_at, body FROM rounds ";

  private final Database database;

  Rounds(Database database) {
    this.database = database;
  }

  /**
   * Opens a round with its audit entry; Same for the same round again, Conflict when another has
   * its number.
   */
  public Put<Round> open(Round round, NewEntry entry) {
    return database.write(
        handle -> {
          int stored =
              handle.execute(
                  "INSERT INTO rounds (wave, gate, round, evidence_digest, light, expires_at, body)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  round.wave(),
                  round.gate(),
                  round.number(),
                  round.evidenceDigest(),
                  round.light(),
                  round.expiresAt().atOffset(ZoneOffset.UTC),
                  round.bodyJson());
          if (stored == 0) {
            Round standing = find(handle, round.wave(), round.gate(), round.number()).orElseThrow();
            return standing.evidenceDigest().equals(round.evidenceDigest())
                ? new Put.Same<>(standing)
                : new Put.Conflict<>(standing);
          }
          Entries.append(handle, entry);
          return new Put.Created<>(round);
        });
  }

  /** Ends a round with its audit entry; the first end stands, and is returned. */
  public RoundEnd end(
      String wave, String gate, int number, String state, String detailJson, NewEntry entry) {
    Require.oneOf("state", state, List.of("CONSUMED", "REJECTED", "EXPIRED", "SUPERSEDED"));
    Require.storable("detail", detailJson);
    return database.write(
        handle -> {
          int stored =
              handle.execute(
                  "INSERT INTO round_ends (wave, gate, round, state, detail) SELECT wave, gate, round, ?, ?"
                      + " FROM rounds WHERE wave = ? AND gate = ? AND round = ? ON CONFLICT DO NOTHING",
                  state,
                  detailJson,
                  wave,
                  gate,
                  number);
          RoundEnd standing =
              findEnd(handle, wave, gate, number)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "round "
                                  + number
                                  + " of gate '"
                                  + gate
                                  + "' of wave '"
                                  + wave
                                  + "' was never opened"));
          if (stored == 1) {
            Entries.append(handle, entry);
          }
          return standing;
        });
  }

  public Optional<Round> find(String wave, String gate, int number) {
    return database.read(handle -> find(handle, wave, gate, number));
  }

  /** How that round ended; empty while it is open. */
  public Optional<RoundEnd> findEnd(String wave, String gate, int number) {
    return database.read(handle -> findEnd(handle, wave, gate, number));
  }

  /** All rounds of a wave, in the order of gate and number. */
  public List<Round> list(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave ORDER BY gate, round")
                .bind("wave", wave)
                .map((row, context) -> round(row))
                .list());
  }

  private static Optional<Round> find(Handle handle, String wave, String gate, int number) {
    return handle
        .createQuery(SELECT + "WHERE wave = :wave AND gate = :gate AND round = :round")
        .bind("wave", wave)
        .bind("gate", gate)
        .bind("round", number)
        .map((row, context) -> round(row))
        .findOne();
  }

  private static Optional<RoundEnd> findEnd(Handle handle, String wave, String gate, int number) {
    return handle
        .createQuery(
            "SELECT state, detail, at FROM round_ends WHERE wave = :wave AND gate = :gate AND round = :round")
        .bind("wave", wave)
        .bind("gate", gate)
        .bind("round", number)
        .map(
            (row, context) ->
                new RoundEnd(
                    row.getString("state"), row.getString("detail"), Database.instant(row, "at")))
        .findOne();
  }

  private static Round round(ResultSet row) throws SQLException {
    return new Round(
        row.getString("wave"),
        row.getString("gate"),
        row.getInt("round"),
        row.getString("evidence_digest"),
        row.getString("light"),
        Database.instant(row, "expires_at"),
        row.getString("body"));
  }
}
