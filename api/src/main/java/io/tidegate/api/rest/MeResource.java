package io.tidegate.api.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.http.Caller;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** Who asks, as the api knows them. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class MeResource {

  /**
   * The caller.
   *
   * @param subject by the issuer's own name for them
   * @param roles as the contract spells them
   */
  public record Me(String issuer, String subject, List<String> roles) {}

  @GET
  @Path("me")
  @PermitAll
  @Operation(summary = "Who you are and which roles you have")
  public Me me(@Context SecurityContext security) {
    Caller caller = Caller.of(security);
    return new Me(caller.issuer(), caller.subject(), caller.roles());
  }
}
