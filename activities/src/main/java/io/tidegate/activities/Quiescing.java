package io.tidegate.activities;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.Anchor.Position;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.OwnPositions;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Anchored;
import io.tidegate.workflows.view.Until;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Brings a unit to a standstill on the source and writes down where it stands. */
final class Quiescing {
  /**
   * Two equal reads this far apart: a commit that was under way when the group became EMPTY has
   * arrived by then.
   */
  private static final Duration BETWEEN_READS = Duration.ofMillis(500);

  private static final Duration STABLE_WITHIN = Duration.ofSeconds(30);

  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switching switching;
  private final BreakGlass breakGlass;
  private final Bearings bearings;
  private final InstantSource clock;

  Quiescing(
      Plans plans,
      Notes notes,
      Once once,
      Switching switching,
      BreakGlass breakGlass,
      Bearings bearings,
      InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switching = switching;
    this.breakGlass = breakGlass;
    this.bearings = bearings;
    this.clock = clock;
  }

  /** The positions of this moment, while the application still runs. */
  Done writeBreakGlass(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "break-glass",
        Done.class,
        () -> {
          Anchor now = read(plan, pulse);
          notes.journal(
              call, Notes.Kind.RETENTION, "", Retention.read(plan, now, pulse), Retention.class);
          return new Done(
              call.key(),
              breakGlass.write(plan, now, "the positions of this moment; the application runs"));
        });
  }

  Done stopSource(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "stop-source",
        Done.class,
        () -> {
          notes.journal(call, Notes.Kind.READS, "", reads(plan, pulse), Reads.class);
          Whereabouts.note(notes, call, Action.STOP, Side.SOURCE);
          return new Done(
              call.key(),
              switching.ask(
                  plan,
                  Action.STOP,
                  Side.SOURCE,
                  groups -> Quiet.busy(plan.source(), groups),
                  pulse));
        });
  }

  /** An anchor that was stored under this key is the anchor, whatever is read now. */
  Anchored readAnchor(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "anchor",
        Anchored.class,
        () -> {
          Retention retention =
              notes.latest(call, Notes.Kind.RETENTION, Retention.class).orElse(null);
          Anchor found = stable(plan, pulse).with(retention);
          Notes.Body stored =
              notes.journal(
                  call, Notes.Kind.ANCHOR, "", new Notes.Body(notes.put(found)), Notes.Body.class);
          Anchor anchor = notes.get(stored.evidence(), Anchor.class);
          breakGlass.write(plan, anchor, "the rollback anchor; the application has stopped");
          int positions =
              anchor.groups().stream().mapToInt(group -> group.positions().size()).sum();
          String note =
              "rollback anchor of %s in %s"
                  .formatted(
                      Counted.of(positions, "position"),
                      Counted.of(anchor.groups().size(), "group"));
          Until kept = anchor.kept().orElse(null);
          return new Anchored(call.key(), stored.evidence(), note, kept);
        });
  }

  private Anchor stable(Plan plan, Pulse pulse) {
    Poll poll = new Poll(BETWEEN_READS, STABLE_WITHIN, pulse);
    AtomicReference<List<GroupAnchor>> before = new AtomicReference<>(List.of());
    return poll.first(() -> equalToThePreviousRead(plan, before, pulse))
        .orElseThrow(
            () ->
                Fail.later(
                    "no two equal stable reads of the positions of unit %s within %s; not stable: %s"
                        .formatted(
                            plan.unit().unit(), STABLE_WITHIN, unstable(read(plan, pulse)))));
  }

  private Optional<Anchor> equalToThePreviousRead(
      Plan plan, AtomicReference<List<GroupAnchor>> before, Pulse pulse) {
    List<String> busy = Quiet.busy(plan.source(), plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused("the rollback anchor needs EMPTY groups: " + Fail.listed(busy));
    }
    Anchor now = read(plan, pulse);
    boolean stable = unstable(now).isEmpty();
    List<GroupAnchor> positions = withoutEnds(now);
    List<GroupAnchor> previous = before.getAndSet(stable ? positions : List.of());
    return stable && previous.equals(positions) ? Optional.of(now) : Optional.empty();
  }

  /** The producers still write: the ends of the logs move. */
  private static List<GroupAnchor> withoutEnds(Anchor anchor) {
    return anchor.groups().stream().map(Quiescing::withoutEnds).toList();
  }

  private static GroupAnchor withoutEnds(GroupAnchor group) {
    return new GroupAnchor(
        group.group(),
        group.positions().stream()
            .map(
                at ->
                    new Position(
                        at.topic(),
                        at.partition(),
                        at.committed(),
                        at.metadata(),
                        at.unproven(),
                        0,
                        0))
            .toList());
  }

  private static List<String> unstable(Anchor anchor) {
    return anchor.groups().stream()
        .flatMap(group -> group.positions().stream())
        .filter(at -> at.unproven() != null)
        .map(at -> at.topic() + "-" + at.partition() + ": " + at.unproven())
        .toList();
  }

  /** Where the groups stand at this moment. */
  Anchor read(Plan plan, Pulse pulse) {
    List<GroupAnchor> groups =
        plan.unit().groups().stream().map(group -> read(plan, group, pulse)).toList();
    return new Anchor(plan.unit().unit(), plan.source().id(), clock.instant(), groups, null);
  }

  private GroupAnchor read(Plan plan, UnitGroup group, Pulse pulse) {
    Optional<OwnPositions> own = bearings.of(plan, group, pulse);
    List<TopicPartition> partitions = partitions(plan, group, own);
    Map<TopicPartition, Committed> committed = new TreeMap<>(PartitionOrder.BY_NAME);
    if (own.isPresent()) {
      partitions.forEach(partition -> committed.put(partition, own.get().on(partition)));
    } else {
      committed.putAll(new GroupOffsets(plan.source()).of(group.group(), partitions));
    }
    LogEnds logs = new LogEnds(plan.source());
    Map<TopicPartition, Long> begins = logs.begins(partitions);
    Map<TopicPartition, Long> ends = logs.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    List<Position> positions = new ArrayList<>();
    committed.forEach(
        (partition, at) ->
            positions.add(
                position(
                    partition,
                    at,
                    begins.getOrDefault(partition, 0L),
                    ends.getOrDefault(partition, 0L))));
    return new GroupAnchor(group.group(), positions);
  }

  private static Position position(TopicPartition at, Committed committed, long begin, long end) {
    if (committed instanceof Committed.At found) {
      return new Position(
          at.topic(), at.partition(), found.offset(), found.metadata(), null, begin, end);
    }
    String unproven = committed instanceof Committed.Unproven not ? not.why() : null;
    return new Position(at.topic(), at.partition(), null, null, unproven, begin, end);
  }

  /** Every partition of the topics that the group reads. */
  private List<TopicPartition> partitions(Plan plan, UnitGroup group, Optional<OwnPositions> own) {
    Set<String> topics = new TreeSet<>(topics(plan, group, own));
    notes
        .latest(plan.call(), Notes.Kind.READS, Reads.class)
        .ifPresent(reads -> topics.addAll(reads.topics().getOrDefault(group.group(), List.of())));
    return List.copyOf(new TopicFacts(plan.source()).all(topics));
  }

  /**
   * What each group reads while it runs: an assignment is not seen any more once the group is
   * EMPTY.
   */
  private Reads reads(Plan plan, Pulse pulse) {
    SortedMap<String, List<String>> topics = new TreeMap<>();
    SortedMap<String, List<String>> assigned = new TreeMap<>();
    for (UnitGroup group : plan.unit().groups()) {
      Optional<OwnPositions> own = bearings.of(plan, group, pulse);
      if (own.isPresent() && own.get() instanceof OwnPositions.Unknown unknown) {
        throw Fail.later(unknown.why());
      }
      topics.put(group.group(), List.copyOf(topics(plan, group, own)));
      assigned.put(
          group.group(),
          List.copyOf(new Groups(plan.source()).describe(group.group()).assignedTopics()));
    }
    return new Reads(topics, assigned);
  }

  private static Set<String> topics(Plan plan, UnitGroup group, Optional<OwnPositions> own) {
    Set<String> topics = new TreeSet<>(own.map(OwnPositions::topics).orElseGet(TreeSet::new));
    List<String> declared = group.topics();
    if (declared == null) {
      topics.addAll(new Groups(plan.source()).describe(group.group()).assignedTopics());
      if (own.isEmpty()) {
        topics.addAll(new GroupOffsets(plan.source()).topics(group.group()));
      }
    }
    plan.unit().ignore().forEach(ignored -> topics.remove(ignored.topic()));
    if (declared != null) {
      topics.addAll(declared);
    }
    return topics;
  }

  /**
   * What was read just before STOP.
   *
   * @param topics by group, those with a commit or an assignment, or as the runbook says
   * @param assigned by group, those that its members held
   */
  record Reads(SortedMap<String, List<String>> topics, SortedMap<String, List<String>> assigned) {}
}
