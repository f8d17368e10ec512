package io.tidegate.activities;

import io.tidegate.activities.Seed.GroupSeed;
import io.tidegate.activities.Seed.SeedPosition;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Row;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Waits for the effects of a switch, as Kafka shows them. */
final class Arrival {
  private final Plans plans;
  private final Notes notes;

  Arrival(Plans plans, Notes notes) {
    this.plans = plans;
    this.notes = notes;
  }

  Done awaitSourceEmpty(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Duration within = plan.unit().consumers().within();
    Quiet.untilEmpty(plan.source(), plan.groups(), Poll.within(within, pulse))
        .ifPresent(
            busy -> {
              throw Fail.refused("after " + within + " " + busy);
            });
    return new Done(call.key(), "nobody is in " + plan.groups() + " on " + plan.source().name());
  }

  Done awaitTargetAssigned(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    Duration within = plan.unit().consumers().within();
    Seed seed = Seeding.standing(notes, plan);
    Set<String> unjoined = PreviousOffsets.unjoined(notes, call);
    Poll poll = Poll.within(within, pulse);
    boolean assigned =
        poll.until(
            () -> {
              SeededOffsets.requireBeforeAnybodyCame(plan, seed, unjoined);
              return misassigned(plan, seed, plan.groups()).isEmpty();
            });
    if (!assigned) {
      throw Fail.refused(
          "after " + within + " " + Fail.listed(misassigned(plan, seed, plan.groups())));
    }
    return new Done(
        call.key(),
        "the members hold every partition of "
            + plan.groups()
            + " on "
            + plan.target().name()
            + unseen(seed));
  }

  private static String unseen(Seed seed) {
    List<String> unseen =
        seed.groups().stream().filter(group -> !group.joins()).map(GroupSeed::group).toList();
    return unseen.isEmpty()
        ? ""
        : "; of " + unseen + ", which assign themselves, only their own account can tell";
  }

  /** Those of the groups whose members do not hold exactly what was seeded. */
  static List<String> misassigned(Plan plan, Seed seed, List<String> groups) {
    List<String> lines = new ArrayList<>();
    for (String name : groups) {
      GroupSeed group = seed.group(name);
      if (!group.joins()) {
        continue; // nothing of it shows on Kafka
      }
      Quiet.misassigned(plan.target(), group.group(), expected(plan, group), true)
          .ifPresent(lines::add);
    }
    return lines;
  }

  /** Every partition of the topics that were seeded. */
  static Set<TopicPartition> expected(Plan plan, GroupSeed group) {
    Set<String> topics =
        group.positions().stream().map(SeedPosition::topic).collect(Collectors.toSet());
    return new TopicFacts(plan.target()).all(topics);
  }

  /**
   * Every partition that had unread records on the target must see a first commit of the
   * application, not before its resume point and not after its end, while nobody is in the source
   * group and it stands where it stood.
   */
  Done awaitFirstCommits(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    Duration within = plan.unit().consumers().within();
    Anchor anchor = Anchor.stored(notes, call);
    Seed seed = Seeding.standing(notes, plan);
    UnitProof finals = notes.proof(judge.evidence());
    List<String> waiting = new ArrayList<>();
    Poll poll = Poll.within(within, pulse);
    boolean arrived =
        poll.until(
            () -> {
              AtAnchor.require(plan, anchor);
              waiting.clear();
              finals
                  .groups()
                  .forEach(
                      proof -> waiting.addAll(uncommitted(plan, seed.group(proof.group()), proof)));
              return waiting.isEmpty();
            });
    if (!arrived) {
      throw Fail.refused(
          "after " + within + " no first commit of the application: " + Fail.listed(waiting));
    }
    return new Done(
        call.key(), "the first commits of " + plan.groups() + " lie between resume point and end");
  }

  /** Those of the partitions with unread records that the application has not committed on. */
  private static List<String> uncommitted(Plan plan, GroupSeed seed, GroupProof proof) {
    if (seed.toApplication()) {
      return List.of(); // no offset of the group says how far it is
    }
    Map<TopicPartition, Committed.At> seeded = seed.offsets();
    Map<TopicPartition, Committed> now =
        new GroupOffsets(plan.target()).of(proof.group(), seeded.keySet());
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.target()).ends(seeded.keySet(), IsolationLevel.READ_UNCOMMITTED);
    boolean somebody = !Quiet.busy(plan.target(), List.of(proof.group())).isEmpty();
    List<String> waiting = new ArrayList<>();
    for (Row row : proof.partitions()) {
      TopicPartition partition =
          new TopicPartition(row.pair().targetTopic(), row.pair().targetPartition());
      Committed.At from =
          Objects.requireNonNull(seeded.get(partition), "every final row was seeded");
      Committed is = now.get(partition);
      if (is instanceof Committed.At at) {
        requireWithin(
            proof.group(), partition, from.offset(), at.offset(), ends.getOrDefault(partition, 0L));
      }
      if (hasUnread(row) && !(somebody && isCommit(is, from))) {
        waiting.add(
            "group "
                + proof.group()
                + " on "
                + partition
                + " is "
                + (is == null ? new Committed.None().told() : is.told()));
      }
    }
    return waiting;
  }

  /**
   * Whether a group with members came on from where it was seeded. A text that changed alone may be
   * a replicator's group sync, which writes the offset that it was told.
   */
  static boolean isCommit(@Nullable Committed is, Committed.At seeded) {
    return is instanceof Committed.At at && at.offset() != seeded.offset();
  }

  /** Unread records that were on the target already; those still pending come when they come. */
  private static boolean hasUnread(Row row) {
    return row.counts().suffixRead() - row.counts().pending() > 0;
  }

  private static void requireWithin(
      String group, TopicPartition partition, long resume, long committed, long end) {
    if (committed < resume || committed > end) {
      throw Fail.refused(
          "the first commit of group %s on %s is %d, outside [%d, %d]: the application did not start where it was seeded"
              .formatted(group, partition, committed, resume, end));
    }
  }
}
