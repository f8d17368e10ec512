package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.runbooks.gate.Round;
import io.tidegate.runbooks.gate.RoundState;
import io.tidegate.runbooks.gate.Slot;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.SlotView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A gate's round in words and in fields, for people and for the ledger. */
final class RoundTold {
  private RoundTold() {}

  /** For a sentence. */
  static String describe(Round round) {
    return "gate " + round.gate() + " (round " + round.number() + ", " + round.light() + ")";
  }

  /** The roles that it still lacks, in a sentence. */
  static String waiting(Round round) {
    List<String> lacking =
        round.slots().stream()
            .filter(slot -> slot.by() == null)
            .map(
                slot ->
                    slot.role().equals(Slot.EXCEPTION)
                        ? "one more person with a written exception"
                        : slot.role())
            .toList();
    return describe(round)
        + (lacking.isEmpty() ? " has its people" : " waits for " + String.join(", ", lacking));
  }

  /** Why a closed one closed, in a sentence. */
  static String whyClosed(Round closed) {
    String name = "gate " + closed.gate() + ", round " + closed.number();
    if (closed.rejection() != null) {
      String reason = closed.rejection().reason();
      return name
          + ": rejected by "
          + closed.rejection().subject()
          + (reason == null ? "" : ": " + reason);
    }
    return name
        + ": "
        + (closed.state() == RoundState.EXPIRED
            ? "expired at " + closed.expiresAt()
            : closed.state());
  }

  /** For the append-only ledger: what was asked, and of whom. */
  static ObjectNode detail(Round round) {
    ObjectNode gate =
        Scribe.detail(
            "gate", round.gate(),
            "state", round.state().name(),
            "light", round.light().name(),
            "evidenceDigest", round.evidenceDigest(),
            "expiresAt", round.expiresAt().toString());
    gate.put("round", round.number());
    ArrayNode slots = gate.putArray("slots");
    round.slots().forEach(slot -> slots.add(Scribe.detail("role", slot.role(), "by", slot.by())));
    return gate;
  }

  /** The same: each unit's light, and those of its scorecard as it was verified last, and when. */
  static ArrayNode lights(List<UnitAt> asked, List<UnitView> units) {
    ArrayNode told = JsonNodeFactory.instance.arrayNode();
    for (UnitAt at : asked) {
      ObjectNode unit = told.addObject().put("unit", at.unit()).put("light", at.light().name());
      List<UnitView> own = units.stream().filter(view -> view.unit().equals(at.unit())).toList();
      own.stream()
          .flatMap(view -> verifiedAt(view).stream())
          .forEach(when -> unit.put("verifiedAt", when.toString()));
      ObjectNode lights = unit.putObject("lights");
      own.stream()
          .flatMap(view -> view.scorecard().stream())
          .forEach(
              scored ->
                  lights.put(
                      scored.dimension(), scored.light() == null ? null : scored.light().name()));
    }
    return told;
  }

  /** When its scorecard was taken; empty before that, and while it is taken anew. */
  static Optional<Instant> verifiedAt(UnitView unit) {
    return unit.verified().map(StepView::endedAt);
  }

  /** For the wave's view. */
  static GateView view(Round round) {
    List<SlotView> slots =
        round.slots().stream().map(slot -> new SlotView(slot.role(), slot.by())).toList();
    return new GateView(
        round.gate(),
        round.before().word(),
        state(round.state()),
        round.number(),
        round.evidenceDigest(),
        round.light(),
        slots,
        round.expiresAt(),
        null,
        null);
  }

  private static GateView.State state(RoundState state) {
    return switch (state) {
      case OPEN -> GateView.State.OPEN;
      case CONSUMED -> GateView.State.CONSUMED;
      case REJECTED -> GateView.State.REJECTED;
      case EXPIRED -> GateView.State.EXPIRED;
      case SUPERSEDED -> GateView.State.SUPERSEDED;
    };
  }
}
