package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitGroup;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was proven last of each group and partition of a wave, while it is read from the ledger. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class ParityResource {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final WaveBook book;
  private final ProvenRows proven;

  ParityResource(WaveBook book, ProvenRows proven) {
    this.book = book;
    this.proven = proven;
  }

  @GET
  @Path("waves/{wave}/parity")
  @RolesAllowed(Role.VIEWER)
  @Operation(
      summary =
          "The rows of the newest proof of each unit, as `parity --json` has them, with unit and"
              + " group; then the evidence that they are from")
  public StreamingOutput parity(
      @PathParam("wave") String wave,
      @QueryParam("unit") @Nullable String unit,
      @QueryParam("group") @Nullable String group,
      @QueryParam("verdict") @Nullable String verdict) {
    WaveBook.Page page = book.open(wave);
    List<MigrationUnit> units = units(page, unit);
    requireGroup(units, group);
    requireVerdict(verdict);
    List<ProvenRows.Newest> proofs =
        units.stream().flatMap(each -> proven.newest(wave, each.unit()).stream()).toList();
    return out -> write(out, wave, proofs, group, verdict);
  }

  private List<MigrationUnit> units(WaveBook.Page page, @Nullable String unit) {
    List<MigrationUnit> all = book.runbookOf(page.row().request()).units();
    if (unit == null) {
      return all;
    }
    List<MigrationUnit> named = all.stream().filter(each -> each.unit().equals(unit)).toList();
    if (named.isEmpty()) {
      throw Refusal.invalid(
          "unit", unit, all.stream().map(MigrationUnit::unit).toList().toString());
    }
    return named;
  }

  private static void requireGroup(List<MigrationUnit> units, @Nullable String group) {
    List<String> groups =
        units.stream().flatMap(unit -> unit.groups().stream()).map(UnitGroup::group).toList();
    if (group != null && !groups.contains(group)) {
      throw Refusal.invalid("group", group, groups.toString());
    }
  }

  private static void requireVerdict(@Nullable String verdict) {
    if (verdict != null
        && Arrays.stream(Verdict.values()).noneMatch(each -> each.name().equals(verdict))) {
      throw Refusal.invalid("verdict", verdict, Arrays.toString(Verdict.values()));
    }
  }

  private static void write(
      OutputStream out,
      String wave,
      List<ProvenRows.Newest> proofs,
      @Nullable String group,
      @Nullable String verdict)
      throws IOException {
    // Not closed, which would end what is open: rows that are cut off must not read as if whole.
    JsonGenerator json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeStringField("wave", wave);
    json.writeArrayFieldStart("rows");
    ArrayNode units = JSON.createArrayNode();
    for (ProvenRows.Newest proof : proofs) {
      String checkedAt =
          ProvenRows.each(
              proof,
              (proven, row) -> {
                if ((group == null || group.equals(proven))
                    && (verdict == null || verdict.equals(row.path("verdict").asText()))) {
                  json.writeTree(named(proof.unit(), proven, row));
                }
                return true;
              });
      units
          .addObject()
          .put("unit", proof.unit())
          .put("evidence", proof.digest())
          .put("checkedAt", checkedAt);
    }
    json.writeEndArray();
    json.writeFieldName("units");
    json.writeTree(units);
    json.writeEndObject();
    json.flush();
  }

  private static ObjectNode named(String unit, String group, ObjectNode row) {
    ObjectNode named = JSON.createObjectNode().put("unit", unit).put("group", group);
    named.setAll(row);
    return named;
  }
}
