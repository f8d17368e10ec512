package io.tidegate.activities;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.SeedTag;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.ledger.JournalRow;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;

/** Writes the target positions, and starts the consumers there. */
final class Seeding {
  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Verification verification;
  private final PreviousOffsets previous;
  private final Switching switching;
  private final Fencing fencing;

  Seeding(
      Plans plans,
      Notes notes,
      Once once,
      Verification verification,
      PreviousOffsets previous,
      Switching switching,
      Fencing fencing) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.verification = verification;
    this.previous = previous;
    this.switching = switching;
    this.fencing = fencing;
  }

  /**
   * Everything is checked before the first write, and what stood on the target is in the ledger by
   * then. Writing the same seed again is harmless, so an attempt that died half-way is simply
   * repeated.
   */
  Done seed(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    return once.run(
        call,
        "seed",
        Done.class,
        () -> {
          UnitProof finals = verification.proof(judge.evidence());
          Anchor anchor = anchor(call);
          requireProven(plan, finals);
          requireUnmoved(plan, anchor);
          requireNobodyOn(plan.target(), plan);
          previous.keep(plan);
          notes.journal(
              call, Notes.Kind.FINAL, "", new Notes.Body(judge.evidence()), Notes.Body.class);
          Seed seed = seed(plan, finals, anchor);
          int written = write(plan, seed, pulse);
          requireUnmoved(plan, anchor);
          requireStanding(plan, seed);
          notes.journal(
              call, Notes.Kind.SEEDED, "", new Notes.Body(judge.evidence()), Notes.Body.class);
          notes.audit(call, "seeded", "", new Seeded(plan.unit().unit(), notes.put(seed), written));
          return new Done(
              call.key(),
              written
                  + " positions written to "
                  + plan.target().name()
                  + " and read back"
                  + seed.toldByHand());
        });
  }

  /**
   * Without a control over the replicator its group sync may have overwritten the seed between its
   * refresh and its write. Then it is written once more, right before START; a second time is
   * refused. Under a control, or where somebody is in the group, it is refused at once.
   */
  private void standOrSeedOnceMore(Plan plan, Pulse pulse) {
    Seed seed = standing(plan);
    List<String> foreign = foreign(plan, seed);
    if (foreign.isEmpty()) {
      return;
    }
    boolean again = plan.runbook().replication().control() == null && !seededOnceMore(plan.call());
    if (!again || !Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
      throw Fail.refused(String.join("; ", foreign));
    }
    Overwritten overwritten = new Overwritten(foreign);
    notes.journal(plan.call(), Notes.Kind.RESEEDED, "", overwritten, Overwritten.class);
    notes.audit(plan.call(), "seeded-again", "", overwritten);
    write(plan, seed, pulse);
    requireStanding(plan, seed);
  }

  private boolean seededOnceMore(Call call) {
    boolean again = false;
    for (JournalRow row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.FINAL.word())) {
        again = false;
      }
      again |= row.kind().equals(Notes.Kind.RESEEDED.word());
    }
    return again;
  }

  /** Journal row and detail of the audit entry: what stood in the place of the seed. */
  record Overwritten(List<String> found) {}

  /**
   * While nobody has joined, nobody of the application can have committed: whatever differs from
   * the seed then was written by somebody else.
   */
  void requireUntouchedWhileEmpty(Plan plan, Seed seed) {
    List<String> foreign = foreign(plan, seed);
    if (!foreign.isEmpty() && Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
      throw Fail.refused(String.join("; ", foreign));
    }
  }

  Done startTarget(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-target",
        Done.class,
        () -> {
          requireSeeded(call);
          Seed seed = standing(plan);
          if (!switching.startedOnTarget(call)
              || Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
            standOrSeedOnceMore(plan, pulse);
            Retained.require(plan, anchor(call), seed);
          }
          fencing.requireNoLeak(plan);
          switching.note(call, Action.START, Side.TARGET);
          return new Done(
              call.key(),
              switching.ask(
                  plan,
                  Action.START,
                  Side.TARGET,
                  seed.toApplications(),
                  groups -> Arrival.misassigned(plan, seed, groups),
                  pulse));
        });
  }

  /** An attempt that died half-way has left a seed that nobody read back. */
  private void requireSeeded(Call call) {
    boolean seeded = false;
    for (JournalRow row : notes.rows(call)) {
      seeded &= !row.kind().equals(Notes.Kind.FINAL.word());
      seeded |= row.kind().equals(Notes.Kind.SEEDED.word());
    }
    if (!seeded) {
      throw Fail.refused(
          "the seed of unit " + call.unit() + " was not read back whole; nothing was started");
    }
  }

  Anchor anchor(Call call) {
    return notes
        .latest(call, Notes.Kind.ANCHOR, Notes.Body.class)
        .map(body -> notes.get(body.evidence(), Anchor.class))
        .orElseThrow(
            () ->
                Fail.refused("unit " + call.unit() + " has no rollback anchor; quiesce stores it"));
  }

  /** The seed that was written last. */
  Seed standing(Plan plan) {
    Notes.Body body =
        notes
            .latest(plan.call(), Notes.Kind.FINAL, Notes.Body.class)
            .orElseThrow(() -> Fail.refused("unit " + plan.unit().unit() + " was not seeded"));
    return seed(plan, verification.proof(body.evidence()), anchor(plan.call()));
  }

  /** What would be written of positions that are proven, and of nothing else. */
  static Seed proven(Plan plan, UnitProof finals, Anchor anchor) {
    requireProven(plan, finals);
    return seed(plan, finals, anchor, Map.of());
  }

  private Seed seed(Plan plan, UnitProof finals, Anchor anchor) {
    Map<String, List<String>> assigned =
        notes
            .latest(plan.call(), Notes.Kind.READS, Quiescing.Reads.class)
            .<Map<String, List<String>>>map(Quiescing.Reads::assigned)
            .orElse(Map.of());
    return seed(plan, finals, anchor, assigned);
  }

  /**
   * @param assigned by group, what its members held before STOP
   */
  private static Seed seed(
      Plan plan, UnitProof finals, Anchor anchor, Map<String, List<String>> assigned) {
    List<Seed.GroupSeed> groups = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      String text = tag(plan, anchor.group(proof.group()));
      List<Seed.SeedPosition> positions = new ArrayList<>();
      for (Row row : proof.partitions()) {
        Long resume = row.resume();
        if (resume != null) {
          positions.add(
              new Seed.SeedPosition(
                  row.pair().targetTopic(), row.pair().targetPartition(), resume, text));
        }
      }
      boolean own = plan.keepsItsOwnPositions(proof.group());
      boolean joins = !own || !assigned.getOrDefault(proof.group(), List.of()).isEmpty();
      groups.add(new Seed.GroupSeed(proof.group(), positions, own, joins));
    }
    return new Seed(plan.unit().unit(), groups);
  }

  /**
   * An application that keeps text of its own beside its offsets would try to read ours, so it gets
   * none.
   */
  private static String tag(Plan plan, GroupAnchor anchor) {
    if (anchor.hasText()) {
      return "";
    }
    return SeedTag.of(plan.call().wave(), plan.unit().unit());
  }

  private static void requireProven(Plan plan, UnitProof finals) {
    unproven(plan, finals).stream()
        .findFirst()
        .ifPresent(
            why -> {
              throw Fail.refused(why + "; nothing was seeded");
            });
  }

  /** What is RED and not accepted, as it was judged with the positions, one line each. */
  static List<String> unproven(Plan plan, UnitProof finals) {
    Waivers waivers = new Waivers(finals.waivers());
    List<String> unproven = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      if (proof.partitions().isEmpty()) {
        unproven.add("group " + proof.group() + " has no proven partition");
      }
      for (Row row : Decisive.withPending(Decisive.declared(plan.unit(), proof), proof, waivers)) {
        if (row.resume() == null || row.light() == Light.RED) {
          unproven.add(
              "group %s on %s is %s %s and is never seeded: %s"
                  .formatted(
                      proof.group(), row.pair().name(), row.verdict(), row.light(), row.reason()));
        }
      }
    }
    return unproven;
  }

  /**
   * Fences the source groups where the unit declares it, now that nobody is in them: DENY READ
   * would keep a member from leaving. Then, fenced or not, the source must still stand at its
   * anchor.
   */
  Done fenceSource(Call call) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "fence-source",
        Done.class,
        () -> {
          requireUnmoved(plan, anchor(call));
          if (!plan.unit().fences().deny()) {
            return new Done(call.key(), "no fence is declared; the source stands at its anchor");
          }
          String said = fencing.add(plan, Fencing.Purpose.CONSUMERS);
          requireUnmoved(plan, anchor(call));
          return new Done(call.key(), said + "; the source stands at its anchor");
        });
  }

  /** Commits with assign() and of transactions need no member, so an EMPTY group may still move. */
  void requireUnmoved(Plan plan, Anchor anchor) {
    List<String> busy = Quiet.busy(plan.source(), plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused("the source group is active again: " + String.join("; ", busy));
    }
    List<String> moved = moved(plan, anchor);
    if (!moved.isEmpty()) {
      throw Fail.refused(
          "the source moved after its rollback anchor was stored: " + String.join("; ", moved));
    }
  }

  /** Of the groups that commit: where another stands only the application could say. */
  static List<String> moved(Plan plan, Anchor anchor) {
    List<String> moved = new ArrayList<>();
    for (GroupAnchor group : anchor.groups()) {
      if (plan.keepsItsOwnPositions(group.group())) {
        continue;
      }
      List<TopicPartition> asked =
          group.positions().stream()
              .map(at -> new TopicPartition(at.topic(), at.partition()))
              .toList();
      new GroupOffsets(plan.source())
          .of(group.group(), asked)
          .forEach(
              (partition, now) -> {
                Long was =
                    group
                        .of(partition.topic(), partition.partition())
                        .map(Anchor.Position::committed)
                        .orElse(null);
                boolean same =
                    now instanceof Committed.At at
                        ? Long.valueOf(at.offset()).equals(was)
                        : now instanceof Committed.None && was == null;
                if (!same) {
                  moved.add(
                      "group "
                          + group.group()
                          + " on "
                          + partition
                          + " was "
                          + (was == null ? "without a commit" : was)
                          + ", is "
                          + now);
                }
              });
    }
    return moved;
  }

  private static void requireNobodyOn(Cluster cluster, Plan plan) {
    List<String> busy = Quiet.busy(cluster, plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused(
          "only an EMPTY group can be seeded: " + String.join("; ", busy) + "; nothing was seeded");
    }
  }

  /** How many positions were written and read back. */
  static int write(Plan plan, Seed seed, Pulse pulse) {
    int written = 0;
    for (Seed.GroupSeed group : seed.written()) {
      pulse.beat();
      Map<TopicPartition, String> problems =
          new GroupOffsets(plan.target()).write(group.group(), group.offsets());
      if (!problems.isEmpty()) {
        throw Fail.later(
            "the seed of group "
                + group.group()
                + " on "
                + plan.target().name()
                + " stands only in part: "
                + problems);
      }
      written += group.positions().size();
    }
    return written;
  }

  /**
   * Our text gone while nobody is in the group: somebody else wrote there, such as a replicator
   * that syncs group offsets.
   */
  static void requireStanding(Plan plan, Seed seed) {
    List<String> foreign = foreign(plan, seed);
    if (!foreign.isEmpty()) {
      throw Fail.refused(String.join("; ", foreign));
    }
  }

  private static List<String> foreign(Plan plan, Seed seed) {
    List<String> lines = new ArrayList<>();
    for (Seed.GroupSeed group : seed.written()) {
      SortedMap<TopicPartition, Committed> now =
          new GroupOffsets(plan.target()).of(group.group(), group.offsets().keySet());
      group
          .offsets()
          .forEach(
              (partition, written) -> {
                if (!written.equals(now.get(partition))) {
                  lines.add(
                      "somebody else wrote the offset of group %s on %s of %s: seeded %s, found %s"
                          .formatted(
                              group.group(),
                              partition,
                              plan.target().name(),
                              written,
                              now.get(partition)));
                }
              });
    }
    return lines;
  }

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Seed}
   */
  record Seeded(String unit, String evidence, int positions) {}
}
