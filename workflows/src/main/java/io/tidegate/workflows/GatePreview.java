package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.List;
import java.util.Map;

/** Tells what gates would ask, where none is opened. */
final class GatePreview {
  private final Deck deck;
  private final Gates gates;

  GatePreview(Gatehouse house) {
    this.deck = house.deck();
    this.gates = house.gates();
  }

  /**
   * Whom the gates before a step would ask, and about which light: an audit entry each.
   *
   * @param verified by unit, what is known by now: from quiesce on a unit that was not verified is
   *     RED, and what is only seen later is taken to be as it was verified
   */
  void tell(Step step, Map<String, Verified> verified) {
    List<GateRule> rules = deck.runbook().gatesBefore(step);
    if (rules.isEmpty()) {
      return;
    }
    for (ObjectNode gate :
        gates.wouldAsk(rules, evidence(step, verified), deck.runbook().units())) {
      ObjectNode detail = Scribe.detail("unit", "", "step", step.word(), "does", "ask-at-gate");
      detail.setAll(gate);
      deck.tell("would", detail);
    }
  }

  private List<UnitAt> evidence(Step step, Map<String, Verified> verified) {
    return deck.runbook().units().stream()
        .map(
            unit -> {
              if (step.compareTo(Step.QUIESCE) < 0) {
                return Questions.unproven(unit.unit());
              }
              Verified found = verified.get(unit.unit());
              if (found == null) {
                return new UnitAt(unit.unit(), Light.RED, "not verified");
              }
              return step.compareTo(Step.SWITCH_CONSUMERS) > 0
                  ? new UnitAt(unit.unit(), asLive(found), "as verified; not known before")
                  : new UnitAt(unit.unit(), asLive(found), found.decides());
            })
        .toList();
  }

  /**
   * The light in which a live wave would ask, if the checks go well that nothing but the mode left
   * out: {@link #leftOut}.
   */
  static Light asLive(Verified found) {
    if (leftOut(found).isEmpty()) {
      return found.light();
    }
    Light worst = Light.GREEN;
    for (Finding finding : findings(found)) {
      Light light = finding.light();
      worst = light == null || isLeftOut(finding) ? worst : worst.worst(light);
    }
    return worst;
  }

  /** Checks that a live wave makes and this mode does not, by the ids of their findings. */
  static List<String> leftOut(Verified found) {
    return findings(found).stream().filter(GatePreview::isLeftOut).map(Finding::id).toList();
  }

  private static boolean isLeftOut(Finding finding) {
    return finding.id().startsWith(SignatureBody.Waiver.SKIPPED);
  }

  private static List<Finding> findings(Verified found) {
    return found.scorecard().stream().flatMap(scored -> scored.findings().stream()).toList();
  }
}
