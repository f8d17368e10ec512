package io.tidegate.api.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.AnyQuery;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * The routes of the contract whose behaviour is not built. They answer 501 with their name; nothing
 * sent to them is read.
 */
@Path("/api/v1")
@AnyQuery
public final class NotBuiltResource {

  private static final String SUMMARY = "Not supported yet: 501";

  @GET
  @Path("waves/{wave}/history")
  @RolesAllowed(Role.AUDITOR)
  @Operation(summary = SUMMARY)
  public Response history() {
    return notBuilt("GET /waves/{wave}/history");
  }

  @GET
  @Path("waves/{wave}/pack")
  @RolesAllowed(Role.AUDITOR)
  @Operation(summary = SUMMARY)
  public Response pack() {
    return notBuilt("GET /waves/{wave}/pack");
  }

  @GET
  @Path("audit/checkpoint")
  @RolesAllowed(Role.AUDITOR)
  @Operation(summary = SUMMARY)
  public Response checkpoint() {
    return notBuilt("GET /audit/checkpoint");
  }

  @GET
  @Path("audit/proof")
  @RolesAllowed(Role.AUDITOR)
  @Operation(summary = SUMMARY)
  public Response proof() {
    return notBuilt("GET /audit/proof");
  }

  @GET
  @Path("events")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = SUMMARY)
  public Response events() {
    return notBuilt("GET /events");
  }

  @GET
  @Path("waves/{wave}/events")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = SUMMARY)
  public Response waveEvents() {
    return notBuilt("GET /waves/{wave}/events");
  }

  private static Response notBuilt(String route) {
    throw new Refusal(ProblemType.NOT_BUILT, route + ": not supported yet").with("route", route);
  }
}
