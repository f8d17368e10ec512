package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.NewSignature.Kind;
import io.tidegate.ledger.Signature;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.message.WaivedCounts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people sign about a unit: that a claim of its runbook holds, or that a finding is accepted
 * as it is. It stands in the ledger and wakes nobody: a wave that is held learns of it when it is
 * resumed, one at a gate when the gate is about to be used.
 *
 * <p>Who started the wave may sign: a signature opens nothing. The round that rests on it takes the
 * approvals of others.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class SignaturesResource {

  private static final ObjectMapper JSON = Wire.mapper();

  private final Ledger ledger;
  private final WaveBook book;
  private final ProvenRows proven;
  private final Signing signing;

  SignaturesResource(Ledger ledger, WaveBook book, ProvenRows proven, Clock clock) {
    this.ledger = ledger;
    this.book = book;
    this.proven = proven;
    this.signing = new Signing(ledger, clock);
  }

  /**
   * Body of an attestation.
   *
   * @param unit required
   * @param note of the person who signs; null for none
   */
  public record AttestationRequest(@Nullable String unit, @Nullable String note) {}

  /**
   * Body of a waiver; all of it is required.
   *
   * @param finding its id on the scorecard
   * @param evidenceDigest of the proof in which the person saw it
   * @param expires an instant, ISO 8601
   */
  public record WaiverRequest(
      @Nullable String unit,
      @Nullable String finding,
      @Nullable String evidenceDigest,
      @Nullable String reason,
      @Nullable String expires) {}

  /**
   * An attestation that stands.
   *
   * @param claim of the runbook, which is what was signed
   */
  public record Attested(
      String wave,
      String unit,
      String id,
      String dimension,
      String claim,
      @Nullable String note,
      String by,
      Instant at,
      Instant expires) {}

  /**
   * A waiver that stands.
   *
   * @param counts as many are accepted, and no more
   */
  public record Waived(
      String wave,
      String unit,
      String id,
      String finding,
      String evidenceDigest,
      WaivedCounts counts,
      String reason,
      String by,
      Instant at,
      Instant expires) {}

  @PUT
  @Path("waves/{wave}/attestations/{id}")
  @RolesAllowed(Role.VIEWER) // the role that the runbook names for it
  @Operation(
      summary =
          "Sign a claim of the runbook, for as long as that says: 200, also the same again; 403, 404")
  public Attested attest(
      @PathParam("wave") String wave,
      @PathParam("id") String id,
      @Nullable AttestationRequest body,
      @Context SecurityContext security) {
    AttestationRequest request = Given.body(body);
    String named = Given.text("unit", request.unit());
    String note = Given.optionalText("note", request.note());
    WaveBook.Page page = book.open(wave);
    MigrationUnit unit = book.unit(page, named);
    Attestation attestation =
        unit.attestations().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Refusal.notFound("attestation of unit " + named, id));
    Caller caller = Signing.signer(security, attestation.by(), "attestation " + id);
    page.stillOpen();
    Instant expires = signing.now().plus(attestation.validFor());
    NewSignature said =
        Signing.said(
            wave,
            Kind.ATTESTATION,
            named,
            id,
            caller,
            new SignatureBody.Attestation(note),
            expires);
    Signature signed = signing.sign("attestation-signed", said);
    return new Attested(
        wave,
        named,
        id,
        attestation.dimension().word(),
        attestation.claim(),
        note,
        signed.said().by().name(),
        signed.at(),
        signed.said().expires());
  }

  @PUT
  @Path("waves/{wave}/waivers/{id}")
  @RolesAllowed(Role.VIEWER) // the unit's owner
  @Operation(
      summary =
          "Accept one finding as it stands in the newest evidence: 200, also the same again; 403;"
              + " 409 the finding changed; 422 it can never be waived")
  public Waived waive(
      @PathParam("wave") String wave,
      @PathParam("id") String id,
      @Nullable WaiverRequest body,
      @Context SecurityContext security) {
    WaiverRequest request = Given.body(body);
    Given.name("id", id);
    String named = Given.text("unit", request.unit());
    String finding = Given.text("finding", request.finding());
    String digest = Given.digest("evidenceDigest", request.evidenceDigest());
    String reason = Given.text("reason", request.reason());
    Instant expires = Given.moment("expires", request.expires()).truncatedTo(ChronoUnit.MICROS);
    WaveBook.Page page = book.open(wave);
    MigrationUnit unit = book.unit(page, named);
    Caller caller = Signing.signer(security, unit.owner(), "a waiver of unit " + named);
    Optional<Signature> last = standing(wave, id, named, finding);
    if (last.filter(signed -> isSame(signed, caller, finding, digest, reason, expires))
        .isPresent()) {
      return waived(last.get());
    }
    page.stillOpen();
    if (!expires.isAfter(signing.now())) {
      throw Refusal.invalid("expires", request.expires(), "a time after now, " + signing.now());
    }
    WaivableFinding wanted = new WaivableFinding(page, named, finding);
    wanted.requireKind();
    WaivedCounts counts = wanted.counts(newest(wave, named, digest));
    var waiver = new Waiver(finding, digest, reason, expires, counts);
    return waived(
        signing.sign(
            "waiver-signed", Signing.said(wave, Kind.WAIVER, named, id, caller, waiver, expires)));
  }

  /** The newest proof of the unit, where that is the one which the person has seen. */
  private ProvenRows.Newest newest(String wave, String unit, String digest) {
    Optional<ProvenRows.Newest> newest = proven.newest(wave, unit);
    if (newest.isEmpty()) {
      throw WaivableFinding.changed("unit " + unit + " was not verified yet", null);
    }
    if (!newest.get().digest().equals(digest)) {
      throw WaivableFinding.changed(
          "the newest evidence of unit "
              + unit
              + " is "
              + newest.get().digest()
              + ", not "
              + digest,
          newest.get());
    }
    return newest.get();
  }

  /** What was signed last under this id; an id stays with its finding. */
  private Optional<Signature> standing(String wave, String id, String unit, String finding) {
    List<Signature> named = ledger.signatures().named(wave, Kind.WAIVER, id);
    for (Signature signed : named) {
      Waiver waiver = waiver(signed);
      if (!signed.said().unit().equals(unit) || !waiver.finding().equals(finding)) {
        throw new Refusal(
            ProblemType.SIGNED_OTHERWISE,
            "waiver '%s' is of finding '%s' of unit %s; choose another id"
                .formatted(id, waiver.finding(), signed.said().unit()));
      }
    }
    return named.stream().findFirst();
  }

  private boolean isSame(
      Signature signed,
      Caller caller,
      String finding,
      String digest,
      String reason,
      Instant expires) {
    Waiver waiver = waiver(signed);
    return signed.stands(signing.now())
        && signed.said().by().equals(Signing.subject(caller))
        && waiver.equals(new Waiver(finding, digest, reason, expires, waiver.counts()));
  }

  private static Waived waived(Signature signed) {
    Waiver waiver = waiver(signed);
    return new Waived(
        signed.said().wave(),
        signed.said().unit(),
        signed.said().id(),
        waiver.finding(),
        waiver.evidenceDigest(),
        waiver.counts(),
        waiver.reason(),
        signed.said().by().name(),
        signed.at(),
        signed.said().expires());
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
