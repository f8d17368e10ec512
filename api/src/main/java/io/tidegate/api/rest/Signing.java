package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.NewSignature.Kind;
import io.tidegate.ledger.Signature;
import io.tidegate.ledger.Subject;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.SignatureBody;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Signs for a caller who has the role that it takes, with the audit entry in one transaction. The
 * same again, while it stands, changes nothing.
 */
final class Signing {
  private static final ObjectMapper JSON = Wire.mapper();

  private final Ledger ledger;
  private final Clock clock;

  Signing(Ledger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** As precise as the ledger keeps it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Who signs.
   *
   * @param role that it takes
   * @param what is signed, in words
   */
  static Caller signer(SecurityContext security, String role, String what) {
    Caller caller = Caller.of(security);
    if (!caller.hasRole(role)) {
      throw new Refusal(
          ProblemType.FORBIDDEN,
          "%s has %s; needed to sign %s: %s"
              .formatted(caller.subject(), caller.roles(), what, role));
    }
    return caller;
  }

  static Subject subject(Caller caller) {
    return new Subject(caller.issuer(), caller.subject());
  }

  /** What a caller says, until it expires. */
  static NewSignature said(
      String wave,
      Kind kind,
      String unit,
      String id,
      Caller caller,
      SignatureBody body,
      Instant expires) {
    return new NewSignature(
        wave, kind, unit, id, subject(caller), caller.roles(), json(body), expires);
  }

  /**
   * Writes it down.
   *
   * @param kind of the audit entry
   * @return what stands under its id from then on
   */
  Signature sign(String kind, NewSignature said) {
    ObjectNode detail =
        JSON.createObjectNode()
            .put("unit", said.unit())
            .put("id", said.id())
            .put("expires", said.expires().toString());
    detail.set("said", tree(said.bodyJson()));
    NewEntry entry = new NewEntry(kind, said.wave(), said.by().label(), detail.toString());
    return ledger.signatures().sign(said, entry).standing();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was just written does not read", e);
    }
  }

  private static String json(SignatureBody body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a signature body has plain fields only", e);
    }
  }
}
