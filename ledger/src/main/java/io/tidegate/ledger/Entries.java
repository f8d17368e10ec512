package io.tidegate.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The audit chain: append-only, numbered without gaps, each entry bound to the one before. Writers
 * queue on one row, so an entry becomes visible only after all before it: who has read up to n has
 * missed nothing up to n.
 *
 * <p>The limit: the chain shows a changed, removed or inserted entry, not a whole chain that was
 * written anew. That needs a checkpoint which somebody else has seen.
 */
public final class Entries {
  /** The most that one {@link #list} returns. */
  public static final int LIMIT_MAX = 1_000;

  private static final String COLUMNS =
      "seq, at, kind, wave, subject, detail, previous, hash, leaf";

  private final Database database;

  Entries(Database database) {
    this.database = database;
  }

  /**
   * Appends in a transaction of its own. A caller that tries again appends again: see {@link
   * #appendOnce}.
   */
  public Entry append(NewEntry entry) {
    return database.write(handle -> append(handle, entry));
  }

  /**
   * Appends unless an append with this key was committed before, by whomever.
   *
   * @return whether this call appended
   */
  public boolean appendOnce(String key, NewEntry entry) {
    Require.text("key", key);
    return database.write(
        handle -> {
          boolean first = claim(handle, key);
          if (first) {
            append(handle, entry);
          }
          return first;
        });
  }

  /**
   * Entries in order of their number.
   *
   * @param wave only those of this wave; null for all
   * @param after only later numbers; 0 from the start
   * @param limit 1 to {@value #LIMIT_MAX}
   */
  public List<Entry> list(@Nullable String wave, long after, int limit) {
    Require.limit(limit, LIMIT_MAX);
    String ofWave = wave == null ? "" : " AND wave = :wave";
    return database.read(
        handle -> {
          var query =
              handle.createQuery(
                  "SELECT "
                      + COLUMNS
                      + " FROM entries WHERE seq > :after"
                      + ofWave
                      + " ORDER BY seq LIMIT :limit");
          if (wave != null) {
            query.bind("wave", wave);
          }
          return query
              .bind("after", after)
              .bind("limit", limit)
              .map((row, context) -> entry(row))
              .list();
        });
  }

  /** The newest entry of a kind. */
  public Optional<Entry> latest(String wave, String kind) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM entries WHERE wave = :wave AND kind = :kind"
                        + " ORDER BY seq DESC LIMIT 1")
                .bind("wave", wave)
                .bind("kind", kind)
                .map((row, context) -> entry(row))
                .findOne());
  }

  /** The number of the newest entry; 0 when there is none. */
  public long lastSeq() {
    return database.read(
        handle -> handle.createQuery("SELECT seq FROM head").mapTo(long.class).one());
  }

  /**
   * Reads the whole chain, up to what the head said at the start, and computes every hash again.
   *
   * @return the first entry that does not fit, or empty when all do
   */
  public Optional<ChainFault> verifyChain() {
    Head head = head();
    var chain = new Chain();
    while (chain.seq() < head.seq()) {
      List<Entry> page = list(null, chain.seq(), LIMIT_MAX);
      for (Entry entry : page) {
        Optional<ChainFault> fault = chain.next(entry);
        if (fault.isPresent()) {
          return fault;
        }
        if (chain.seq() == head.seq()) {
          return chain.hash().equals(head.hash())
              ? Optional.empty()
              : Optional.of(
                  new ChainFault(
                      head.seq(), "has hash " + chain.hash() + ", the head says " + head.hash()));
        }
      }
      if (page.isEmpty()) {
        return Optional.of(
            new ChainFault(chain.seq() + 1, "is missing: the head is at " + head.seq()));
      }
    }
    return list(null, head.seq(), 1).stream()
        .findFirst()
        .filter(entry -> lastSeq() < entry.seq())
        .map(entry -> new ChainFault(entry.seq(), "stands beyond the head at " + head.seq()));
  }

  /** Locks the head: must be the last thing a transaction does before it commits. */
  static Entry append(Handle handle, NewEntry entry) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM append_entry(:kind, :wave, :subject, :detail)")
        .bind("kind", entry.kind())
        .bind("wave", entry.wave())
        .bind("subject", entry.subject())
        .bind("detail", entry.detailJson().getBytes(StandardCharsets.UTF_8))
        .map((row, context) -> entry(row))
        .one();
  }

  /**
   * True for the first transaction with this key that commits; a second one at the same time waits
   * for it.
   */
  static boolean claim(Handle handle, String key) {
    return handle.execute("INSERT INTO appended (key) VALUES (?) ON CONFLICT DO NOTHING", key) == 1;
  }

  private Head head() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT seq, hash FROM head")
                .map(
                    (row, context) ->
                        new Head(
                            row.getLong("seq"), HexFormat.of().formatHex(row.getBytes("hash"))))
                .one());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("seq"),
        Database.instant(row, "at"),
        row.getString("kind"),
        row.getString("wave"),
        row.getString("subject"),
        new String(row.getBytes("detail"), StandardCharsets.UTF_8),
        HexFormat.of().formatHex(row.getBytes("previous")),
        HexFormat.of().formatHex(row.getBytes("hash")),
        HexFormat.of().formatHex(row.getBytes("leaf")));
  }

  private record Head(long seq, String hash) {}
}
