package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.ledger.SyncJournal.Note;
import io.tidegate.ledger.SyncJournal.Place;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.ledger.SyncJournals.Begin;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one offset-syncs topic on from where the ledger says, to its end. Several may read the same
 * topic at once, in one process or in many: the ledger lets one of them move the position, and the
 * others go on from there.
 *
 * <pre>
 * topic  | . . n . n n n n n .    compacted from the left, in the end one note a partition
 * ledger | n n n n n n ^          the notes before the position, and it, stored in one transaction
 * </pre>
 */
final class SyncTail {
  /** Notes stored in one transaction. */
  static final int BATCH_MAX = 1_000;

  /** Between two looks for notes that no proof can use any more. */
  static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(SyncTail.class);
  private static final long UNKNOWN = -1;

  private final SyncJournal journal;
  private final Cluster source;
  private final Cluster holder;
  private final SyncJournals journals;
  private final AtomicLong lag = new AtomicLong(UNKNOWN);
  private final AtomicLong noted = new AtomicLong();
  private final AtomicLong restarts = new AtomicLong();

  SyncTail(SyncJournal journal, Clusters clusters, SyncJournals journals) {
    this.journal = journal;
    this.source = clusters.get(journal.source());
    this.holder = clusters.get(journal.heldBy());
    this.journals = journals;
  }

  private long forgotAt = System.nanoTime();

  /** A note and where it stands in its topic. */
  private record Found(OffsetSyncs.Sync sync, long at) {}

  SyncJournal journal() {
    return journal;
  }

  /** Offsets of the topic that were not read yet; empty where the last reading failed. */
  OptionalLong lag() {
    long now = lag.get();
    return now == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(now);
  }

  /** Notes that this tail stored, those that the ledger had among them. */
  long noted() {
    return noted.get();
  }

  /** How often the topic had to be read from its begin again. */
  long restarts() {
    return restarts.get();
  }

  /**
   * Reads to the end that the topic has now. What it throws says that the topic, its cluster or the
   * ledger could not be had; nothing is lost by it, call again.
   */
  void catchUp() {
    boolean reached = false;
    try {
      read();
      reached = true;
      if (System.nanoTime() - forgotAt > FORGET_EVERY.toNanos()) {
        forgotAt = System.nanoTime();
        forget();
      }
    } finally {
      if (!reached) {
        lag.set(UNKNOWN);
      }
    }
  }

  /**
   * Forgets the notes of records that the source no longer holds, and those beyond {@link
   * SyncJournals#KEPT_MAX} of a partition. A source that gives no answer is asked again at the next
   * time.
   */
  void forget() {
    journals.forget(journal, begins());
  }

  private List<Begin> begins() {
    Map<String, SortedSet<Integer>> noted = journals.partitions(journal);
    try {
      Set<TopicPartition> existing = new HashSet<>();
      new TopicFacts(source)
          .partitions(noted.keySet())
          .forEach(
              (topic, count) ->
                  noted.getOrDefault(topic, new TreeSet<>()).headSet(count).stream()
                      .map(partition -> new TopicPartition(topic, partition))
                      .forEach(existing::add));
      return new LogEnds(source)
          .knownBegins(existing).entrySet().stream()
              .map(
                  at ->
                      new Begin(
                          at.getKey().topic(), at.getKey().partition(), at.getValue().offset()))
              .toList();
    } catch (KafkaFailure unanswered) {
      return List.of();
    }
  }

  /**
   * The place is asked for first: another reader may move it, and what the topic is later is never
   * older than the place.
   */
  private void read() {
    Place known =
        journals
            .place(journal)
            .orElseGet(() -> journals.begin(journal, new Place(incarnation(), 0)));
    String incarnation = incarnation();
    KafkaLog log =
        new KafkaLog(
            holder,
            new TopicPartition(journal.topic(), OffsetSyncs.PARTITION),
            Isolation.READ_UNCOMMITTED);
    long end = log.end();
    valid(known, incarnation, end)
        .ifPresent(
            place -> {
              lag.set(end - place.position());
              if (place.position() < end) {
                read(log, place, end);
              }
            });
  }

  /** A topic has an id for life, and is created anew with another one. */
  private String incarnation() {
    String id = new TopicFacts(holder).ids(List.of(journal.topic())).get(journal.topic());
    if (id == null) {
      throw new IllegalStateException(
          "topic " + journal.topic() + " does not exist on " + holder.name());
    }
    return holder.id() + "/" + (id.isEmpty() ? "no topic id" : id);
  }

  /**
   * The place, or the topic's begin where the place is none of this topic; empty where another
   * reader has just seen to that.
   */
  private Optional<Place> valid(Place place, String incarnation, long end) {
    boolean anew = !place.incarnation().equals(incarnation);
    if (!anew && place.position() <= end) {
      return Optional.of(place);
    }
    Place begin = new Place(incarnation, 0);
    if (!journals.keep(journal, place, begin, List.of())) {
      return Optional.empty();
    }
    restarts.incrementAndGet();
    LOG.warn(
        "Sync journal {} of {}: {}; reading it from its begin again, what was journaled stays",
        journal.topic(),
        holder.name(),
        anew
            ? "the topic is another one than before"
            : "the topic ends at " + end + ", before the position " + place.position());
    return Optional.of(begin);
  }

  /** Stops early where another reader has moved the position: the next reading goes on from it. */
  private void read(KafkaLog log, Place from, long end) {
    Place place = from;
    List<Found> batch = new ArrayList<>();
    try (RecordCursor cursor = log.open(from.position(), end)) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        long at = record.offset();
        OffsetSyncs.decode(record.key(), record.value())
            .ifPresent(sync -> batch.add(new Found(sync, at)));
        if (batch.size() == BATCH_MAX) {
          Place next = new Place(from.incarnation(), at + 1);
          if (!keep(place, next, batch, end)) {
            return;
          }
          place = next;
          batch.clear();
        }
      }
    }
    keep(place, new Place(from.incarnation(), end), batch, end);
  }

  /** Whether it was this reader that moved the position. */
  private boolean keep(Place from, Place next, List<Found> batch, long end) {
    Map<String, String> ids = idsNow(batch);
    List<Note> notes =
        batch.stream()
            .map(
                found -> {
                  TopicPartition of = found.sync().source();
                  return new Note(
                      of.topic(),
                      of.partition(),
                      found.sync().upstream(),
                      found.sync().downstream(),
                      ids.getOrDefault(of.topic(), ""),
                      found.at());
                })
            .toList();
    boolean moved = journals.keep(journal, from, next, notes);
    if (moved) {
      lag.set(end - next.position());
      noted.addAndGet(notes.size());
    }
    return moved;
  }

  /**
   * The ids of the source topics, asked for after their notes were read: so a note of a topic that
   * was created anew never bears the id of the one before. Without an answer a note has none.
   */
  private Map<String, String> idsNow(List<Found> batch) {
    try {
      return new TopicFacts(source)
          .ids(
              batch.stream()
                  .map(found -> found.sync().source().topic())
                  .collect(Collectors.toSet()));
    } catch (KafkaFailure unanswered) {
      return Map.of();
    }
  }
}
