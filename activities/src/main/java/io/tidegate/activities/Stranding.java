package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.ledger.JournalRow;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts what only the target has once producers have written there, also where they write to the
 * source again since. What the unit's groups have read of it is done; what they have not is lost by
 * a rollback.
 *
 * <p>While the producers write, something is always on its way to consumers that live. So what is
 * counted as unread before anything is undone is what <b>nobody is reading</b>: the unread records
 * of a partition on which a group of the unit has not moved its commit for {@link #MOVES_WITHIN}.
 * Where all of them move, what they have not read yet is theirs to read: the way back lets them,
 * once the producers have stopped, and counts again, then everything.
 */
final class Stranding {
  /** Longer than the 5 s of a consumer that commits by itself, shorter than the api waits. */
  private static final Duration MOVES_WITHIN = Duration.ofSeconds(6);

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

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

  /**
   * Those of a switch after which the producers write, or wrote last, on the target: nothing but
   * what comes from there is beyond them. Empty while the producers write to the source.
   */
  Optional<Tail> freeze(Call call) {
    @Nullable JournalRow proven = null;
    @Nullable JournalRow standing = null;
    for (JournalRow row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.FINAL.word()) || isStart(row, Side.SOURCE)) {
        proven = null;
        standing = null;
      } else if (row.kind().equals(Notes.Kind.TAIL.word())) {
        proven = row;
      } else if (isStart(row, Side.TARGET)) {
        standing = proven;
      }
    }
    return Optional.ofNullable(standing).map(this::tail);
  }

  private Tail tail(JournalRow row) {
    return notes.get(Bodies.read(row.detailJson(), Notes.Body.class).evidence(), Tail.class);
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
    if (!switching.producersStartedOnTarget(call)) {
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
    return count(plan, beingRead(plan, pulse), lastKept(plan.call()), pulse);
  }

  private Optional<Count> lastKept(Call call) {
    return notes
        .latest(call, Notes.Kind.STRANDED, Notes.Body.class)
        .map(body -> notes.get(body.evidence(), Count.class));
  }

  /**
   * Goes on from where an earlier count came to, whichever attempt made that; only what is unread
   * is read again.
   */
  private Count count(
      Plan plan, Set<TopicPartition> beingRead, Optional<Count> before, Pulse pulse) {
    List<Place> places = new ArrayList<>();
    for (Stretch stretch : stretches(plan.call())) {
      stretch
          .from()
          .forEach(
              (partition, from) -> {
                pulse.beat();
                Place place =
                    place(plan, partition, from, stretch.to(partition), beingRead, before);
                if (place.stranded() > 0) {
                  places.add(place);
                }
              });
    }
    return new Count(plan.unit().unit(), clock.instant(), places);
  }

  /** The partitions on which every group that is behind moves on. */
  private Set<TopicPartition> beingRead(Plan plan, Pulse pulse) {
    Set<TopicPartition> partitions = new TreeSet<>(PartitionOrder.BY_NAME);
    stretches(plan.call()).forEach(stretch -> partitions.addAll(stretch.from().keySet()));
    List<Reader> readers = readers(plan, partitions);
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.target()).ends(partitions, IsolationLevel.READ_COMMITTED);
    List<Reader> behind =
        readers.stream()
            .filter(at -> at.committed() < ends.getOrDefault(at.partition(), 0L))
            .toList();
    List<Reader> still = new ArrayList<>(behind);
    var unused =
        new Poll(LOOK_EVERY, MOVES_WITHIN, pulse)
            .until(
                () -> {
                  List<Reader> now = readers(plan, partitions);
                  still.removeIf(before -> now.stream().anyMatch(before::hasMovedTo));
                  return still.isEmpty() || nobodyIsIn(plan, still);
                });
    Set<TopicPartition> read = new HashSet<>();
    readers.forEach(reader -> read.add(reader.partition()));
    still.forEach(reader -> read.remove(reader.partition()));
    return read;
  }

  private static boolean nobodyIsIn(Plan plan, List<Reader> still) {
    List<String> groups = still.stream().map(Reader::group).distinct().toList();
    return new Groups(plan.target()).describe(groups).values().stream().noneMatch(Group::active);
  }

  private static List<Reader> readers(Plan plan, Collection<TopicPartition> partitions) {
    List<Reader> readers = new ArrayList<>();
    for (String group : plan.groups()) {
      new GroupOffsets(plan.target())
          .of(group, partitions)
          .forEach(
              (partition, committed) -> {
                if (committed instanceof Committed.At at) {
                  readers.add(new Reader(group, partition, at.offset()));
                }
              });
    }
    return readers;
  }

  /** A group on one partition. */
  private record Reader(String group, TopicPartition partition, long committed) {
    boolean hasMovedTo(Reader later) {
      return group.equals(later.group)
          && partition.equals(later.partition)
          && later.committed > committed;
    }
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

  /** The producers stand still on the target: here a stretch of records that it alone has ends. */
  String endsHere(Plan plan) {
    List<Tail.End> ends = new ArrayList<>();
    Producing.ends(plan, Side.TARGET)
        .forEach((at, end) -> ends.add(new Tail.End(Side.TARGET, at.topic(), at.partition(), end)));
    Tail still = new Tail(plan.unit().unit(), clock.instant(), "", ends);
    Notes.Body body = new Notes.Body(notes.put(still));
    return notes
        .journal(plan.call(), Notes.Kind.TARGET_STILL, "", body, Notes.Body.class)
        .evidence();
  }

  /**
   * What the target alone has since the unit was seeded: from each switch of the producers to where
   * they stopped there again. What comes after that was copied from the source.
   */
  List<Stretch> stretches(Call call) {
    Deque<Stretch> ended = new ArrayDeque<>();
    @Nullable Map<TopicPartition, Long> from = null;
    boolean started = false;
    for (JournalRow row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.FINAL.word())) {
        ended.clear();
        from = null;
        started = false;
      } else if (row.kind().equals(Notes.Kind.TAIL.word()) && !started) {
        from = tail(row).on(Side.TARGET);
      } else if (isStart(row, Side.TARGET)) {
        if (from == null && !ended.isEmpty()) {
          from = ended.removeLast().from(); // started again where they had stopped
        }
        started = true;
      } else if (row.kind().equals(Notes.Kind.TARGET_STILL.word()) && started && from != null) {
        ended.add(new Stretch(from, tail(row).on(Side.TARGET)));
        from = null;
        started = false;
      }
    }
    List<Stretch> stretches = new ArrayList<>(ended);
    if (started && from != null) {
      stretches.add(new Stretch(from, null));
    }
    return stretches;
  }

  private static boolean isStart(JournalRow row, Side side) {
    return row.kind().equals(Notes.Kind.PRODUCERS.word())
        && Bodies.read(row.detailJson(), Switching.Turned.class)
            .equals(new Switching.Turned(Action.START, side));
  }

  /**
   * Records that only the target has.
   *
   * @param end where they end; null while producers write there
   */
  record Stretch(Map<TopicPartition, Long> from, @Nullable Map<TopicPartition, Long> end) {
    /** Where they end on a partition; null for the end of its log. */
    @Nullable Long to(TopicPartition partition) {
      return end == null ? null : end.get(partition);
    }
  }

  private static Place place(
      Plan plan,
      TopicPartition partition,
      long from,
      @Nullable Long until,
      Set<TopicPartition> beingRead,
      Optional<Count> before) {
    KafkaLog log = new KafkaLog(plan.target(), partition, Isolation.READ_COMMITTED);
    long end = until == null ? log.end() : Math.max(from, Math.min(until, log.end()));
    Optional<Place> earlier =
        before.flatMap(count -> count.of(partition, from)).filter(place -> place.leadsTo(end));
    long countedTo = earlier.map(Place::to).orElse(from);
    long readTo =
        beingRead.contains(partition)
            ? Long.MAX_VALUE
            : Math.max(from, readTo(plan, partition, from));
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
    return readers(plan, List.of(partition)).stream()
        .mapToLong(Reader::committed)
        .min()
        .orElse(from);
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
