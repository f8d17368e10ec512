package io.tidegate.api.http;

import java.util.Locale;

/**
 * Every reason for which this api refuses, as {@code type} of RFC 9457. The names are part of the
 * contract: clients compare them.
 *
 * <p>They are URNs, because nothing of this project is served under a domain of its own.
 */
public enum ProblemType {
  MALFORMED(400, "The body is not what its media type says"),
  BAD_REQUEST(400, "The request cannot be read"),
  UNAUTHENTICATED(401, "A valid bearer token is needed"),
  FORBIDDEN(403, "None of your roles may do this"),
  NOT_ELIGIBLE(403, "You fill no slot of this gate"),
  SELF_APPROVAL(403, "Whoever started the wave or put its runbook does not approve it"),
  NOT_FOUND(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "This path does not take that method"),
  NOT_ACCEPTABLE(406, "This path does not answer with that media type"),
  WAVE_DIFFERS(409, "A wave of this name was started with another body"),
  UNIT_LEASED(409, "Another wave holds a unit"),
  UNKNOWN_ROUND(409, "The gate has no such round"),
  SUPERSEDED(409, "The gate asks about other evidence"),
  ROUND_CLOSED(409, "The round is closed"),
  ROUND_EXPIRED(409, "The round has expired"),
  DECISION_CONSUMED(409, "The decision has been used and cannot be taken back"),
  NOT_PARKED(409, "The step is not parked"),
  WAVE_CLOSED(409, "The wave is closed"),
  ROLLBACK_CLOSED(409, "There is no way back any more"),
  STRANDED_UNREAD(409, "More records would be lost than are accepted"),
  FINDING_CHANGED(409, "The finding has changed"),
  SIGNED_OTHERWISE(409, "Another finding was waived under this id"),
  REFUSED(409, "The wave refused it"),
  BODY_TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "This path does not take that media type"),
  INVALID(422, "A value is not allowed"),
  RUNBOOK_FINDINGS(422, "The runbook has findings"),
  NEVER_WAIVABLE(422, "This finding can never be waived"),
  NOT_SUPPORTED_YET(422, "Not supported yet"),
  UNEXPECTED(500, "Something went wrong on our side"),
  NOT_BUILT(501, "Not supported yet"),
  TEMPORAL_UNAVAILABLE(503, "Temporal cannot be reached"),
  LEDGER_UNAVAILABLE(503, "The ledger cannot be reached");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** Stable: {@code urn:tidegate:problem:round-closed}. */
  public String uri() {
    return "urn:tidegate:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
