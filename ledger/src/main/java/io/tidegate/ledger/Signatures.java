package io.tidegate.ledger;

import io.tidegate.ledger.NewSignature.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Attestations and waivers. None can be changed or taken back: one that is signed anew gets the
 * next version, and all of them end by expiring.
 */
public final class Signatures {
  /** Others signed under the same id at the same moment, each once. */
  private static final int RACES_MAX = 10;

  private static final String COLUMNS =
      "wave, kind, unit, id, version, issuer, subject, roles, body, expires, at FROM signatures"
          + " WHERE wave = :wave ";

  private static final String NEWEST =
      "SELECT DISTINCT ON (unit, id) " + COLUMNS + "AND kind = :kind ";

  private final Database database;

  Signatures(Database database) {
    this.database = database;
  }

  /**
   * Stores the signature with its audit entry. Same where the newest under its id is of the same
   * person, says the same and has not expired: then nothing is written. Never a Conflict: other
   * words are the next version.
   */
  public Put<Signature> sign(NewSignature said, NewEntry entry) {
    return database.write(
        handle -> {
          for (int race = 0; race < RACES_MAX; race++) {
            Optional<Signature> last = newest(handle, said);
            if (last.filter(standing -> isSame(handle, standing, said)).isPresent()) {
              return new Put.Same<>(last.get());
            }
            if (insert(handle, said, last.map(Signature::version).orElse(0) + 1)) {
              Signature signed = newest(handle, said).orElseThrow();
              Entries.append(handle, entry);
              return new Put.Created<>(signed);
            }
          }
          throw new IllegalStateException(
              "others took each of " + RACES_MAX + " versions of " + said.kind() + " " + said.id());
        });
  }

  /** The newest of each attestation and waiver of a wave, also the expired ones, by unit and id. */
  public List<Signature> newest(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT ON (unit, kind, id) "
                        + COLUMNS
                        + "ORDER BY unit, kind, id, version DESC")
                .bind("wave", wave)
                .map((row, context) -> signature(row))
                .list());
  }

  /** The newest of each attestation of a unit, also the expired ones, by their ids. */
  public List<Signature> attestations(String wave, String unit) {
    return ofUnit(wave, Kind.ATTESTATION, unit);
  }

  /** The newest of each waiver of a unit, also the expired ones, by their ids. */
  public List<Signature> waivers(String wave, String unit) {
    return ofUnit(wave, Kind.WAIVER, unit);
  }

  /** The newest of a kind under this id, of whichever unit. */
  public List<Signature> named(String wave, Kind kind, String id) {
    return database.read(
        handle ->
            handle
                .createQuery(NEWEST + "AND id = :id ORDER BY unit, id, version DESC")
                .bind("wave", wave)
                .bind("kind", kind.name())
                .bind("id", id)
                .map((row, context) -> signature(row))
                .list());
  }

  private List<Signature> ofUnit(String wave, Kind kind, String unit) {
    return database.read(
        handle ->
            handle
                .createQuery(NEWEST + "AND unit = :unit ORDER BY unit, id, version DESC")
                .bind("wave", wave)
                .bind("kind", kind.name())
                .bind("unit", unit)
                .map((row, context) -> signature(row))
                .list());
  }

  private static Optional<Signature> newest(Handle handle, NewSignature said) {
    return handle
        .createQuery(NEWEST + "AND unit = :unit AND id = :id ORDER BY unit, id, version DESC")
        .bind("wave", said.wave())
        .bind("kind", said.kind().name())
        .bind("unit", said.unit())
        .bind("id", said.id())
        .map((row, context) -> signature(row))
        .findOne();
  }

  /** By the database's clock, as everything here is. */
  private static boolean isSame(Handle handle, Signature standing, NewSignature said) {
    return standing.said().by().equals(said.by())
        && standing.said().bodyJson().equals(said.bodyJson())
        && handle
            .createQuery("SELECT clock_timestamp() < :expires")
            .bind("expires", standing.said().expires().atOffset(ZoneOffset.UTC))
            .mapTo(boolean.class)
            .one();
  }

  private static boolean insert(Handle handle, NewSignature said, int version) {
    return handle
            .createUpdate(
                "INSERT INTO signatures (wave, kind, unit, id, version, issuer, subject, roles, body,"
                    + " expires) VALUES (:wave, :kind, :unit, :id, :version, :issuer, :subject,"
                    + " :roles, :body, :expires) ON CONFLICT DO NOTHING")
            .bind("wave", said.wave())
            .bind("kind", said.kind().name())
            .bind("unit", said.unit())
            .bind("id", said.id())
            .bind("version", version)
            .bind("issuer", said.by().issuer())
            .bind("subject", said.by().name())
            .bindArray("roles", String.class, said.roles())
            .bind("body", said.bodyJson())
            .bind("expires", said.expires().atOffset(ZoneOffset.UTC))
            .execute()
        == 1;
  }

  private static Signature signature(ResultSet row) throws SQLException {
    var said =
        new NewSignature(
            row.getString("wave"),
            Kind.valueOf(row.getString("kind")),
            row.getString("unit"),
            row.getString("id"),
            new Subject(row.getString("issuer"), row.getString("subject")),
            List.of((String[]) row.getArray("roles").getArray()),
            row.getString("body"),
            row.getObject("expires", OffsetDateTime.class).toInstant());
    return new Signature(said, row.getInt("version"), Database.instant(row, "at"));
  }
}
