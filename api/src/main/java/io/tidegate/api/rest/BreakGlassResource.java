package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Entries;
import io.tidegate.ledger.Entry;
import io.tidegate.ledger.Ledger;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sheets that go back without Tidegate, as the worker wrote them. */
@Path("/api/v1")
public final class BreakGlassResource {

  /**
   * Kind of the entry that names a unit and the evidence that is its sheet; a later one replaces an
   * earlier one.
   */
  static final String KIND = "break-glass";

  private static final int PAGES_MAX = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;

  public BreakGlassResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @GET
  @Path("waves/{wave}/break-glass")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
  @Operation(
      summary =
          "The newest sheet of each unit: its anchors and the commands that go back without Tidegate")
  public byte[] get(@PathParam("wave") String wave) {
    if (ledger.waves().head(wave).isEmpty()) {
      throw Refusal.notFound("wave", wave);
    }
    Map<String, String> newest = newest(wave);
    if (newest.isEmpty()) {
      throw Refusal.notFound("break-glass sheet yet (it is written at quiesce) of wave", wave);
    }
    ByteArrayOutputStream sheets = new ByteArrayOutputStream();
    for (String evidence : newest.values()) {
      sheets.writeBytes(
          ledger
              .evidence()
              .get(evidence)
              .orElseThrow(() -> Refusal.notFound("evidence", evidence)));
      sheets.write('\n');
    }
    return sheets.toByteArray();
  }

  /** Evidence by unit, in the order in which the units got their first sheet. */
  private Map<String, String> newest(String wave) {
    Map<String, String> evidenceByUnit = new LinkedHashMap<>();
    long after = 0;
    for (int page = 0; page < PAGES_MAX; page++) {
      List<Entry> entries = ledger.entries().list(wave, after, Entries.LIMIT_MAX);
      for (Entry entry : entries) {
        if (entry.kind().equals(KIND)) {
          JsonNode detail = detail(entry);
          evidenceByUnit.put(detail.path("unit").asText(), detail.path("evidence").asText());
        }
        after = entry.seq();
      }
      if (entries.size() < Entries.LIMIT_MAX) {
        return evidenceByUnit;
      }
    }
    throw new IllegalStateException(
        "wave " + wave + " has more than " + PAGES_MAX * Entries.LIMIT_MAX + " entries");
  }

  private static JsonNode detail(Entry entry) {
    try {
      return JSON.readTree(entry.detailJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the detail of entry " + entry.seq() + " cannot be read", e);
    }
  }
}
