package io.tidegate.api.rest;

import io.tidegate.api.command.Runbooks;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Signature;
import io.tidegate.runbooks.Attestation;
import io.tidegate.workflows.view.UnitView;
import java.time.Clock;
import java.util.List;

/**
 * What was signed about a unit stands beside its lights from the moment of signing, as {@link
 * SignedTold} tells it.
 */
final class SignedSince {
  private final Ledger ledger;
  private final Runbooks runbooks;
  private final Clock clock;

  SignedSince(Ledger ledger, Runbooks runbooks, Clock clock) {
    this.ledger = ledger;
    this.runbooks = runbooks;
    this.clock = clock;
  }

  /** The units of the page; one that was not verified yet has no light to stand beside. */
  List<UnitView> shown(WaveBook.Page page) {
    List<UnitView> units = page.view().units();
    if (units.stream().allMatch(unit -> unit.scorecard().isEmpty())) {
      return units;
    }
    List<Signature> signed = ledger.signatures().newest(page.wave());
    return signed.isEmpty()
        ? units
        : units.stream().map(unit -> shown(page, unit, signed)).toList();
  }

  private UnitView shown(WaveBook.Page page, UnitView unit, List<Signature> signed) {
    List<Signature> own =
        signed.stream().filter(one -> one.said().unit().equals(unit.unit())).toList();
    if (own.isEmpty()) {
      return unit;
    }
    List<Attestation> declared =
        runbooks
            .compiled(page.row().request().runbookDigest())
            .unitNamed(unit.unit())
            .orElseThrow()
            .attestations();
    return new SignedTold(unit, declared, own, clock.instant()).shown();
  }
}
