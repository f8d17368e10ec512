package io.tidegate.api.rest;

import io.tidegate.api.command.Runbooks;
import io.tidegate.api.http.Caller;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.gate.Eligibility;
import io.tidegate.runbooks.gate.GatePolicy;
import io.tidegate.runbooks.gate.Person;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.Mine;
import io.tidegate.workflows.view.WaveView;
import java.time.Clock;
import java.util.List;

/**
 * Whether a person may decide, by the same policy that the workflow applies. The workflow's word
 * counts; this one saves a detour.
 */
final class Eligible {

  private static final Mine NO_ROUND = new Mine(false, "This gate has no round yet.");

  private final Ledger ledger;
  private final Runbooks runbooks;
  private final RollbackParts parts;
  private final SignedSince signed;

  Eligible(Ledger ledger, Runbooks runbooks, Clock clock) {
    this.ledger = ledger;
    this.runbooks = runbooks;
    this.parts = new RollbackParts(ledger);
    this.signed = new SignedSince(ledger, runbooks, clock);
  }

  /**
   * The wave's view, each gate with what this person may do there, and what was signed beside the
   * lights that it is about.
   */
  WaveView shownTo(Caller caller, WaveBook.Page page) {
    WaveView view = page.view();
    List<GateView> gates = view.gates();
    if (gates.stream().anyMatch(Eligible::hasRound)) {
      Heard heard = heard(page);
      gates = gates.stream().map(gate -> shownTo(caller, heard, gate)).toList();
    } else {
      gates = gates.stream().map(gate -> gate.with(NO_ROUND)).toList();
    }
    return new WaveView(
        view.wave(),
        view.mode(),
        view.state(),
        view.reason(),
        view.runbook(),
        signed.shown(page),
        gates,
        view.holder(),
        parts.shown(page),
        view.rollbackPossibleUntil());
  }

  GateView shownTo(Caller caller, WaveBook.Page page, GateView gate) {
    return hasRound(gate) ? shownTo(caller, heard(page), gate) : gate.with(NO_ROUND);
  }

  private static GateView shownTo(Caller caller, Heard heard, GateView gate) {
    return gate.with(hasRound(gate) ? mine(caller, heard, gate) : NO_ROUND);
  }

  /** The round as the policy knows it, put together from the view and from what its people said. */
  SeenRound round(WaveBook.Page page, GateView gate) {
    return round(heard(page), gate);
  }

  private static SeenRound round(Heard heard, GateView gate) {
    return SeenRound.of(
        gate,
        heard.runbook().gateNamed(gate.gate()).orElseThrow(),
        new Said(heard.messages(), gate.gate(), gate.round()),
        heard.startedBy(),
        publishers(gate, heard));
  }

  /** What the rounds of a wave rest on beside its view, read once for all of its gates. */
  private record Heard(
      Runbook runbook, String startedBy, List<Message> messages, List<Subject> publishers) {}

  private Heard heard(WaveBook.Page page) {
    NewWave wave = page.row().request();
    return new Heard(
        runbooks.compiled(wave.runbookDigest()),
        wave.startedBy().name(),
        ledger.messages().list(wave.wave()),
        ledger.runbooks().publishers(wave.runbookDigest()));
  }

  static Person person(Caller caller) {
    return new Person(caller.subject(), caller.roles());
  }

  static boolean hasRound(GateView gate) {
    return gate.state() != GateView.State.NOT_OPEN
        && gate.round() > 0
        && gate.evidenceDigest() != null;
  }

  private static Mine mine(Caller caller, Heard heard, GateView gate) {
    Eligibility eligibility = GatePolicy.eligible(round(heard, gate).round(), person(caller));
    return new Mine(eligibility.mayApprove(), eligibility.why());
  }

  /**
   * Everybody who put this digest approves nothing, except what they had filled before they put it.
   */
  private static List<String> publishers(GateView gate, Heard heard) {
    return heard.publishers().stream()
        .map(Subject::name)
        .filter(name -> gate.slots().stream().noneMatch(slot -> name.equals(slot.by())))
        .toList();
  }
}
