package io.tidegate.runbooks.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gives each approval a slot of its own. Somebody with two of the roles is moved to the other one
 * when a later person has only the first: who came first never keeps the round from being filled. A
 * maximum bipartite matching, by augmenting paths; the order of slots and approvals decides among
 * equals, so the same approvals always sit the same.
 */
final class Seats {

  private static final int NOBODY = -1;

  private final List<Slot> slots;
  private final List<Approval> approvals;
  private final int[] sitting;

  private Seats(List<Slot> slots, List<Approval> approvals) {
    this.slots = slots;
    this.approvals = approvals;
    this.sitting = new int[slots.size()];
    Arrays.fill(sitting, NOBODY);
  }

  /** The slots, filled; empty where one of the approvals finds none. */
  static Optional<List<Slot>> fill(List<Slot> slots, List<Approval> approvals) {
    Seats seats = new Seats(slots, approvals);
    for (int approval = 0; approval < approvals.size(); approval++) {
      if (!seats.seat(approval, new boolean[slots.size()])) {
        return Optional.empty();
      }
    }
    return Optional.of(seats.filled());
  }

  /** Whether any slot of a round is for one of these roles. */
  static boolean named(List<Slot> slots, List<String> roles) {
    return slots.stream().anyMatch(slot -> !slot.forException() && roles.contains(slot.role()));
  }

  private boolean seat(int approval, boolean[] tried) {
    for (int slot = 0; slot < slots.size(); slot++) {
      if (tried[slot] || !fits(approvals.get(approval), slots.get(slot))) {
        continue;
      }
      tried[slot] = true;
      if (sitting[slot] == NOBODY || seat(sitting[slot], tried)) {
        sitting[slot] = approval;
        return true;
      }
    }
    return false;
  }

  private boolean fits(Approval approval, Slot slot) {
    if (slot.forException()) {
      return approval.exception() != null && named(slots, approval.roles());
    }
    return approval.roles().contains(slot.role());
  }

  private List<Slot> filled() {
    List<Slot> filled = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      String by = sitting[slot] == NOBODY ? null : approvals.get(sitting[slot]).subject();
      filled.add(new Slot(slots.get(slot).role(), by));
    }
    return filled;
  }
}
