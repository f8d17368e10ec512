package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what only the target has once producers write there. What the unit's groups have read of
 * it is done; what they have not is lost by a rollback.
 */
final class Stranding {
  /** Beyond so many offsets the unread records of a partition are not worth counting one by one. */
  private static final long COUNTED_MAX = 10_000;

  /** A group that reads on is given so long, one that does not so long. */
  private static final Duration READ_WITHIN = Duration.ofSeconds(20);

  private static final Duration STALLED_AFTER = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Plans plans;
  private final Notes notes;
  private final Switching switching;
  private final Reachability target;
  private final InstantSource clock;

  Stranding(
      Plans plans, Notes notes, Switching switching, Reachability target, InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.switching = switching;
    this.target = target;
    this.clock = clock;
  }

  /** The freeze anchors of the last switch of the producers. */
  Optional<Tail> tail(Call call) {
    return notes
        .latest(call, Notes.Kind.TAIL, Notes.Body.class)
        .map(body -> notes.get(body.evidence(), Tail.class));
  }

  Stranded count(Call call, Pulse pulse) {
    if (!switching.producersStartedOnTarget(call)) {
      Count none = new Count(call.unit(), clock.instant(), List.of());
      return stranded(call, none, notes.put(none), List.of());
    }
    Plan plan = plans.of(call);
    if (target.isAway(plan, pulse)) {
      Notes.Body last =
          notes
              .latest(call, Notes.Kind.STRANDED, Notes.Body.class)
              .orElseThrow(() -> Fail.later("what is stranded on the target was never counted"));
      Count count = notes.get(last.evidence(), Count.class);
      return stranded(
          call,
          count,
          last.evidence(),
          List.of(
              "the target cannot be reached: as counted at " + count.at() + ", more may be there"));
    }
    Count count = now(plan, pulse);
    return stranded(call, count, keep(call, count), List.of());
  }

  /** Before START: should the target die at once, this is the last count. */
  void keepNone(Call call) {
    keep(call, new Count(call.unit(), clock.instant(), List.of()));
  }

  String keep(Call call, Count count) {
    String evidence = notes.put(count);
    notes.journal(
        call,
        Notes.Kind.STRANDED,
        count.at().toString(),
        new Notes.Body(evidence),
        Notes.Body.class);
    return evidence;
  }

  /**
   * Counts what lies beyond the freeze anchors. It goes on from where the last count in the ledger
   * came to, whichever attempt made that; only what is unread is read again.
   */
  Count now(Plan plan, Pulse pulse) {
    Optional<Count> before =
        notes
            .latest(plan.call(), Notes.Kind.STRANDED, Notes.Body.class)
            .map(body -> notes.get(body.evidence(), Count.class));
    Map<TopicPartition, Long> from =
        tail(plan.call()).map(tail -> tail.on(Side.TARGET)).orElse(Map.of());
    List<Place> places = new ArrayList<>();
    from.forEach(
        (partition, end) -> {
          pulse.beat();
          Place place = place(plan, partition, end, before);
          if (place.stranded() > 0) {
            places.add(place);
          }
        });
    return new Count(plan.unit().unit(), clock.instant(), places);
  }

  /**
   * Once nobody writes to the target any more, the unit's groups may read what only the target has
   * before they leave: that much less is lost. Who does not read on is not waited for.
   *
   * @return what came of it; empty where no producer was started on the target
   */
  String letRead(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    if (!switching.producersStartedOnTarget(call)
        || target.isAway(plan, pulse)
        || Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
      return "";
    }
    Reading reading = new Reading(unread(plan));
    try {
      var unused = new Poll(LOOK_EVERY, READ_WITHIN, pulse).until(() -> reading.ends(unread(plan)));
    } catch (KafkaUnavailable away) {
      return "";
    }
    return reading.fewest == 0
        ? "all that only the target has is read"
        : reading.fewest + " records that only the target has are unread";
  }

  /** Whether a group still comes closer to the end of what there is to read. */
  private static final class Reading {
    private long fewest;
    private long since = System.nanoTime();

    Reading(long unread) {
      fewest = unread;
    }

    boolean ends(long unread) {
      if (unread < fewest) {
        fewest = unread;
        since = System.nanoTime();
      }
      return fewest == 0 || System.nanoTime() - since > STALLED_AFTER.toNanos();
    }
  }

  /** Beyond the freeze anchors, and beyond what the groups have committed. */
  private long unread(Plan plan) {
    Map<TopicPartition, Long> from =
        tail(plan.call()).map(tail -> tail.on(Side.TARGET)).orElse(Map.of());
    long unread = 0;
    for (Map.Entry<TopicPartition, Long> tail : from.entrySet()) {
      TopicPartition partition = tail.getKey();
      KafkaLog log = new KafkaLog(plan.target(), partition, Isolation.READ_COMMITTED);
      long begin = Math.max(tail.getValue(), readTo(plan, partition, tail.getValue()));
      long end = log.end();
      unread += end - begin > COUNTED_MAX ? end - begin : records(log, begin, end);
    }
    return unread;
  }

  private static long records(KafkaLog log, long begin, long end) {
    long records = 0;
    try (RecordCursor cursor = log.open(Math.min(begin, end), end)) {
      while (cursor.next() != null) {
        records++;
      }
    }
    return records;
  }

  /** Where the source has more than at the freeze anchors, one line each. */
  List<String> writtenOnSource(Plan plan) {
    return tail(plan.call())
        .map(
            tail ->
                Producing.moved(
                    plan.source(), tail.on(Side.SOURCE), Producing.ends(plan, Side.SOURCE)))
        .orElse(List.of());
  }

  private static Place place(
      Plan plan, TopicPartition partition, long from, Optional<Count> before) {
    KafkaLog log = new KafkaLog(plan.target(), partition, Isolation.READ_COMMITTED);
    long end = log.end();
    Optional<Place> earlier =
        before.flatMap(count -> count.of(partition)).filter(place -> place.leadsTo(from, end));
    long countedTo = earlier.map(Place::to).orElse(from);
    long readTo = Math.max(from, readTo(plan, partition, from));
    long stranded = earlier.map(Place::stranded).orElse(0L);
    long unread = 0;
    try (RecordCursor cursor = log.open(Math.min(end, Math.min(countedTo, readTo)), end)) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        stranded += record.offset() >= countedTo ? 1 : 0;
        unread += record.offset() >= readTo ? 1 : 0;
      }
    }
    return new Place(partition.topic(), partition.partition(), from, end, stranded, unread);
  }

  /** Up to where every group of the unit that reads it has read; where none does, nothing is. */
  private static long readTo(Plan plan, TopicPartition partition, long from) {
    long readTo = Long.MAX_VALUE;
    for (String group : plan.groups()) {
      Committed committed =
          new GroupOffsets(plan.target()).of(group, List.of(partition)).get(partition);
      if (committed instanceof Committed.At at) {
        readTo = Math.min(readTo, at.offset());
      }
    }
    return readTo == Long.MAX_VALUE ? from : readTo;
  }

  private static Stranded stranded(Call call, Count count, String evidence, List<String> notes) {
    List<String> lines = new ArrayList<>(notes);
    count.places().forEach(place -> lines.add(place.line()));
    return new Stranded(call.key(), evidence, count.stranded(), count.unread(), lines);
  }

  /** Evidence. */
  record Count(String unit, Instant at, List<Place> places) {
    Count {
      places = List.copyOf(places);
    }

    Optional<Place> of(TopicPartition partition) {
      return places.stream()
          .filter(
              place ->
                  place.topic().equals(partition.topic())
                      && place.partition() == partition.partition())
          .findFirst();
    }

    long stranded() {
      return places.stream().mapToLong(Place::stranded).sum();
    }

    long unread() {
      return places.stream().mapToLong(Place::unread).sum();
    }
  }

  /**
   * One partition of the target.
   *
   * @param from the freeze anchor
   * @param to up to where was counted
   * @param unread those of the stranded records that a group of the unit has not read
   */
  record Place(String topic, int partition, long from, long to, long stranded, long unread) {
    /** Whether a count of the same anchor goes on from here; a log that was cut is counted anew. */
    boolean leadsTo(long anchor, long end) {
      return from == anchor && to >= anchor && to <= end;
    }

    String line() {
      return "%s-%d: %d records from offset %d on, %d of them unread"
          .formatted(topic, partition, stranded, from, unread);
    }
  }
}
