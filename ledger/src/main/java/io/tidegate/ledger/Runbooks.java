package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Published runbooks: every version immutable, with everybody who published it. */
public final class Runbooks {
  private static final String PUBLICATION =
      "SELECT name, digest, issuer, subject, at FROM publications ";

  private final Database database;

  Runbooks(Database database) {
    this.database = database;
  }

  /**
   * Makes these bytes the current version of the name. An older version put again becomes current
   * again. The same bytes from another person are the same version, and that person becomes one of
   * its publishers; an entry is written for that too.
   *
   * @param digest names the version; the same digest with other bytes, or for another name, is
   *     refused
   * @param compiled what workflows run, derived from the YAML by the caller
   * @param entry appended unless this person had already put the current version
   */
  public Put<RunbookVersion> publish(
      String name, String digest, byte[] yaml, byte[] compiled, Subject by, NewEntry entry) {
    Require.text("name", name);
    Require.digest("digest", digest);
    return database.write(
        handle -> {
          handle.execute(
              "SELECT pg_advisory_xact_lock(hashtextextended('runbook ' || ?, 0))", name);
          store(handle, name, digest, yaml, compiled);
          boolean current =
              latest(handle, name).filter(version -> version.digest().equals(digest)).isPresent();
          if (current && publishers(handle, digest).contains(by)) {
            return new Put.Same<>(latest(handle, name).orElseThrow());
          }
          handle.execute(
              "INSERT INTO publications (name, digest, issuer, subject) VALUES (?, ?, ?, ?)",
              name,
              digest,
              by.issuer(),
              by.name());
          RunbookVersion standing = latest(handle, name).orElseThrow();
          Entries.append(handle, entry);
          return current ? new Put.Same<>(standing) : new Put.Created<>(standing);
        });
  }

  /** The current version of this name. */
  public Optional<RunbookVersion> latest(String name) {
    return database.read(handle -> latest(handle, name));
  }

  /** The version with this digest. */
  public Optional<RunbookVersion> byDigest(String digest) {
    Require.digest("digest", digest);
    return database.read(
        handle ->
            handle
                .createQuery(PUBLICATION + "WHERE digest = :digest ORDER BY number DESC LIMIT 1")
                .bind("digest", digest)
                .map((row, context) -> version(row))
                .findOne());
  }

  /** The current version of every runbook, by name. */
  public List<RunbookVersion> list() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT ON (name) name, digest, issuer, subject, at FROM publications"
                        + " ORDER BY name, number DESC")
                .map((row, context) -> version(row))
                .list());
  }

  /** Everybody who put this version: none of them approves a wave that runs it. */
  public List<Subject> publishers(String digest) {
    Require.digest("digest", digest);
    return database.read(handle -> publishers(handle, digest));
  }

  /** The YAML as it was put, byte for byte. */
  public Optional<byte[]> yaml(String digest) {
    return body(digest, "yaml");
  }

  /** What the caller compiled it to when it was put. */
  public Optional<byte[]> compiled(String digest) {
    return body(digest, "compiled");
  }

  private Optional<byte[]> body(String digest, String column) {
    Require.digest("digest", digest);
    return database.read(
        handle ->
            handle
                .createQuery("SELECT " + column + " AS body FROM runbooks WHERE digest = :digest")
                .bind("digest", digest)
                .map((row, context) -> row.getBytes("body"))
                .findOne());
  }

  private static void store(
      Handle handle, String name, String digest, byte[] yaml, byte[] compiled) {
    int stored =
        handle.execute(
            "INSERT INTO runbooks (digest, name, yaml, compiled) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            digest,
            name,
            yaml,
            compiled);
    if (stored == 1) {
      return;
    }
    var standing =
        handle
            .createQuery("SELECT name, yaml FROM runbooks WHERE digest = :digest")
            .bind("digest", digest)
            .map(
                (row, context) ->
                    new Stored(row.getString("name"), Arrays.equals(row.getBytes("yaml"), yaml)))
            .one();
    if (!standing.name().equals(name) || !standing.sameYaml()) {
      throw new IllegalArgumentException(
          "runbook digest "
              + digest
              + " stands for other content, of runbook '"
              + standing.name()
              + "'");
    }
  }

  private static Optional<RunbookVersion> latest(Handle handle, String name) {
    return handle
        .createQuery(PUBLICATION + "WHERE name = :name ORDER BY number DESC LIMIT 1")
        .bind("name", name)
        .map((row, context) -> version(row))
        .findOne();
  }

  private static List<Subject> publishers(Handle handle, String digest) {
    return handle
        .createQuery(
            "SELECT DISTINCT issuer, subject FROM publications WHERE digest = :digest ORDER BY 1, 2")
        .bind("digest", digest)
        .map((row, context) -> new Subject(row.getString("issuer"), row.getString("subject")))
        .list();
  }

  private static RunbookVersion version(ResultSet row) throws SQLException {
    return new RunbookVersion(
        row.getString("name"),
        row.getString("digest"),
        new Subject(row.getString("issuer"), row.getString("subject")),
        Database.instant(row, "at"));
  }

  private record Stored(String name, boolean sameYaml) {}
}
