package io.tidegate.activities;

import io.tidegate.activities.TargetAlone.Stretch;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.PartitionOrder;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts what only the target has once producers have written there, also where they write to the
 * source again since. What the unit's groups have read of it is done; what they have not is lost by
 * a rollback.
 *
 * <p>While the producers write, something is always on its way to consumers that live. So what is
 * counted as unread before anything is undone is what <b>nobody is reading</b>: the unread records
 * of a partition on which a group of the unit has not moved its commit for {@link
 * TargetReaders#MOVES_WITHIN}. Where all of them move, what they have not read yet is theirs to
 * read: the way back lets them, once the producers have stopped, and counts again, then everything.
 */
final class Stranding {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Plans plans;
  private final Notes notes;
  private final Reachability target;
  private final InstantSource clock;

  Stranding(Plans plans, Notes notes, Reachability target, InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.target = target;
    this.clock = clock;
  }

  /** Before anything is undone: unread is what nobody is reading. */
  Stranded count(Call call, Pulse pulse) {
    return counted(call, pulse, plan -> left(plan, pulse));
  }

  /**
   * After the producers have stopped on the target: waits until its consumers have read all there
   * is, at most as long as their switch may take, and counts.
   */
  Stranded drained(Call call, Pulse pulse) {
    return counted(
        call,
        pulse,
        plan -> {
          Poll within = new Poll(LOOK_EVERY, plan.unit().consumers().within(), pulse);
          List<Count> looks = new ArrayList<>(List.of(now(plan, pulse)));
          var unused =
              within.until(
                  () -> {
                    looks.set(0, count(plan, Set.of(), Optional.of(looks.get(0)), pulse));
                    return looks.get(0).unread() == 0;
                  });
          return looks.get(0);
        });
  }

  private Stranded counted(Call call, Pulse pulse, Function<Plan, Count> counting) {
    if (!Whereabouts.producersStartedOnTarget(notes, call)) {
      Count none = new Count(call.unit(), clock.instant(), List.of());
      return stranded(call, none, notes.put(none), true, List.of());
    }
    Plan plan = plans.of(call);
    Optional<Count> now = target.ask(plan, pulse, () -> counting.apply(plan));
    if (now.isPresent()) {
      return stranded(call, now.get(), keep(call, now.get()), true, List.of());
    }
    Notes.Body last =
        notes
            .latest(call, Notes.Kind.STRANDED, Notes.Body.class)
            .orElseThrow(() -> Fail.later("what is stranded on the target was never counted"));
    Count count = notes.get(last.evidence(), Count.class);
    String asOf = "the target cannot be reached: as counted at " + count.at();
    return stranded(call, count, last.evidence(), false, List.of(asOf + ", more may be there"));
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

  /** Everything that is unread at this moment. */
  Count now(Plan plan, Pulse pulse) {
    return count(plan, Set.of(), lastKept(plan.call()), pulse);
  }

  /** The same, less what somebody is reading; takes as long as that takes to show. */
  Count left(Plan plan, Pulse pulse) {
    Set<TopicPartition> partitions = new TreeSet<>(PartitionOrder.BY_NAME);
    TargetAlone.stretches(notes, plan.call())
        .forEach(stretch -> partitions.addAll(stretch.from().keySet()));
    Set<TopicPartition> beingRead = TargetReaders.beingRead(plan, partitions, pulse);
    return count(plan, beingRead, lastKept(plan.call()), pulse);
  }

  private Optional<Count> lastKept(Call call) {
    return notes.latestBody(call, Notes.Kind.STRANDED, Count.class);
  }

  /**
   * Goes on from where an earlier count came to, whichever attempt made that; only what is unread
   * is read again.
   */
  private Count count(
      Plan plan, Set<TopicPartition> beingRead, Optional<Count> before, Pulse pulse) {
    List<Place> places = new ArrayList<>();
    for (Stretch stretch : TargetAlone.stretches(notes, plan.call())) {
      Map<TopicPartition, Long> readTo = TargetReaders.readTo(plan, stretch.from().keySet());
      stretch
          .from()
          .forEach(
              (partition, from) -> {
                pulse.beat();
                long read =
                    beingRead.contains(partition)
                        ? Long.MAX_VALUE
                        : Math.max(from, readTo.getOrDefault(partition, from));
                Place place = place(plan, partition, from, stretch.to(partition), read, before);
                if (place.stranded() > 0) {
                  places.add(place);
                }
              });
    }
    return new Count(plan.unit().unit(), clock.instant(), places);
  }

  /** Where the source has more than at the freeze anchors, one line each. */
  List<String> writtenOnSource(Plan plan) {
    return TargetAlone.tail(notes, plan.call())
        .map(
            tail ->
                UnitEnds.moved(plan.source(), tail.on(Side.SOURCE), UnitEnds.on(plan, Side.SOURCE)))
        .orElse(List.of());
  }

  /** The producers stand still on the target: here a stretch of records that it alone has ends. */
  String endsHere(Plan plan) {
    List<Tail.End> ends = UnitEnds.kept(Side.TARGET, UnitEnds.on(plan, Side.TARGET));
    Tail still = new Tail(plan.unit().unit(), clock.instant(), "", ends);
    Notes.Body body = new Notes.Body(notes.put(still));
    return notes
        .journal(plan.call(), Notes.Kind.TARGET_STILL, "", body, Notes.Body.class)
        .evidence();
  }

  /**
   * Counts one partition.
   *
   * @param until where its stretch ends; null for the end of the log
   * @param readTo from there on it is unread
   */
  private static Place place(
      Plan plan,
      TopicPartition partition,
      long from,
      @Nullable Long until,
      long readTo,
      Optional<Count> before) {
    KafkaLog log = new KafkaLog(plan.target(), partition, Isolation.READ_COMMITTED);
    long end = until == null ? log.end() : Math.max(from, Math.min(until, log.end()));
    Optional<Place> earlier =
        before.flatMap(count -> count.of(partition, from)).filter(place -> place.leadsTo(end));
    long countedTo = earlier.map(Place::to).orElse(from);
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

  private static Stranded stranded(
      Call call, Count count, String evidence, boolean counted, List<String> notes) {
    List<String> lines = new ArrayList<>(notes);
    count.places().forEach(place -> lines.add(place.line()));
    return new Stranded(call.key(), evidence, count.stranded(), count.unread(), counted, lines);
  }

  /** Evidence. */
  record Count(String unit, Instant at, List<Place> places) {
    Count {
      places = List.copyOf(places);
    }

    Optional<Place> of(TopicPartition partition, long from) {
      return places.stream()
          .filter(
              place ->
                  place.topic().equals(partition.topic())
                      && place.partition() == partition.partition()
                      && place.from() == from)
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
    boolean leadsTo(long end) {
      return to >= from && to <= end;
    }

    String line() {
      return "%s-%d: %d records from offset %d on, %d of them unread"
          .formatted(topic, partition, stranded, from, unread);
    }
  }
}
