package io.tidegate.api.rest;

import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.workflows.view.GateView;

/** What the policy or a receipt says, as the contract's status. */
final class Outcomes {

  private Outcomes() {}

  /**
   * @param outcome a name of {@code Ruling.Outcome}, or another word of a receipt
   */
  static Refusal refusal(String outcome, String why) {
    return new Refusal(type(outcome), why).with("outcome", outcome);
  }

  static Refusal refusal(String outcome, String why, GateView gate) {
    Refusal refusal =
        refusal(outcome, why).with("round", gate.round()).with("roundState", gate.state().name());
    String digest = gate.evidenceDigest();
    return digest == null ? refusal : refusal.with("evidenceDigest", digest);
  }

  private static ProblemType type(String outcome) {
    return switch (outcome) {
      case "NOT_ELIGIBLE" -> ProblemType.NOT_ELIGIBLE;
      case "SELF_APPROVAL" -> ProblemType.SELF_APPROVAL;
      case "SUPERSEDED" -> ProblemType.SUPERSEDED;
      case "NO_SUCH_ROUND" -> ProblemType.UNKNOWN_ROUND;
      case "ROUND_CLOSED" -> ProblemType.ROUND_CLOSED;
      case "ROUND_EXPIRED" -> ProblemType.ROUND_EXPIRED;
      case "CONSUMED" -> ProblemType.DECISION_CONSUMED;
      case "NOT_PARKED" -> ProblemType.NOT_PARKED;
      case "INVALID" -> ProblemType.INVALID;
      case "NOT_SUPPORTED_YET" -> ProblemType.NOT_SUPPORTED_YET;
      default -> ProblemType.REFUSED;
    };
  }
}
