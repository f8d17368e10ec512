package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.NewSignature.Kind;
import io.tidegate.ledger.Signature;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was signed about a unit, beside its lights, and whether the last verification counted it.
 * The lights are of that verification: a signature turns none before the next one. Whether a waiver
 * covers its finding is what the verification made of the finding, and is not judged here again.
 *
 * <p>The limit: counts that have grown since that verification are seen by the next one. When
 * something was signed is told by the clock of the ledger, when it was verified by that of
 * Temporal.
 */
final class SignedTold {
  private final UnitView unit;
  private final List<Attestation> declared;
  private final List<Signature> signed;
  private final Instant now;

  /**
   * @param declared the unit's attestations in the runbook
   * @param signed the newest under each id, of this unit
   */
  SignedTold(UnitView unit, List<Attestation> declared, List<Signature> signed, Instant now) {
    this.unit = unit;
    this.declared = declared;
    this.signed = signed;
    this.now = now;
  }

  /** The unit with a finding without a light for each, where it has a place on the scorecard. */
  UnitView shown() {
    List<Scored> scorecard = unit.scorecard().stream().map(this::shown).toList();
    return new UnitView(unit.unit(), unit.owner(), unit.state(), unit.steps(), scorecard);
  }

  private Scored shown(Scored scored) {
    List<Finding> findings = new ArrayList<>(scored.findings());
    for (Signature one : signed) {
      Optional<String> dimension =
          isWaiver(one)
              ? dimension(waiver(one).finding())
              : attestation(one).map(Attestation::dimension).map(Dimension::word);
      if (dimension.filter(scored.dimension()::equals).isPresent()) {
        String id = (isWaiver(one) ? "waiver/" : "signed/") + one.said().id();
        findings.add(new Finding(id, null, told(one), false));
      }
    }
    return new Scored(scored.dimension(), scored.light(), findings);
  }

  private Optional<Attestation> attestation(Signature signature) {
    return declared.stream().filter(one -> one.id().equals(signature.said().id())).findFirst();
  }

  /** Where the finding stands, or where one of its kind would. */
  private Optional<String> dimension(String finding) {
    return unit.scorecard().stream()
        .filter(scored -> scored.findings().stream().anyMatch(one -> one.id().equals(finding)))
        .map(Scored::dimension)
        .findFirst()
        .or(() -> Waiver.dimension(finding).map(Dimension::word));
  }

  private String told(Signature one) {
    String what =
        isWaiver(one) ? "waiver of " + waiver(one).finding() : "attestation " + one.said().id();
    return "%s: signed by %s at %s, %s"
        .formatted(what, one.said().by().name(), seconds(one.at()), becomes(one));
  }

  /** One that counts for nothing is not told as if it held. */
  private String becomes(Signature one) {
    if (!one.said().isIn(role(one))) {
      return "which counts for nothing, as they did not have the role " + role(one);
    }
    if (isWaiver(one) && !Waiver.mayWaive(waiver(one).finding())) {
      return "which counts for nothing, as no finding of that kind can be waived";
    }
    Instant until = seconds(one.said().expires());
    if (!one.stands(now)) {
      return "expired at " + until + ", so the next verification does not count it";
    }
    StepView last = unit.verified().orElse(null);
    if (last == null || last.endedAt() == null) {
      return "valid until " + until + "; not counted yet: no verification has ended since";
    }
    String at = "the last verification, which ended at " + seconds(last.endedAt());
    if (!one.at().isBefore(last.endedAt())) {
      return "valid until " + until + "; not counted yet by " + at;
    }
    if (last.startedAt() == null || !one.at().isBefore(last.startedAt())) {
      return "valid until "
          + until
          + "; signed during "
          + at
          + ", so the next one surely counts it";
    }
    return isWaiver(one) ? waives(one, until, at) : "valid until " + until + "; counted by " + at;
  }

  private String role(Signature one) {
    return isWaiver(one) ? unit.owner() : attestation(one).map(Attestation::by).orElseThrow();
  }

  /** RED means that none covers it: its counts have grown, or too much is pending. */
  private String waives(Signature one, Instant until, String at) {
    String finding = waiver(one).finding();
    Optional<Finding> judged =
        unit.scorecard().stream()
            .flatMap(scored -> scored.findings().stream())
            .filter(each -> each.id().equals(finding))
            .findFirst();
    if (judged.filter(each -> each.light() == Light.RED).isPresent()) {
      return "which does not cover what was found by " + at + ": see the finding";
    }
    String valid = "valid until " + until + "; ";
    if (judged.isEmpty()) {
      return valid + "its finding was not listed by " + at;
    }
    List<String> ids = waiving(finding);
    return valid
        + "counted by "
        + at
        + (ids.size() > 1 ? ": one of " + String.join(", ", ids) + " covers the finding" : "");
  }

  /** Only one of them need cover it. */
  private List<String> waiving(String finding) {
    return signed.stream()
        .filter(one -> isWaiver(one) && waiver(one).finding().equals(finding))
        .filter(one -> one.said().isIn(unit.owner()) && one.stands(now))
        .map(one -> one.said().id())
        .toList();
  }

  private static boolean isWaiver(Signature one) {
    return one.said().kind() == Kind.WAIVER;
  }

  private static Instant seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Waiver waiver(Signature signed) {
    try {
      return Wire.mapper().readValue(signed.said().bodyJson(), Waiver.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "waiver " + signed.said().id() + " of the ledger cannot be read", e);
    }
  }
}
