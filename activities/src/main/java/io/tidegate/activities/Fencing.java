package io.tidegate.activities;

import io.tidegate.activities.Fence.Purpose;
import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Acls.Deny;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Denies the unit's principals what they must not do while it moves. Before an entry is added it
 * stands in the ledger as ours; what stood there already is somebody else's and stays. So exactly
 * what was added is removed, also by another worker, and also after half of it was added.
 */
final class Fencing {
  private static final Poll SEEN = Poll.within(Duration.ofSeconds(10), Pulse.SILENT);

  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Reachability target;

  Fencing(Plans plans, Notes notes, Once once, Reachability target) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.target = target;
  }

  Done denyAlter(Call call) {
    Plan plan = plans.of(call);
    if (!plan.unit().fences().denyAlter()) {
      return new Done(call.key(), "the unit declares no denyAlter");
    }
    return once.run(
        call, "deny-alter", Done.class, () -> new Done(call.key(), add(plan, Purpose.FREEZE)));
  }

  Done unfreeze(Call call) {
    return remove(call, Purpose.FREEZE);
  }

  /**
   * Adds the entries of a purpose and reads them back.
   *
   * @return one line for the timeline
   */
  String add(Plan plan, Purpose purpose) {
    List<Fence> wanted = Fence.wanted(plan, purpose);
    List<Fence> ours = missing(plan, wanted);
    Added noted =
        notes.journal(
            plan.call(), Notes.Kind.FENCED, purpose.name(), new Added(purpose, ours), Added.class);
    for (Side side : Side.values()) {
      List<Deny> missing = Fence.on(side, noted.fences());
      if (!missing.isEmpty()) {
        acls(plan, side).add(missing);
      }
      requireStanding(plan, side, Fence.on(side, wanted));
    }
    if (!noted.fences().isEmpty()) {
      notes.audit(plan.call(), "fences-added", purpose.name(), Changed.of(plan, noted.fences()));
    }
    int others = wanted.size() - noted.fences().size();
    return wanted.size()
        + " deny entries stand"
        + (others == 0 ? "" : ", " + others + " of them not added by this wave");
  }

  /** The entries of a purpose that are not there yet; refused where one would lock others out. */
  List<Fence> missing(Plan plan, Purpose purpose) {
    return missing(plan, Fence.wanted(plan, purpose));
  }

  private static List<Fence> missing(Plan plan, List<Fence> wanted) {
    List<Fence> missing = new ArrayList<>();
    for (Side side : Side.values()) {
      List<Deny> here = Fence.on(side, wanted);
      Set<Deny> theirs = here.isEmpty() ? Set.of() : acls(plan, side).standing(here);
      acls(plan, side).locksOthersOut(here).ifPresent(deny -> refuseToLockOut(plan, side, deny));
      here.stream()
          .filter(deny -> !theirs.contains(deny))
          .forEach(deny -> missing.add(new Fence(side, deny)));
    }
    return missing;
  }

  private static void refuseToLockOut(Plan plan, Side side, Deny deny) {
    throw Fail.refused(
        "%s would be the first entry there, and %s allows everybody where there is none: it would lock out everybody else; grant access by entries first, or declare no fence"
            .formatted(deny.told(), plan.cluster(side).name()));
  }

  /** A broker sees a new entry only after its controller has it. */
  private static void requireStanding(Plan plan, Side side, List<Deny> denies) {
    require(
        denies.isEmpty() || SEEN.until(() -> acls(plan, side).standing(denies).containsAll(denies)),
        "was added on " + plan.cluster(side).name() + " and is not there",
        denies);
  }

  /** Takes away exactly what was added for a purpose and not taken away yet. */
  Done remove(Call call, Purpose purpose) {
    return remove(
        call,
        purpose,
        (plan, entries) -> {
          take(plan, Side.TARGET, entries);
          return true;
        });
  }

  /**
   * The freeze, on the way back: entries on a target that cannot be reached stay there, and the
   * ledger names them.
   */
  Done removeFreeze(Call call, Pulse pulse) {
    return remove(
        call,
        Purpose.FREEZE,
        (plan, entries) ->
            target
                .ask(
                    plan,
                    pulse,
                    () -> {
                      take(plan, Side.TARGET, entries);
                      return true;
                    })
                .isPresent());
  }

  /** Takes entries away on the target; false where they have to stay. */
  private interface OnTarget {
    boolean take(Plan plan, List<Deny> entries);
  }

  private Done remove(Call call, Purpose purpose, OnTarget onTarget) {
    if (standing(call, added -> added.purpose() == purpose).isEmpty()) {
      return new Done(call.key(), "no deny entry was added");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "unfence-" + purpose,
        Done.class,
        () -> {
          Set<Fence> ours = standing(call, added -> added.purpose() == purpose);
          take(plan, Side.SOURCE, Fence.on(Side.SOURCE, ours));
          List<Deny> there = Fence.on(Side.TARGET, ours);
          boolean all = onTarget.take(plan, there);
          notes.journal(
              call, Notes.Kind.UNFENCED, purpose.name(), new Removed(purpose), Removed.class);
          Set<Fence> gone = new LinkedHashSet<>(ours);
          if (!all) {
            gone.removeIf(fence -> fence.side() == Side.TARGET);
          }
          if (!gone.isEmpty()) {
            notes.audit(call, "fences-removed", purpose.name(), Changed.of(plan, gone));
          }
          if (all) {
            return new Done(call.key(), ours.size() + " deny entries removed");
          }
          List<String> left = there.stream().map(Deny::told).toList();
          notes.audit(
              call, "deny-entries-left", purpose.name(), new Left(plan.target().name(), left));
          return new Done(
              call.key(),
              "%d deny entries removed; %d stay on %s, which cannot be reached: remove them there"
                  .formatted(ours.size() - left.size(), left.size(), plan.target().name()));
        });
  }

  /**
   * Detail of the audit entry.
   *
   * @param entries that stay on a cluster that could not be reached
   */
  record Left(String cluster, List<String> entries) {
    Left {
      entries = List.copyOf(entries);
    }
  }

  private static void take(Plan plan, Side side, List<Deny> entries) {
    if (!entries.isEmpty()) {
      acls(plan, side).remove(entries);
      requireGone(plan, side, entries);
    }
  }

  private static void requireGone(Plan plan, Side side, List<Deny> denies) {
    require(
        SEEN.until(() -> acls(plan, side).standing(denies).isEmpty()),
        "was removed on " + plan.cluster(side).name() + " and stands",
        denies);
  }

  private static void require(boolean shown, String otherwise, List<Deny> denies) {
    if (!shown) {
      String all = denies.stream().map(Deny::told).collect(Collectors.joining(", "));
      throw Fail.later("one of these " + otherwise + ": " + all);
    }
  }

  /** Every entry of this wave that stands by the ledger, whatever it is for. */
  Set<Fence> ours(Call call) {
    return standing(call, added -> true);
  }

  private Set<Fence> standing(Call call, Predicate<Added> which) {
    Set<Fence> standing = new LinkedHashSet<>();
    List<Added> open = new ArrayList<>();
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FENCED.isOf(row)) {
        open.add(Bodies.read(row.detailJson(), Added.class));
      } else if (Notes.Kind.UNFENCED.isOf(row)) {
        Purpose removed = Bodies.read(row.detailJson(), Removed.class).purpose();
        open.removeIf(added -> added.purpose() == removed);
      }
    }
    open.stream().filter(which).forEach(added -> standing.addAll(added.fences()));
    return standing;
  }

  /**
   * A replicator that copies ACLs takes a DENY of the source to the target and leaves it there: the
   * application could not work where it is started.
   */
  void requireNoLeak(Plan plan) {
    Set<Fence> ours = ours(plan.call());
    Set<Deny> placed = new HashSet<>(Fence.on(Side.TARGET, ours));
    List<Deny> leaks =
        Fence.on(Side.SOURCE, ours).stream()
            .map(deny -> Fence.copied(plan, deny))
            .filter(deny -> !placed.contains(deny))
            .toList();
    if (leaks.isEmpty()) {
      return;
    }
    acls(plan, Side.TARGET).standing(leaks).stream()
        .findFirst()
        .ifPresent(
            leaked -> {
              throw Fail.refused(
                  "%s stands on %s too, copied from the source by an ACL sync: remove it there, turn off sync.topic.acls.enabled, and retry"
                      .formatted(leaked.told(), plan.target().name()));
            });
  }

  private static Acls acls(Plan plan, Side side) {
    return new Acls(plan.cluster(side));
  }

  /** Journal row: the entries that this wave is about to add. */
  record Added(Purpose purpose, List<Fence> fences) {
    Added {
      fences = List.copyOf(fences);
    }
  }

  /**
   * Detail of the audit entries.
   *
   * @param entries each with the cluster that it is on
   */
  record Changed(String unit, List<String> entries) {
    static Changed of(Plan plan, Collection<Fence> fences) {
      return new Changed(
          plan.unit().unit(),
          fences.stream()
              .map(fence -> fence.deny().told() + " on " + plan.cluster(fence.side()).name())
              .toList());
    }
  }

  /** Journal row: all that were added for a purpose are gone. */
  record Removed(Purpose purpose) {}
}
