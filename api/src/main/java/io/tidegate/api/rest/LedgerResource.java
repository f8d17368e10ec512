package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Entries;
import io.tidegate.ledger.Entry;
import io.tidegate.ledger.Evidence;
import io.tidegate.ledger.Ledger;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger remembers, as it stands there. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class LedgerResource {

  /** By the browser of who asked alone; it holds nothing that is worth asking for again. */
  private static final String KEPT = "private, max-age=31536000, immutable";

  private static final int PAGE = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;

  public LedgerResource(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * One entry of the audit chain.
   *
   * @param wave null for what belongs to no wave
   * @param detail JSON as it was written
   */
  public record Shown(
      long seq, Instant at, String kind, @Nullable String wave, String subject, JsonNode detail) {
    static Shown of(Entry entry) {
      return new Shown(
          entry.seq(),
          entry.at(),
          entry.kind(),
          entry.wave(),
          entry.subject(),
          LedgerResource.detail(entry.detailJson()));
    }
  }

  /**
   * Some entries.
   *
   * @param next the {@code after} of the next page; null on the last
   */
  public record Page(List<Shown> entries, @Nullable Long next) {}

  @GET
  @Path("waves/{wave}/timeline")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = "The entries of a wave, in the order in which they were written")
  public Page timeline(
      @PathParam("wave") String wave,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    if (ledger.waves().head(wave).isEmpty()) {
      throw Refusal.notFound("wave", wave);
    }
    return page(wave, after, limit);
  }

  @GET
  @Path("audit/entries")
  @RolesAllowed(Role.AUDITOR)
  @Operation(summary = "All entries, in the order of the chain")
  public Page entries(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    return page(null, after, limit);
  }

  @GET
  @Path("evidence/{digest}")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "The exact bytes of a piece of evidence, which never change; 304 to who has them")
  public Response evidence(@PathParam("digest") String digest, @Context Request request) {
    Evidence.Stored stored =
        ledger
            .evidence()
            .find(Given.digest("digest", digest))
            .orElseThrow(() -> Refusal.notFound("evidence", digest));
    EntityTag tag = new EntityTag(digest);
    Response.ResponseBuilder same = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        same != null
            ? same
            : Response.ok(
                    (StreamingOutput)
                        out -> {
                          try (InputStream body = stored.open()) {
                            body.transferTo(out);
                          }
                        },
                    MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, stored.size());
    return answer.tag(tag).header(HttpHeaders.CACHE_CONTROL, KEPT).build();
  }

  private Page page(@Nullable String wave, @Nullable String after, @Nullable String limit) {
    long from = Given.number("after", after, 0, 0, Long.MAX_VALUE);
    int length = (int) Given.number("limit", limit, PAGE, 1, Entries.LIMIT_MAX);
    List<Entry> entries = ledger.entries().list(wave, from, length);
    Long next =
        entries.size() < length ? null : Long.valueOf(entries.get(entries.size() - 1).seq());
    return new Page(entries.stream().map(Shown::of).toList(), next);
  }

  private static JsonNode detail(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(json);
    }
  }
}
