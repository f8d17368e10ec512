package io.tidegate.api.rest;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.gate.Approval;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.runbooks.gate.Rejection;
import io.tidegate.runbooks.gate.Round;
import io.tidegate.runbooks.gate.RoundState;
import io.tidegate.runbooks.gate.Slot;
import io.tidegate.workflows.view.GateView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gate's view as a round of the policy. The view says who fills which slot; with which roles,
 * their messages say.
 */
record SeenRound(Round round) {

  static SeenRound of(
      GateView gate, GateRule rule, Said said, String starter, List<String> publishers) {
    Instant expiresAt = Objects.requireNonNull(gate.expiresAt(), "a round expires");
    Instant openedAt = expiresAt.minus(rule.expiresIn());
    RoundState state = RoundState.valueOf(gate.state().name());
    Light light = Objects.requireNonNull(gate.light(), "a round has a light");
    List<Slot> slots = gate.slots().stream().map(slot -> new Slot(slot.role(), slot.by())).toList();
    return new SeenRound(
        new Round(
            gate.gate(),
            rule.before(),
            gate.round(),
            Objects.requireNonNull(gate.evidenceDigest(), "a round has an evidence digest"),
            light,
            state,
            slots,
            approvals(slots, said, openedAt),
            rejection(state, said, openedAt),
            openedAt,
            expiresAt,
            starter,
            publishers));
  }

  private static List<Approval> approvals(List<Slot> slots, Said said, Instant openedAt) {
    List<Approval> approvals = new ArrayList<>();
    for (Slot slot : slots) {
      String by = slot.by();
      if (by != null) {
        approvals.add(approval(slot, by, said.last(by, Verb.APPROVE), openedAt));
      }
    }
    return approvals;
  }

  private static Approval approval(
      Slot slot, String by, Optional<Said.Decided> decided, Instant openedAt) {
    return decided
        .map(
            words ->
                new Approval(
                    by,
                    words.message().roles(),
                    words.decision().reason(),
                    words.decision().exception(),
                    words.message().at()))
        .orElseGet(() -> new Approval(by, List.of(slot.role()), null, null, openedAt));
  }

  private static @Nullable Rejection rejection(RoundState state, Said said, Instant openedAt) {
    if (state != RoundState.REJECTED) {
      return null;
    }
    return said.last(Verb.REJECT)
        .map(
            no ->
                new Rejection(
                    no.message().subject().name(),
                    no.decision().reason(),
                    Objects.requireNonNullElse(no.decision().units(), List.of()),
                    no.message().at()))
        .orElseGet(() -> new Rejection("somebody", null, List.of(), openedAt));
  }
}
