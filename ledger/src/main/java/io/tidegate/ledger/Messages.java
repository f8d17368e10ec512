package io.tidegate.ledger;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * What people said, stored before any signal is sent, and a receipt for each. Neither can be
 * changed.
 */
public final class Messages {
  /** The most that one call loads or lists. */
  public static final int LIMIT_MAX = 1_000;

  private static final String SELECT =
      "SELECT id, wave, kind, natural_key, issuer, subject, roles, body, at FROM decisions ";

  private final Database database;

  Messages(Database database) {
    this.database = database;
  }

  /**
   * Stores the message with its audit entry. Said before under the same natural key, the row of
   * then stands and nothing is written: Same when kind, person and body are those of then, else
   * Conflict.
   */
  public Put<Message> say(NewMessage message, NewEntry entry) {
    return database.write(
        handle -> {
          boolean stored = insert(handle, message);
          Message standing =
              handle
                  .createQuery(SELECT + "WHERE wave = :wave AND natural_key = :key")
                  .bind("wave", message.wave())
                  .bind("key", message.naturalKey())
                  .map((row, context) -> message(row))
                  .findOne()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException("message id " + message.id() + " is taken"));
          if (!stored) {
            return same(standing.said(), message)
                ? new Put.Same<>(standing)
                : new Put.Conflict<>(standing);
          }
          Entries.append(handle, entry);
          return new Put.Created<>(standing);
        });
  }

  /**
   * Reads the rows behind ids that came by signal, which anybody can send.
   *
   * @param ids at most {@value #LIMIT_MAX}
   */
  public Loaded load(String wave, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return new Loaded(List.of(), List.of(), List.of());
    }
    Require.limit(ids.size(), LIMIT_MAX);
    List<Message> rows =
        database.read(
            handle ->
                handle
                    .createQuery(SELECT + "WHERE id = ANY (:ids) ORDER BY at, id")
                    .bindArray("ids", UUID.class, List.copyOf(ids))
                    .map((row, context) -> message(row))
                    .list());
    Set<UUID> unknown = new LinkedHashSet<>(ids);
    rows.forEach(row -> unknown.remove(row.id()));
    return new Loaded(
        rows.stream().filter(row -> row.wave().equals(wave)).toList(),
        rows.stream().filter(row -> !row.wave().equals(wave)).map(Message::id).toList(),
        List.copyOf(unknown));
  }

  /** The message with this id, of whichever wave. */
  public Optional<Message> find(UUID id) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> message(row))
                .findOne());
  }

  /** What was said to this wave, oldest first. */
  public List<Message> list(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE wave = :wave ORDER BY at, id")
                .bind("wave", wave)
                .map((row, context) -> message(row))
                .list());
  }

  /**
   * Messages to open waves that have stood without a receipt, oldest first: their signal may have
   * been lost.
   *
   * @param olderThan by the database's clock
   * @param limit 1 to {@value #LIMIT_MAX}
   */
  public List<Message> unreceipted(Duration olderThan, int limit) {
    Require.limit(limit, LIMIT_MAX);
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + "WHERE at < clock_timestamp() - make_interval(secs => :seconds)"
                        + " AND NOT EXISTS (SELECT 1 FROM receipts WHERE message = decisions.id)"
                        + " AND EXISTS (SELECT 1 FROM wave_views WHERE wave = decisions.wave AND "
                        + Waves.OPEN
                        + ") ORDER BY at, id LIMIT :limit")
                .bind("seconds", olderThan.toMillis() / 1_000.0)
                .bind("limit", limit)
                .map((row, context) -> message(row))
                .list());
  }

  /**
   * A message to a wave that has stood without a receipt.
   *
   * @param ofWave how many there are to that wave
   */
  public record Unanswered(Message message, int ofWave) {}

  /**
   * Messages to these waves that have stood without a receipt: of each wave HOLD and ROLLBACK
   * first, then the newest first.
   *
   * @param olderThan by the database's clock
   * @param each at most so many of a wave, 1 to {@value #LIMIT_MAX}
   */
  public List<Unanswered> unanswered(Collection<String> waves, Duration olderThan, int each) {
    Require.limit(each, LIMIT_MAX);
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY wave) AS of_wave,"
                        + " row_number() OVER (PARTITION BY wave"
                        + " ORDER BY kind IN ('HOLD', 'ROLLBACK') DESC, at DESC, id) AS place"
                        + " FROM decisions WHERE wave = ANY (:waves)"
                        + " AND at < clock_timestamp() - make_interval(secs => :seconds)"
                        + " AND NOT EXISTS (SELECT 1 FROM receipts WHERE message = decisions.id)"
                        + ") unanswered WHERE place <= :each ORDER BY wave, place")
                .bindArray("waves", String.class, List.copyOf(waves))
                .bind("seconds", olderThan.toMillis() / 1_000.0)
                .bind("each", each)
                .map((row, context) -> new Unanswered(message(row), row.getInt("of_wave")))
                .list());
  }

  /**
   * A message with what became of it.
   *
   * @param receipt empty while nobody has answered
   */
  public record Heard(Message message, Optional<Receipt> receipt) {}

  /**
   * Appends an entry unless something that was said to the wave before it is open. The chain has
   * the order of the two: what is said later stands after the entry.
   *
   * @param key makes it once
   * @param isOpen whether a message forbids the entry
   * @return the open ones, oldest first; empty when the entry stands
   */
  public List<Message> appendUnlessOpen(
      String wave, String key, NewEntry entry, Predicate<Heard> isOpen) {
    Require.text("key", key);
    return database.write(
        handle -> {
          if (!Entries.claim(handle, key)) {
            return List.of();
          }
          Entries.append(handle, entry); // whoever says something now waits for this transaction
          List<Message> open =
              heard(handle, wave).stream().filter(isOpen).map(Heard::message).toList();
          if (!open.isEmpty()) {
            handle.rollback();
          }
          return open;
        });
  }

  /** One query: whoever appends an entry waits meanwhile. */
  private static List<Heard> heard(Handle handle, String wave) {
    return handle
        .createQuery(
            "SELECT d.id, d.wave, d.kind, d.natural_key, d.issuer, d.subject, d.roles, d.body, d.at,"
                + " r.message, r.outcome, r.reason, r.at AS answered"
                + " FROM decisions d LEFT JOIN receipts r ON r.message = d.id"
                + " WHERE d.wave = :wave ORDER BY d.at, d.id")
        .bind("wave", wave)
        .map(
            (row, context) ->
                new Heard(
                    message(row),
                    row.getString("outcome") == null
                        ? Optional.empty()
                        : Optional.of(receipt(row, "answered"))))
        .list();
  }

  /**
   * Says what became of a message; the first receipt stands.
   *
   * @return the receipt that stands
   */
  public Receipt receipt(UUID message, String outcome, String reason) {
    Require.text("outcome", outcome);
    Require.storable("reason", reason);
    return database.write(
        handle -> {
          handle.execute(
              "INSERT INTO receipts (message, outcome, reason)"
                  + " SELECT id, ?, ? FROM decisions WHERE id = ? ON CONFLICT DO NOTHING",
              outcome,
              reason,
              message);
          return findReceipt(handle, message)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("message " + message + " is not in the ledger"));
        });
  }

  public Optional<Receipt> findReceipt(UUID message) {
    return database.read(handle -> findReceipt(handle, message));
  }

  /**
   * What a wave's ids stand for.
   *
   * @param found messages to this wave, oldest first
   * @param foreign ids of messages to other waves
   * @param unknown ids of nothing
   */
  public record Loaded(List<Message> found, List<UUID> foreign, List<UUID> unknown) {
    public Loaded {
      found = List.copyOf(found);
      foreign = List.copyOf(foreign);
      unknown = List.copyOf(unknown);
    }
  }

  private static boolean insert(Handle handle, NewMessage message) {
    return handle
            .createUpdate(
                "INSERT INTO decisions (id, wave, kind, natural_key, issuer, subject, roles, body)"
                    + " VALUES (:id, :wave, :kind, :key, :issuer, :subject, :roles, :body) ON CONFLICT DO NOTHING")
            .bind("id", message.id())
            .bind("wave", message.wave())
            .bind("kind", message.kind().name())
            .bind("key", message.naturalKey())
            .bind("issuer", message.subject().issuer())
            .bind("subject", message.subject().name())
            .bindArray("roles", String.class, message.roles())
            .bind("body", message.bodyJson())
            .execute()
        == 1;
  }

  private static boolean same(NewMessage one, NewMessage other) {
    return one.kind() == other.kind()
        && one.subject().equals(other.subject())
        && one.bodyJson().equals(other.bodyJson());
  }

  private static Optional<Receipt> findReceipt(Handle handle, UUID message) {
    return handle
        .createQuery("SELECT message, outcome, reason, at FROM receipts WHERE message = :message")
        .bind("message", message)
        .map((row, context) -> receipt(row, "at"))
        .findOne();
  }

  /**
   * @param at column of its time
   */
  private static Receipt receipt(ResultSet row, String at) throws SQLException {
    return new Receipt(
        row.getObject("message", UUID.class),
        row.getString("outcome"),
        row.getString("reason"),
        Database.instant(row, at));
  }

  private static Message message(ResultSet row) throws SQLException {
    Array roles = row.getArray("roles");
    var said =
        new NewMessage(
            row.getObject("id", UUID.class),
            row.getString("wave"),
            Message.Kind.valueOf(row.getString("kind")),
            row.getString("natural_key"),
            new Subject(row.getString("issuer"), row.getString("subject")),
            List.of((String[]) roles.getArray()),
            row.getString("body"));
    return new Message(said, Database.instant(row, "at"));
  }
}
