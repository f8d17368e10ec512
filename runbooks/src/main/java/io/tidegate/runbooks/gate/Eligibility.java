package io.tidegate.runbooks.gate;

import io.tidegate.parity.Light;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person may approve a round now.
 *
 * @param why one sentence to that person, "You …"
 */
public record Eligibility(Standing standing, String why) {

  /** Where the person stands. */
  public enum Standing {
    ELIGIBLE,
    /** Started the wave or put the runbook. */
    SELF_APPROVAL,
    /** Has none of the roles, or others fill all the slots that the roles are for. */
    NOT_ELIGIBLE,
    /** Has approved already. */
    APPROVED,
    /** The light forbids it to everyone. */
    RED,
    /** The round takes no decision any more. */
    CLOSED
  }

  /** Whether an approval would count. */
  public boolean mayApprove() {
    return standing == Standing.ELIGIBLE;
  }

  static Eligibility of(Round round, Person person) {
    if (round.state() != RoundState.OPEN) {
      return new Eligibility(
          Standing.CLOSED, "This round is " + round.state() + " and takes no decision any more.");
    }
    if (round.approvalBy(person).isPresent()) {
      return new Eligibility(
          Standing.APPROVED,
          "You have approved this round; you can take that back, or reject the round.");
    }
    if (person.subject().equals(round.starter())) {
      return new Eligibility(
          Standing.SELF_APPROVAL, "You started this wave, so you cannot approve it.");
    }
    if (round.publishers().contains(person.subject())) {
      return new Eligibility(
          Standing.SELF_APPROVAL, "You put this runbook, so you cannot approve its wave.");
    }
    if (!Seats.named(round.slots(), person.roles())) {
      return new Eligibility(
          Standing.NOT_ELIGIBLE,
          "You have none of the roles that this gate asks: " + round.roles() + ".");
    }
    if (round.light() == Light.RED) {
      return new Eligibility(
          Standing.RED, "RED cannot be approved, only mended; you can reject it.");
    }
    if (hasSlot(round, person, null)) {
      return new Eligibility(Standing.ELIGIBLE, "You can approve: the gate asks a role of yours.");
    }
    if (hasSlot(round, person, "written")) {
      return new Eligibility(
          Standing.ELIGIBLE,
          "You can approve with a written exception, the one more that this YELLOW round needs.");
    }
    return new Eligibility(
        Standing.NOT_ELIGIBLE, "Others fill every slot that your roles are for.");
  }

  /** Whether one more approval by this person would find a slot. */
  private static boolean hasSlot(Round round, Person person, @Nullable String exception) {
    List<Approval> approvals = new ArrayList<>(round.approvals());
    approvals.add(
        new Approval(person.subject(), person.roles(), null, exception, round.openedAt()));
    return Seats.fill(round.slots(), approvals).isPresent();
  }
}
