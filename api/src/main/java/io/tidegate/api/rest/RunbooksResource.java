package io.tidegate.api.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.command.Runbooks;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.Put;
import io.tidegate.ledger.RunbookVersion;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.Finding;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runbooks as their authors wrote them: put, read, judged. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class RunbooksResource {

  static final String YAML = "application/yaml";

  private final Ledger ledger;

  public RunbooksResource(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * A version without its bytes.
   *
   * @param by subject of whoever published it last
   */
  public record Version(String name, String digest, String by, Instant at) {
    static Version of(RunbookVersion version) {
      return new Version(version.name(), version.digest(), version.by().name(), version.at());
    }
  }

  /** The current version of every runbook, by name. */
  public record Listed(List<Version> runbooks) {}

  /** All that is wrong with a file; empty where nothing is. */
  public record Findings(List<Finding> findings) {}

  @PUT
  @Path("runbooks/{name}")
  @RolesAllowed(Role.RELEASE_MANAGER)
  @Consumes(YAML)
  @Operation(summary = "Publish a version: 201 new, 200 the same bytes, 422 with all findings")
  public Response put(
      @PathParam("name") String name, byte @Nullable [] yaml, @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    byte[] bytes = yaml == null ? new byte[0] : yaml;
    Parsed parsed = RunbookParser.parse(bytes);
    if (parsed instanceof Parsed.Invalid invalid) {
      throw new Refusal(
              ProblemType.RUNBOOK_FINDINGS,
              invalid.findings().size() + " findings, nothing was stored")
          .with("findings", invalid.findings());
    }
    Parsed.Valid valid = (Parsed.Valid) parsed;
    if (!valid.runbook().name().equals(Given.name("name", name))) {
      throw Refusal.invalid("name", valid.runbook().name(), "'" + name + "', as in the path");
    }
    Subject by = new Subject(caller.issuer(), caller.subject());
    String detail =
        JsonNodeFactory.instance
            .objectNode()
            .put("runbook", name)
            .put("digest", valid.digest())
            .toString();
    Put<RunbookVersion> put =
        ledger
            .runbooks()
            .publish(
                name,
                valid.digest(),
                bytes,
                Runbooks.compile(valid.runbook()),
                by,
                new NewEntry("runbook-published", null, by.label(), detail));
    Version version = Version.of(put.standing());
    return put instanceof Put.Created<RunbookVersion>
        ? Response.created(URI.create("/api/v1/runbooks/" + name + "?digest=" + version.digest()))
            .entity(version)
            .build()
        : Response.ok(version).build();
  }

  @GET
  @Path("runbooks")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = "The current version of every runbook, by name")
  public Listed list() {
    return new Listed(ledger.runbooks().list().stream().map(Version::of).toList());
  }

  @GET
  @Path("runbooks/{name}")
  @RolesAllowed(Role.VIEWER)
  @Produces(YAML)
  @Operation(summary = "The exact bytes of a version; the current one without a digest")
  public Response get(
      @PathParam("name") String name, @QueryParam("digest") @Nullable String digest) {
    RunbookVersion version = version(ledger, name, digest);
    byte[] yaml =
        ledger
            .runbooks()
            .yaml(version.digest())
            .orElseThrow(() -> Refusal.notFound("runbook", version.digest()));
    return Response.ok(yaml, YAML).header("Tidegate-Runbook-Digest", version.digest()).build();
  }

  @POST
  @Path("runbook-checks")
  @RolesAllowed(Role.VIEWER)
  @Consumes(YAML)
  @Operation(summary = "Every finding of the language, all at once; stores nothing")
  public Findings check(byte @Nullable [] yaml) {
    Parsed parsed = RunbookParser.parse(yaml == null ? new byte[0] : yaml);
    return new Findings(parsed instanceof Parsed.Invalid invalid ? invalid.findings() : List.of());
  }

  /** The version that a request names: by digest, or the current one. */
  static RunbookVersion version(Ledger ledger, String name, @Nullable String digest) {
    if (digest == null) {
      return ledger.runbooks().latest(name).orElseThrow(() -> Refusal.notFound("runbook", name));
    }
    return ledger
        .runbooks()
        .byDigest(Given.digest("digest", digest))
        .filter(version -> version.name().equals(name))
        .orElseThrow(() -> Refusal.notFound("version of runbook " + name, digest));
  }
}
