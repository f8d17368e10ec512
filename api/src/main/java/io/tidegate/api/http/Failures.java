package io.tidegate.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.LedgerUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.EOFException;
import java.util.UUID;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where an exception becomes an answer. What nobody foresaw is logged with its stack
 * under a number, and the answer carries that number alone.
 */
public final class Failures implements ExceptionMapper<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public Response toResponse(Throwable failure) {
    Refusal refusal = refusalOf(failure);
    Response.ResponseBuilder answer =
        Response.status(refusal.type().status())
            .type(ProblemJson.MEDIA_TYPE)
            .entity(ProblemJson.of(refusal));
    if (refusal.type() == ProblemType.UNAUTHENTICATED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (failure instanceof WebApplicationException ofJersey) {
      String allow = ofJersey.getResponse().getHeaderString(HttpHeaders.ALLOW);
      if (allow != null) {
        answer.header(HttpHeaders.ALLOW, allow);
      }
    }
    return answer.build();
  }

  private static Refusal refusalOf(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure instanceof JsonProcessingException json) {
      return JsonProblems.of(json);
    }
    if (failure instanceof WebApplicationException ofJersey
        && ofJersey.getResponse().getStatus() < 500) {
      return ofStatus(ofJersey.getResponse().getStatus());
    }
    if (failure instanceof EOFException) {
      return new Refusal(ProblemType.BAD_REQUEST, "the body ended before its announced length");
    }
    if (failure instanceof ZipException) {
      return new Refusal(
          ProblemType.MALFORMED, "the header Content-Encoding says gzip, the body is not");
    }
    if (LedgerUnavailable.isCauseOf(failure)) {
      LOG.warn("The ledger cannot be reached: {}", failure.getMessage());
      return new Refusal(
          ProblemType.LEDGER_UNAVAILABLE,
          "the ledger's Postgres does not answer; try again. What must be known without it stands in the"
              + " break-glass sheets, files in each worker's breakGlassDir");
    }
    String number = UUID.randomUUID().toString();
    LOG.error("Unexpected failure {}", number, failure);
    return new Refusal(ProblemType.UNEXPECTED, "it was logged under number " + number)
        .with("number", number);
  }

  /** Refusals that Jersey or Jetty find before any code of ours runs. */
  static Refusal ofStatus(int status) {
    return switch (status) {
      case 401 ->
          new Refusal(ProblemType.UNAUTHENTICATED, "send the header Authorization: Bearer TOKEN");
      case 403 -> new Refusal(ProblemType.FORBIDDEN, "this may not be done here");
      case 404 ->
          new Refusal(ProblemType.NOT_FOUND, "there is nothing at this path; see /openapi.json");
      case 405 ->
          new Refusal(
              ProblemType.METHOD_NOT_ALLOWED,
              "the header Allow or /openapi.json name the methods of this path");
      case 406 ->
          new Refusal(
              ProblemType.NOT_ACCEPTABLE,
              "the header Accept asks for something else than /openapi.json says of this path");
      case 413 ->
          new Refusal(
              ProblemType.BODY_TOO_LARGE, "at most " + BodyLimit.BYTES_MAX + " bytes are taken");
      case 415 ->
          new Refusal(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "JSON bodies are application/json, runbooks application/yaml");
      default ->
          status >= 500
              ? new Refusal(ProblemType.UNEXPECTED, "the server could not answer")
              : new Refusal(ProblemType.BAD_REQUEST, "the request cannot be read as HTTP");
    };
  }
}
