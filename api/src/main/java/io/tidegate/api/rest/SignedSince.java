package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.api.command.Runbooks;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewSignature.Kind;
import io.tidegate.ledger.Signature;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import io.tidegate.workflows.view.UnitView;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What was signed about a unit stands beside its lights from the moment of signing. The lights
 * themselves are of the last verification: a signature turns none before the next one.
 */
final class SignedSince {
  private static final ObjectMapper JSON = Wire.mapper();

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
    MigrationUnit declared =
        runbooks
            .compiled(page.row().request().runbookDigest())
            .unitNamed(unit.unit())
            .orElseThrow();
    List<Scored> scorecard =
        unit.scorecard().stream().map(scored -> shown(declared, unit, scored, own)).toList();
    return new UnitView(unit.unit(), unit.owner(), unit.state(), unit.steps(), scorecard);
  }

  private Scored shown(
      MigrationUnit declared, UnitView unit, Scored scored, List<Signature> signed) {
    List<Finding> findings = new ArrayList<>(scored.findings());
    for (Signature one : signed) {
      boolean attests = one.said().kind() == Kind.ATTESTATION;
      String dimension = attests ? dimension(declared, one) : dimension(unit, one);
      if (dimension.equals(scored.dimension())) {
        String id = (attests ? "signed/" : "waiver/") + one.said().id();
        findings.add(new Finding(id, null, told(one), false));
      }
    }
    return new Scored(scored.dimension(), scored.light(), findings);
  }

  private static String dimension(MigrationUnit declared, Signature attested) {
    return declared.attestations().stream()
        .filter(attestation -> attestation.id().equals(attested.said().id()))
        .map(Attestation::dimension)
        .map(Dimension::word)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Where the finding stands; that of a skipped check that is not there any more stands nowhere.
   */
  private static String dimension(UnitView unit, Signature waived) {
    String finding = waiver(waived).finding();
    return unit.scorecard().stream()
        .filter(scored -> scored.findings().stream().anyMatch(one -> one.id().equals(finding)))
        .map(Scored::dimension)
        .findFirst()
        .orElse(finding.startsWith(Waiver.SKIPPED) ? "" : Dimension.OFFSET_PARITY.word());
  }

  private String told(Signature signed) {
    boolean attests = signed.said().kind() == Kind.ATTESTATION;
    String what =
        attests ? "attestation " + signed.said().id() : "waiver of " + waiver(signed).finding();
    return "%s: signed by %s at %s, %s until %s; the first verification after that tells what it counts for"
        .formatted(
            what,
            signed.said().by().name(),
            signed.at().truncatedTo(ChronoUnit.SECONDS),
            signed.stands(clock.instant()) ? "valid" : "was valid",
            signed.said().expires().truncatedTo(ChronoUnit.SECONDS));
  }

  private static Waiver waiver(Signature signed) {
    try {
      return JSON.readValue(signed.said().bodyJson(), Waiver.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "waiver " + signed.said().id() + " of the ledger cannot be read", e);
    }
  }
}
