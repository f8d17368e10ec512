package io.tidegate.api.rest;

import io.tidegate.api.command.Runbooks;
import io.tidegate.api.http.Caller;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.gate.Eligibility;
import io.tidegate.runbooks.gate.GatePolicy;
import io.tidegate.runbooks.gate.Person;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.Mine;
import io.tidegate.workflows.view.WaveView;
import java.util.List;

/**
 * Whether a person may decide, by the same policy that the workflow applies. The workflow's word
 * counts; this one saves a detour.
 */
final class Eligible {

  private static final Mine NO_ROUND = new Mine(false, "This gate has no round yet.");

  private final Ledger ledger;
  private final Runbooks runbooks;

  Eligible(Ledger ledger, Runbooks runbooks) {
    this.ledger = ledger;
    this.runbooks = runbooks;
  }

  /** The wave's view, each gate with what this person may do there. */
  WaveView shownTo(Caller caller, WaveBook.Page page) {
    WaveView view = page.view();
    List<GateView> gates = view.gates().stream().map(gate -> shownTo(caller, page, gate)).toList();
    return new WaveView(
        view.wave(),
        view.mode(),
        view.state(),
        view.reason(),
        view.runbook(),
        view.units(),
        gates,
        view.holder(),
        view.rollback(),
        view.rollbackPossibleUntil());
  }

  GateView shownTo(Caller caller, WaveBook.Page page, GateView gate) {
    return new GateView(
        gate.gate(),
        gate.before(),
        gate.state(),
        gate.round(),
        gate.evidenceDigest(),
        gate.light(),
        gate.slots(),
        gate.expiresAt(),
        mine(caller, page, gate));
  }

  /** The round as the policy knows it, put together from the view and from what its people said. */
  SeenRound round(Caller caller, WaveBook.Page page, GateView gate) {
    NewWave wave = page.row().request();
    Said said = new Said(ledger, wave.wave(), gate.gate(), gate.round());
    return SeenRound.of(
        gate,
        runbooks.compiled(wave.runbookDigest()).gateNamed(gate.gate()).orElseThrow(),
        said,
        wave.startedBy().name(),
        publishers(gate, wave));
  }

  static Person person(Caller caller) {
    return new Person(caller.subject(), caller.roles());
  }

  static boolean hasRound(GateView gate) {
    return gate.state() != GateView.State.NOT_OPEN
        && gate.round() > 0
        && gate.evidenceDigest() != null;
  }

  private Mine mine(Caller caller, WaveBook.Page page, GateView gate) {
    if (!hasRound(gate)) {
      return NO_ROUND;
    }
    Eligibility eligibility =
        GatePolicy.eligible(round(caller, page, gate).round(), person(caller));
    return new Mine(eligibility.mayApprove(), eligibility.why());
  }

  /**
   * Everybody who put this digest approves nothing, except what they had filled before they put it.
   */
  private List<String> publishers(GateView gate, NewWave wave) {
    return ledger.runbooks().publishers(wave.runbookDigest()).stream()
        .map(Subject::name)
        .filter(name -> gate.slots().stream().noneMatch(slot -> name.equals(slot.by())))
        .toList();
  }
}
