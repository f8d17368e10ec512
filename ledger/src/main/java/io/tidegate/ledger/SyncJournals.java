package io.tidegate.ledger;

import io.tidegate.ledger.SyncJournal.Asked;
import io.tidegate.ledger.SyncJournal.Note;
import io.tidegate.ledger.SyncJournal.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * MirrorMaker's notes, kept from the day its topic is first tailed: the topic itself is compacted
 * to one note a partition in the end.
 *
 * <p>The guarantee: notes and the position after them are stored in one transaction, so a reader
 * that goes on at the stored position misses none, whoever else reads along. The limit: what the
 * topic had forgotten before it was read is not here, and a note is a hint, true only if both
 * records are read again.
 */
public final class SyncJournals {
  /** The most notes of one {@link #keep}. */
  public static final int NOTES_MAX = 10_000;

  /**
   * Notes kept of one partition: at one a hundred records, those of five million records, and with
   * them the position of a group that far behind.
   */
  public static final int KEPT_MAX = 50_000;

  /**
   * Where a source partition begins.
   *
   * @param offset of its first record that is still there
   */
  public record Begin(String topic, int partition, long offset) {}

  /** Partitions asked about in one statement. */
  private static final int ASKED_MAX = 1_000;

  private static final String OF =
      " WHERE source = :source AND target = :target AND topic = :topic AND held_by = :heldBy";

  private final Database database;

  SyncJournals(Database database) {
    this.database = database;
  }

  /** Where to go on reading; empty for a topic that was never read. */
  public Optional<Place> place(SyncJournal journal) {
    return database.read(handle -> stored(handle, journal, "").map(Stored::place));
  }

  /**
   * Makes the place of a topic that was never read.
   *
   * @return where to go on reading: where somebody else had begun, if one had
   */
  public Place begin(SyncJournal journal, Place begin) {
    return database.write(
        handle -> {
          bind(
                  handle.createUpdate(
                      "INSERT INTO sync_journals (source, target, topic, held_by, incarnation, position)"
                          + " VALUES (:source, :target, :topic, :heldBy, :incarnation, :position)"
                          + " ON CONFLICT DO NOTHING"),
                  journal)
              .bind("incarnation", begin.incarnation())
              .bind("position", begin.position())
              .execute();
          return stored(handle, journal, "").orElseThrow().place();
        });
  }

  /**
   * Keeps notes and moves the position behind them, if the position is still where the caller began
   * to read. Else somebody else has read on from there, and kept what this caller read: nothing is
   * written.
   *
   * @param from as {@link #place} or {@link #begin} answered, or where the last call of this method
   *     moved it
   * @return whether it was this caller that moved the position; if not, {@link #place} says where
   *     it is
   */
  public boolean keep(SyncJournal journal, Place from, Place next, Collection<Note> notes) {
    if (notes.size() > NOTES_MAX) {
      throw new IllegalArgumentException(
          notes.size() + " notes: at most " + NOTES_MAX + " are kept at once");
    }
    return database.write(
        handle -> {
          Stored stored =
              stored(handle, journal, " FOR UPDATE")
                  .orElseThrow(() -> new IllegalArgumentException(journal + " was never begun"));
          if (!stored.place().equals(from)) {
            return false;
          }
          insert(handle, stored.journal(), notes);
          handle
              .createUpdate(
                  "UPDATE sync_journals SET incarnation = :incarnation, position = :position,"
                      + " at = clock_timestamp() WHERE journal = :journal")
              .bind("incarnation", next.incarnation())
              .bind("position", next.position())
              .bind("journal", stored.journal())
              .execute();
          return true;
        });
  }

  /** The same note again is the same row. */
  private static void insert(Handle handle, long journal, Collection<Note> notes) {
    if (notes.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            "INSERT INTO syncs (journal, topic, partition, upstream, downstream, topic_id, noted_at)"
                + " SELECT :journal, * FROM unnest(:topics, :partitions, :upstream, :downstream, :topicIds, :notedAt)"
                + " ON CONFLICT DO NOTHING")
        .bind("journal", journal)
        .bindArray("topics", String.class, notes.stream().map(Note::topic).toList())
        .bindArray("partitions", Integer.class, notes.stream().map(Note::partition).toList())
        .bindArray("upstream", Long.class, notes.stream().map(Note::upstream).toList())
        .bindArray("downstream", Long.class, notes.stream().map(Note::downstream).toList())
        .bindArray("topicIds", String.class, notes.stream().map(Note::topicId).toList())
        .bindArray("notedAt", Long.class, notes.stream().map(Note::notedAt).toList())
        .execute();
  }

  /**
   * Forgets notes that no proof can use: those of records that the source no longer holds, and of
   * each partition all but the newest {@link #KEPT_MAX}.
   *
   * @param begins where the source's logs begin now, by topic and partition; a partition without an
   *     entry loses nothing by that
   * @return how many were forgotten
   */
  public int forget(SyncJournal journal, Collection<Begin> begins) {
    return database.write(
        handle -> {
          Optional<Stored> stored = stored(handle, journal, "");
          return stored.isEmpty()
              ? 0
              : expired(handle, stored.get().journal(), begins)
                  + beyond(handle, stored.get().journal());
        });
  }

  private static int expired(Handle handle, long journal, Collection<Begin> begins) {
    return begins.isEmpty()
        ? 0
        : handle
            .createUpdate(
                "DELETE FROM syncs s USING unnest(:topics, :partitions, :begins)"
                    + " AS log (topic, partition, log_begin) WHERE s.journal = :journal"
                    + " AND s.topic = log.topic AND s.partition = log.partition"
                    + " AND s.upstream < log.log_begin")
            .bind("journal", journal)
            .bindArray("topics", String.class, begins.stream().map(Begin::topic).toList())
            .bindArray("partitions", Integer.class, begins.stream().map(Begin::partition).toList())
            .bindArray("begins", Long.class, begins.stream().map(Begin::offset).toList())
            .execute();
  }

  private static int beyond(Handle handle, long journal) {
    return handle
        .createUpdate(
            "DELETE FROM syncs WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER"
                + " (PARTITION BY topic, partition ORDER BY noted_at DESC, upstream DESC) AS place"
                + " FROM syncs WHERE journal = :journal) numbered WHERE place > :kept)")
        .bind("journal", journal)
        .bind("kept", KEPT_MAX)
        .execute();
  }

  /** The partitions that notes are kept of, by topic. */
  public Map<String, SortedSet<Integer>> partitions(SyncJournal journal) {
    Map<String, SortedSet<Integer>> partitions = new TreeMap<>();
    database
        .read(
            handle ->
                bind(
                        handle.createQuery(
                            "SELECT DISTINCT s.topic, s.partition FROM syncs s"
                                + " JOIN sync_journals j USING (journal)"
                                + " WHERE j.source = :source AND j.target = :target"
                                + " AND j.topic = :topic AND j.held_by = :heldBy"),
                        journal)
                    .map(
                        (row, context) ->
                            new Begin(row.getString("topic"), row.getInt("partition"), 0))
                    .list())
        .forEach(
            at ->
                partitions
                    .computeIfAbsent(at.topic(), topic -> new TreeSet<>())
                    .add(at.partition()));
    return partitions;
  }

  /** Whether any note of this topic is kept. */
  public boolean holds(SyncJournal journal) {
    return database.read(
        handle ->
            bind(
                    handle.createQuery(
                        "SELECT EXISTS (SELECT 1 FROM syncs JOIN sync_journals j USING (journal)"
                            + " WHERE j.source = :source AND j.target = :target"
                            + " AND j.topic = :topic AND j.held_by = :heldBy)"),
                    journal)
                .mapTo(Boolean.class)
                .one());
  }

  /**
   * The notes around offsets, of all journals between two clusters.
   *
   * @param below at most so many at or below each offset, the nearest
   * @param above at most so many above it, the nearest
   */
  public List<Note> near(String source, String target, List<Asked> asked, int below, int above) {
    Require.atLeast("below", below, 0);
    Require.atLeast("above", above, 0);
    List<Note> notes = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += ASKED_MAX) {
      List<Asked> some = asked.subList(from, Math.min(asked.size(), from + ASKED_MAX));
      notes.addAll(database.read(handle -> near(handle, source, target, some, below, above)));
    }
    return notes;
  }

  private static List<Note> near(
      Handle handle, String source, String target, List<Asked> asked, int below, int above) {
    String wanted =
        "SELECT s.* FROM syncs s WHERE s.journal = j.journal AND s.topic = asked.topic"
            + " AND s.partition = asked.partition"
            + " AND (asked.topic_id = '' OR s.topic_id IN (asked.topic_id, ''))";
    return handle
        .createQuery(
            "SELECT found.* FROM unnest(:topics, :partitions, :topicIds, :offsets)"
                + " AS asked (topic, partition, topic_id, near)"
                + " JOIN sync_journals j ON j.source = :source AND j.target = :target"
                + " CROSS JOIN LATERAL (("
                + wanted
                + " AND s.upstream <= asked.near ORDER BY s.upstream DESC LIMIT :below) UNION ALL ("
                + wanted
                + " AND s.upstream > asked.near ORDER BY s.upstream LIMIT :above)) found"
                + " ORDER BY found.topic, found.partition, found.upstream, found.noted_at")
        .bindArray("topics", String.class, asked.stream().map(Asked::topic).toList())
        .bindArray("partitions", Integer.class, asked.stream().map(Asked::partition).toList())
        .bindArray("topicIds", String.class, asked.stream().map(Asked::topicId).toList())
        .bindArray("offsets", Long.class, asked.stream().map(Asked::offset).toList())
        .bind("source", source)
        .bind("target", target)
        .bind("below", below)
        .bind("above", above)
        .map((row, context) -> note(row))
        .list();
  }

  /** A journal's row. */
  private record Stored(long journal, Place place) {}

  private static Optional<Stored> stored(Handle handle, SyncJournal journal, String lock) {
    return bind(
            handle.createQuery(
                "SELECT journal, incarnation, position FROM sync_journals" + OF + lock),
            journal)
        .map(
            (row, context) ->
                new Stored(
                    row.getLong("journal"),
                    new Place(row.getString("incarnation"), row.getLong("position"))))
        .findOne();
  }

  private static Note note(ResultSet row) throws SQLException {
    return new Note(
        row.getString("topic"),
        row.getInt("partition"),
        row.getLong("upstream"),
        row.getLong("downstream"),
        row.getString("topic_id"),
        row.getLong("noted_at"));
  }

  private static <S extends SqlStatement<S>> S bind(S statement, SyncJournal journal) {
    return statement
        .bind("source", journal.source())
        .bind("target", journal.target())
        .bind("topic", journal.topic())
        .bind("heldBy", journal.heldBy());
  }
}
