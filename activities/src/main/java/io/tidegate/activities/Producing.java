package io.tidegate.activities;

import io.tidegate.activities.Fence.Purpose;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.switches.Turn.Action;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Moves a unit's producers: nothing of the source is left behind, and nothing is written twice. */
final class Producing {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switching switching;
  private final Fencing fencing;
  private final Proving proving;
  private final Stranding stranding;
  private final Writing writing;
  private final InstantSource clock;

  Producing(
      Plans plans,
      Notes notes,
      Once once,
      Switching switching,
      Fencing fencing,
      Proving proving,
      Stranding stranding,
      InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switching = switching;
    this.fencing = fencing;
    this.proving = proving;
    this.stranding = stranding;
    this.writing = new Writing(notes);
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
          requireProvable(plan, pulse);
          if (!isStopped(call)) {
            writing.noteBefore(plan, pulse);
          }
          Whereabouts.noteProducers(notes, call, Action.STOP, Side.SOURCE);
          return new Done(
              call.key(),
              switching.askProducers(
                  plan, Action.STOP, Side.SOURCE, UnitEnds.still(plan, Side.SOURCE), pulse));
        });
  }

  /** An earlier attempt has asked for it: what is seen now says nothing about before. */
  private boolean isStopped(Call call) {
    return Whereabouts.lastOfProducers(notes, call, Side.SOURCE)
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
    ClusterScan scan = ClusterScan.of(plan.source(), topics, Set.of());
    scan.groupsOn()
        .forEach(
            (topic, groups) ->
                groups.stream()
                    .filter(group -> !expected.contains(group))
                    .forEach(group -> left.add("group " + group + " on topic " + topic)));
    scan.deniedGroups()
        .forEach(
            (group, why) -> {
              if (!expected.contains(group)) {
                left.add("perhaps group " + group + ", of which nothing is known: " + why);
              }
            });
    if (!left.isEmpty()) {
      throw Fail.refused(
          "still read on %s, where nothing would come any more: %s; move them first, or name them under otherGroups as abandoned"
              .formatted(plan.source().name(), Fail.listed(left)));
    }
  }

  /**
   * What was waived for the consumers, or could not be compared, is looked at once more: where its
   * tail can never be proven, nobody is stopped for that. The rest is proven in the pause.
   */
  private void requireProvable(Plan plan, Pulse pulse) {
    List<GroupProof> seeded =
        notes
            .latest(plan.call(), Notes.Kind.FINAL, Notes.Body.class)
            .map(body -> notes.proof(body.evidence()).groups())
            .orElse(List.of());
    if (WholeTail.neverProven(seeded).isEmpty()) {
      return;
    }
    Anchor anchor = Anchor.stored(notes, plan.call());
    List<String> never =
        WholeTail.neverProven(proving.tail(plan, anchor, Duration.ZERO, pulse).groups());
    if (!never.isEmpty()) {
      throw Fail.refused(
          "the producers were not stopped, since the tail could not be proven: "
              + Fail.listed(never));
    }
  }

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
    Switching.Shown still = UnitEnds.still(plan, Side.SOURCE);
    List<String> restless = new ArrayList<>();
    boolean drained =
        new Poll(LOOK_EVERY, within, pulse)
            .until(
                () -> {
                  restless.clear();
                  restless.addAll(Drain.left(plan, fenced));
                  restless.addAll(still.missing(plan.groups()));
                  return restless.isEmpty();
                });
    if (!drained) {
      throw Fail.refused("after " + within + " " + Fail.listed(restless));
    }
    return new Done(call.key(), "the topics of the unit stand still on " + plan.source().name());
  }

  TailProven proveTail(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "prove-tail",
        TailProven.class,
        () -> {
          Map<TopicPartition, Long> sourceEnds = UnitEnds.on(plan, Side.SOURCE);
          Proving.Proven proven =
              proving.tail(plan, Anchor.stored(notes, call), plan.runbook().settle(), pulse);
          List<TopicCoverage> covered = proving.coverage(plan, proven.groups(), pulse);
          List<String> unproven = WholeTail.unproven(plan, proven.groups(), covered);
          if (!unproven.isEmpty()) {
            throw Fail.refused("the tail is not proven: " + Fail.listed(unproven));
          }
          UnitEnds.require(plan, Side.SOURCE, sourceEnds);
          UnitProof proof =
              new UnitProof(
                  call.unit(),
                  proven.checkedAt(),
                  proven.groups(),
                  FactReader.read(plan),
                  List.of(),
                  List.of(),
                  List.of());
          String digest = notes.putProof(proof);
          List<Tail.End> ends = new ArrayList<>(UnitEnds.kept(Side.SOURCE, sourceEnds));
          ends.addAll(UnitEnds.kept(Side.TARGET, UnitEnds.on(plan, Side.TARGET)));
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

  Done start(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-producers",
        Done.class,
        () -> {
          fencing.requireNoLeak(plan);
          UnitEnds.require(plan, Side.SOURCE, tail(call).on(Side.SOURCE));
          stranding.keepNone(call);
          once.requireFence(call);
          Whereabouts.noteProducers(notes, call, Action.START, Side.TARGET);
          return new Done(
              call.key(),
              switching.askProducers(plan, Action.START, Side.TARGET, groups -> List.of(), pulse));
        });
  }

  Done awaitProducing(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Tail tail = tail(call);
    Runnable sourceStaysStill = () -> UnitEnds.require(plan, Side.SOURCE, tail.on(Side.SOURCE));
    Map<TopicPartition, Long> from = tail.on(Side.TARGET);
    Set<String> written =
        plan.unit().topics().stream().map(UnitTopic::written).collect(Collectors.toSet());
    from.keySet().removeIf(partition -> !written.contains(partition.topic()));
    Writing.Seen seen = writing.awaitFirst(plan, Side.TARGET, from, sourceStaysStill, pulse);
    if (seen.missed()) {
      throw Fail.refused(seen.told());
    }
    return new Done(call.key(), seen.told());
  }

  private Tail tail(Call call) {
    return TargetAlone.tail(notes, call)
        .orElseThrow(() -> Fail.refused("the tail of unit " + call.unit() + " was not proven"));
  }

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
