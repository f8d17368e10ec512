package io.tidegate.api.rest;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.tidegate.api.http.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What stands outside of {@code /api/v1}: a page that says what this is, and the description of the
 * routes.
 */
@Path("/")
public final class FrontResource {

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Tidegate</title></head>
      <body>
      <h1>Tidegate</h1>
      <p>A cutover runbook engine for Kafka migrations. This process is its api; the console is not built yet.</p>
      <ul>
      <li><a href="/openapi.json">The routes, as OpenAPI</a></li>
      <li>Everything under <code>/api/v1</code> wants the header <code>Authorization: Bearer TOKEN</code>;
      <code>/api/v1/me</code> says who you are.</li>
      </ul>
      </body>
      </html>
      """;

  private final String openApi;

  FrontResource(String openApi) {
    this.openApi = openApi;
  }

  /** The description of these resources' routes. */
  static String describe(List<Class<?>> resources) {
    OpenAPI description =
        new OpenAPI()
            .info(
                new Info()
                    .title("Tidegate")
                    .version("v1")
                    .description(
                        "Errors are application/problem+json (RFC 9457); their type is urn:tidegate:problem:NAME."))
            .schemaRequirement(
                "token", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"))
            .addSecurityItem(new SecurityRequirement().addList("token"));
    return Json.pretty(new Reader(description).read(new LinkedHashSet<>(resources)));
  }

  @GET
  @Public(why = "it says what this is and nothing of any wave")
  @Produces(MediaType.TEXT_HTML)
  @Operation(summary = "A page that says what this is")
  public String page() {
    return PAGE;
  }

  @GET
  @Path("openapi.json")
  @Public(why = "the routes are in the documentation too")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "This description")
  public String openApi() {
    return openApi;
  }
}
