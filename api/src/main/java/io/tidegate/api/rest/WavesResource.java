package io.tidegate.api.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.command.Delivery;
import io.tidegate.api.command.Temporal;
import io.tidegate.api.command.TemporalUnavailable;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Put;
import io.tidegate.ledger.RunbookVersion;
import io.tidegate.ledger.Subject;
import io.tidegate.ledger.WaveRow;
import io.tidegate.ledger.WaveState;
import io.tidegate.workflows.view.WaveView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waves: started and looked at.
 *
 * <p>The order of a start. Temporal is asked whether it is there; if not, 503 and nothing is
 * stored. Then the wave's row is written with its audit entry, so that the workflow always finds
 * it. Then the workflow is started. Whatever ends this process after the row, or takes Temporal
 * away between the question and the start, loses nothing: the wave stands, was answered 201, and
 * redelivery starts it.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class WavesResource {

  private static final int PAGE = 100;
  private static final Logger LOG = LoggerFactory.getLogger(WavesResource.class);

  private final Ledger ledger;
  private final WaveBook book;
  private final LeaseConflicts leases;
  private final Temporal temporal;
  private final Delivery delivery;
  private final Eligible eligible;
  private final Waiting waiting;

  WavesResource(
      Ledger ledger,
      WaveBook book,
      LeaseConflicts leases,
      Temporal temporal,
      Delivery delivery,
      Eligible eligible,
      Waiting waiting) {
    this.ledger = ledger;
    this.book = book;
    this.leases = leases;
    this.temporal = temporal;
    this.delivery = delivery;
    this.eligible = eligible;
    this.waiting = waiting;
  }

  /**
   * Some waves.
   *
   * @param next the {@code after} of the next page; null on the last
   */
  public record Listed(List<WaveView> waves, @Nullable String next) {}

  @PUT
  @Path("waves/{wave}")
  @RolesAllowed(Role.RELEASE_MANAGER)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Start a wave: 201 started, 200 the same again, 409 another body or a unit held by another wave, 503 Temporal is away")
  public Response put(
      @PathParam("wave") String wave,
      @Nullable WaveRequest body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    WaveRequest.Asked asked = Given.body(body).asked();
    Given.name("wave", wave);
    Optional<WaveRow> standing = ledger.waves().find(wave);
    if (standing.isPresent()) {
      return same(standing.get(), asked, caller);
    }
    RunbookVersion version = RunbooksResource.version(ledger, asked.runbook(), asked.digest());
    Subject by = new Subject(caller.issuer(), caller.subject());
    NewWave request =
        new NewWave(
            wave, asked.canonical(), version.name(), version.digest(), asked.mode().name(), by);
    if (asked.mode() == WaveRequest.Mode.LIVE) {
      leases.refuse(wave, book.runbookOf(request));
    }
    probe();
    Put<WaveRow> put =
        ledger
            .waves()
            .create(request, new NewEntry("wave-put", wave, by.label(), asked.canonical()));
    if (!(put instanceof Put.Created<WaveRow>)) {
      return same(put.standing(), asked, caller);
    }
    start(request);
    return Response.created(URI.create("/api/v1/waves/" + wave))
        .entity(shown(put.standing(), caller))
        .build();
  }

  @GET
  @Path("waves")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = "Waves in the order of their names")
  public Listed list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit,
      @Context SecurityContext security) {
    int page = (int) Given.number("limit", limit, PAGE, 1, io.tidegate.ledger.Waves.LIMIT_MAX);
    Caller caller = Caller.of(security);
    List<WaveRow> rows = ledger.waves().list(state(state), after, page);
    String next = rows.size() < page ? null : rows.get(rows.size() - 1).wave();
    return new Listed(waiting.shown(rows.stream().map(row -> shown(row, caller)).toList()), next);
  }

  @GET
  @Path("waves/{wave}")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = "A wave as its workflow showed it last, and what it waits for now")
  public WaveView get(@PathParam("wave") String wave, @Context SecurityContext security) {
    return waiting.shown(eligible.shownTo(Caller.of(security), book.open(wave)));
  }

  private WaveView shown(WaveRow row, Caller caller) {
    return eligible.shownTo(caller, book.page(row));
  }

  private Response same(WaveRow standing, WaveRequest.Asked asked, Caller caller) {
    if (!standing.request().requestJson().equals(asked.canonical())) {
      throw new Refusal(
              ProblemType.WAVE_DIFFERS,
              "wave "
                  + standing.wave()
                  + " was started with "
                  + standing.request().requestJson()
                  + ", this is "
                  + asked.canonical())
          .with("state", standing.state().name());
    }
    return Response.ok(shown(standing, caller)).build();
  }

  private void probe() {
    try {
      temporal.probe();
    } catch (TemporalUnavailable e) {
      LOG.warn("A wave was not started: {}", e.getMessage());
      throw new Refusal(
          ProblemType.TEMPORAL_UNAVAILABLE, "nothing was stored; try again when Temporal answers");
    }
  }

  private void start(NewWave wave) {
    try {
      delivery.start(wave);
    } catch (TemporalUnavailable e) {
      LOG.warn("Wave {} stands in the ledger and will be started: {}", wave.wave(), e.getMessage());
    }
  }

  private static @Nullable WaveState state(@Nullable String state) {
    if (state == null) {
      return null;
    }
    return Arrays.stream(WaveState.values())
        .filter(candidate -> candidate.name().equals(state))
        .findFirst()
        .orElseThrow(() -> Refusal.invalid("state", state, Arrays.toString(WaveState.values())));
  }
}
