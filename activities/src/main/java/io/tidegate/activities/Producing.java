package io.tidegate.activities;

import io.tidegate.activities.Fencing.Purpose;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.OtherGroup;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.TailProven;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Moves a unit's producers: nothing of the source is left behind, and nothing is written twice. */
final class Producing {
  /** With these every record that the source still has is on the target, none after another. */
  private static final Set<Verdict> WHOLE =
      EnumSet.of(Verdict.EXACT, Verdict.REPLAY, Verdict.UNCOMMITTED, Verdict.EXPIRED_SOURCE);

  private static final Comparator<TopicPartition> PARTITIONS = PartitionOrder.BY_NAME;
  private static final int NAMED_MAX = 20;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** The pause budget runs already, and STOP itself may take all of the switch's bound. */
  private static final Duration LOOK_BEFORE_MAX = Duration.ofSeconds(10);

  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switching switching;
  private final Fencing fencing;
  private final Proving proving;
  private final Seeding seeding;
  private final Stranding stranding;
  private final InstantSource clock;

  Producing(
      Plans plans,
      Notes notes,
      Once once,
      Switching switching,
      Fencing fencing,
      Proving proving,
      Seeding seeding,
      Stranding stranding,
      InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switching = switching;
    this.fencing = fencing;
    this.proving = proving;
    this.seeding = seeding;
    this.stranding = stranding;
    this.clock = clock;
  }

  Done stop(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "stop-producers",
        Done.class,
        () -> {
          requireNobodyLeftBehind(plan);
          if (!isStopped(call)) {
            noteWhetherTheyWrite(plan, pulse);
          }
          switching.noteProducers(call, Action.STOP, Side.SOURCE);
          return new Done(
              call.key(),
              switching.askProducers(
                  plan, Action.STOP, Side.SOURCE, still(plan, Side.SOURCE), pulse));
        });
  }

  /** An earlier attempt has asked for it: what is seen now says nothing about before. */
  private boolean isStopped(Call call) {
    return switching
        .lastOfProducers(call, Side.SOURCE)
        .filter(last -> last == Action.STOP)
        .isPresent();
  }

  /** Days may have passed since inventory, and whoever reads on the source now would starve. */
  private static void requireNobodyLeftBehind(Plan plan) {
    Set<String> expected = new HashSet<>(plan.groups());
    plan.unit().otherGroups().stream()
        .filter(other -> other.plan() == OtherGroup.Plan.ABANDONED)
        .forEach(other -> expected.add(other.group()));
    Set<String> topics =
        plan.unit().topics().stream().map(UnitTopic::source).collect(Collectors.toSet());
    List<String> left = new ArrayList<>();
    ClusterScan.of(plan.source(), topics)
        .groupsOn()
        .forEach(
            (topic, groups) ->
                groups.stream()
                    .filter(group -> !expected.contains(group))
                    .forEach(group -> left.add("group " + group + " on topic " + topic)));
    if (!left.isEmpty()) {
      throw Fail.refused(
          "still read on %s, where nothing would come any more: %s; move them first, or name them under otherGroups as abandoned"
              .formatted(plan.source().name(), shown(left)));
    }
  }

  /** What cannot be seen to write before it is moved cannot be missed after. */
  private void noteWhetherTheyWrite(Plan plan, Pulse pulse) {
    Map<TopicPartition, Long> before = ends(plan, Side.SOURCE);
    boolean write =
        new Poll(LOOK_EVERY, LOOK_BEFORE_MAX, pulse)
            .until(() -> !ends(plan, Side.SOURCE).equals(before));
    notes.journal(plan.call(), Notes.Kind.PRODUCED, "", new Produced(write), Produced.class);
  }

  /**
   * Waits for the first record on a side where producers were started.
   *
   * @param from where its logs ended before
   * @param meanwhile looked at with each look
   */
  static Seen awaitFirst(
      Plan plan,
      Notes notes,
      Side side,
      Map<TopicPartition, Long> from,
      Runnable meanwhile,
      Pulse pulse) {
    String where = plan.cluster(side).name();
    Duration within = Switching.producers(plan.unit()).within();
    boolean writing =
        new Poll(LOOK_EVERY, within, pulse)
            .until(
                () -> {
                  meanwhile.run();
                  Map<TopicPartition, Long> now = ends(plan, side);
                  return from.entrySet().stream()
                      .anyMatch(at -> now.getOrDefault(at.getKey(), 0L) > at.getValue());
                });
    if (writing) {
      return new Seen(false, "the producers write on " + where);
    }
    boolean wrote =
        notes
            .latest(plan.call(), Notes.Kind.PRODUCED, Produced.class)
            .map(Produced::seen)
            .orElse(false);
    String nothing = "nothing was written on %s within %s of START".formatted(where, within);
    return wrote
        ? new Seen(true, nothing + ", and before the stop the producers wrote")
        : new Seen(
            false,
            nothing + ", nor before the stop while it was looked: that they write is not shown");
  }

  /**
   * What was seen of producers that were started.
   *
   * @param missed whether they wrote before they were stopped, and do not now
   * @param told one line for the timeline
   */
  record Seen(boolean missed, String told) {}

  /** The moment is kept without a fence too: the producers have said by then that they stopped. */
  Done fence(Call call) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "fence-producers",
        Done.class,
        () -> {
          String said =
              plan.unit().fences().deny()
                  ? fencing.add(plan, Purpose.PRODUCERS)
                  : "the unit declares no fence";
          notes.journal(call, Notes.Kind.DRAIN_FROM, "", new Moment(clock.instant()), Moment.class);
          return new Done(call.key(), said);
        });
  }

  Done awaitDrained(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Instant fenced =
        notes
            .latest(call, Notes.Kind.DRAIN_FROM, Moment.class)
            .map(Moment::at)
            .orElseThrow(
                () -> Fail.refused("the producers of unit " + call.unit() + " were not stopped"));
    Duration within = Switching.producers(plan.unit()).within();
    AtomicReference<Map<TopicPartition, Long>> before = new AtomicReference<>(Map.of());
    List<String> restless = new ArrayList<>();
    boolean drained =
        new Poll(LOOK_EVERY, within, pulse)
            .until(
                () -> {
                  restless.clear();
                  restless.addAll(restless(plan, fenced));
                  Map<TopicPartition, Long> now = ends(plan, Side.SOURCE);
                  restless.addAll(moved(plan.source(), before.getAndSet(now), now));
                  return restless.isEmpty();
                });
    if (!drained) {
      throw Fail.refused("after " + within + " " + shown(restless));
    }
    return new Done(call.key(), "the topics of the unit stand still on " + plan.source().name());
  }

  /** Open transactions, and records that were written after the producers had stopped. */
  private static List<String> restless(Plan plan, Instant fenced) {
    List<TopicPartition> partitions = Tail.partitions(plan, Side.SOURCE);
    LogEnds logs = new LogEnds(plan.source());
    Map<TopicPartition, Long> ends = logs.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> stable = logs.ends(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> after = new TreeMap<>(PARTITIONS);
    partitions.forEach(partition -> after.put(partition, fenced.toEpochMilli() + 1));
    Map<TopicPartition, LogEnds.Place> younger = logs.knownAt(after);
    List<String> lines = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      long to = stable.getOrDefault(partition, 0L);
      if (to < end) {
        lines.add(
            "%s has an open transaction: its last stable offset is %d, its end %d"
                .formatted(partition, to, end));
      }
      LogEnds.Place late = younger.get(partition);
      if (late != null && late.offset() < end) {
        younger(plan, partition, late.offset(), end, fenced).ifPresent(lines::add);
      }
    }
    return lines;
  }

  /** The end of a transaction is younger too, and no record. */
  private static Optional<String> younger(
      Plan plan, TopicPartition partition, long from, long end, Instant fenced) {
    KafkaLog log = new KafkaLog(plan.source(), partition, Isolation.READ_UNCOMMITTED);
    try (RecordCursor cursor = log.open(from, end)) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        if (record.timestampMs() > fenced.toEpochMilli()) {
          return Optional.of(
              "%s has a record at offset %d from after the producers had stopped, at %s"
                  .formatted(partition, record.offset(), fenced));
        }
      }
      return Optional.empty();
    }
  }

  TailProven proveTail(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "prove-tail",
        TailProven.class,
        () -> {
          Map<TopicPartition, Long> sourceEnds = ends(plan, Side.SOURCE);
          Proving.Proven proven = proving.tail(plan, seeding.anchor(call), pulse);
          List<TopicCoverage> covered = proving.coverage(plan, proven.groups(), pulse);
          List<String> unproven = unproven(plan, proven.groups(), covered);
          if (!unproven.isEmpty()) {
            throw Fail.refused("the tail is not proven: " + shown(unproven));
          }
          requireEnds(plan.source(), sourceEnds, ends(plan, Side.SOURCE));
          UnitProof proof =
              new UnitProof(
                  call.unit(),
                  proven.checkedAt(),
                  proven.groups(),
                  FactReader.read(plan),
                  List.of(),
                  List.of(),
                  List.of());
          String digest = notes.putBytes(proof.bytes());
          List<Tail.End> ends = new ArrayList<>();
          sourceEnds.forEach((at, end) -> ends.add(end(Side.SOURCE, at, end)));
          ends(plan, Side.TARGET).forEach((at, end) -> ends.add(end(Side.TARGET, at, end)));
          Tail tail = new Tail(call.unit(), clock.instant(), digest, ends);
          String evidence = notes.put(tail);
          notes.journal(call, Notes.Kind.TAIL, "", new Notes.Body(evidence), Notes.Body.class);
          notes.audit(call, "tail-proven", "", new Proven(call.unit(), evidence, digest));
          return new TailProven(
              call.key(),
              evidence,
              sourceEnds.size() + " partitions are on the target to their last record");
        });
  }

  private static Tail.End end(Side side, TopicPartition at, long end) {
    return new Tail.End(side, at.topic(), at.partition(), end);
  }

  /** Every partition of every topic is in one of them. */
  private static List<String> unproven(
      Plan plan, List<GroupProof> proofs, List<TopicCoverage> covered) {
    List<String> lines = new ArrayList<>();
    Set<TopicPartition> left = new TreeSet<>(PARTITIONS);
    left.addAll(Tail.partitions(plan, Side.SOURCE));
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        left.remove(onSource(row));
        if (!isWhole(row)) {
          lines.add(row.pair().name() + " is " + row.verdict() + ": " + row.reason());
        }
      }
    }
    for (TopicCoverage topic : covered) {
      topic.rows().forEach(row -> left.remove(onSource(row)));
      if (topic.light() != Light.GREEN) {
        lines.add(topic.reason());
      }
    }
    left.forEach(partition -> lines.add(partition + " was not read"));
    return lines;
  }

  private static boolean isWhole(Row row) {
    return WHOLE.contains(row.verdict())
        && !row.pair().isRepartitioned()
        && row.counts().skip() == 0
        && row.counts().pending() == 0
        && row.counts().awaited() == 0;
  }

  private static TopicPartition onSource(Row row) {
    return new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
  }

  Done start(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-producers",
        Done.class,
        () -> {
          fencing.requireNoLeak(plan);
          requireEnds(plan.source(), tail(call).on(Side.SOURCE), ends(plan, Side.SOURCE));
          stranding.keepNone(call);
          switching.noteProducers(call, Action.START, Side.TARGET);
          return new Done(
              call.key(),
              switching.askProducers(plan, Action.START, Side.TARGET, groups -> List.of(), pulse));
        });
  }

  Done awaitProducing(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Tail tail = tail(call);
    Runnable sourceStaysStill =
        () -> requireEnds(plan.source(), tail.on(Side.SOURCE), ends(plan, Side.SOURCE));
    Seen seen = awaitFirst(plan, notes, Side.TARGET, tail.on(Side.TARGET), sourceStaysStill, pulse);
    if (seen.missed()) {
      throw Fail.refused(seen.told());
    }
    return new Done(call.key(), seen.told());
  }

  private Tail tail(Call call) {
    return stranding
        .tail(call)
        .orElseThrow(() -> Fail.refused("the tail of unit " + call.unit() + " was not proven"));
  }

  /** Somebody still writes where nobody should. */
  private static void requireEnds(
      Cluster cluster, Map<TopicPartition, Long> wanted, Map<TopicPartition, Long> now) {
    List<String> moved = moved(cluster, wanted, now);
    if (!moved.isEmpty()) {
      throw Fail.refused("somebody still writes: " + shown(moved));
    }
  }

  static List<String> moved(
      Cluster cluster, Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
    List<String> lines = new ArrayList<>();
    now.forEach(
        (partition, end) -> {
          Long was = before.get(partition);
          if (was == null || was.longValue() != end) {
            lines.add(
                "%s on %s ended at %s, ends at %d".formatted(partition, cluster.name(), was, end));
          }
        });
    return lines;
  }

  /** Two looks with equal ends. */
  static Switching.Shown still(Plan plan, Side side) {
    AtomicReference<Map<TopicPartition, Long>> before = new AtomicReference<>(Map.of());
    return groups -> {
      Map<TopicPartition, Long> now = ends(plan, side);
      return moved(plan.cluster(side), before.getAndSet(now), now);
    };
  }

  static Map<TopicPartition, Long> ends(Plan plan, Side side) {
    Map<TopicPartition, Long> ends = new TreeMap<>(PARTITIONS);
    ends.putAll(
        new LogEnds(plan.cluster(side))
            .ends(Tail.partitions(plan, side), IsolationLevel.READ_UNCOMMITTED));
    return ends;
  }

  private static String shown(List<String> lines) {
    int rest = lines.size() - NAMED_MAX;
    String first = String.join("; ", lines.subList(0, Math.min(NAMED_MAX, lines.size())));
    return rest > 0 ? first + "; and " + rest + " more" : first;
  }

  /**
   * Journal row, from before the stop.
   *
   * @param seen whether anything was written while it was looked
   */
  record Produced(boolean seen) {}

  /** Journal row: from here on nobody writes on the source. */
  record Moment(Instant at) {}

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Tail}
   * @param proof digest of the proof it rests on
   */
  record Proven(String unit, String evidence, String proof) {}
}
