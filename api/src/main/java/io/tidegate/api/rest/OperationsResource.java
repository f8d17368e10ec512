package io.tidegate.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.command.Conversation;
import io.tidegate.api.command.Conversation.Told;
import io.tidegate.api.command.Conversation.Word;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.Receipt;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people do to a wave that runs: hold it, let it go on, answer for a parked step, roll it
 * back.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class OperationsResource {

  /**
   * Steps of which a part proves nothing; the wave knows whether it is that part that is parked.
   */
  private static final List<Step> SKIPPABLE =
      List.of(Step.FREEZE, Step.SEED, Step.SWITCH_PRODUCERS, Step.COMPLETE);

  private final WaveBook book;
  private final Eligible eligible;
  private final Conversation conversation;
  private final WayBack wayBack;

  OperationsResource(WaveBook book, Eligible eligible, Conversation conversation, WayBack wayBack) {
    this.book = book;
    this.eligible = eligible;
    this.conversation = conversation;
    this.wayBack = wayBack;
  }

  /** Body of a hold; the reason is required. */
  public record HoldRequest(@Nullable String reason) {}

  /** Body of a directive for a step that is parked; all of it is required. */
  public record DirectiveRequest(
      @Nullable String unit, @Nullable Order directive, @Nullable String reason) {}

  /**
   * Body of a rollback; the reason is required.
   *
   * @param units names, for a rollback of these alone; null for the whole wave
   * @param acceptStrandedUnread what the way back said would be lost, where it asked; else null
   */
  public record RollbackRequest(
      @Nullable String reason, @Nullable JsonNode units, @Nullable String acceptStrandedUnread) {}

  @PUT
  @Path("waves/{wave}/hold")
  @RolesAllowed({Role.ON_CALL, Role.RELEASE_MANAGER})
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Hold a wave: 200, 202 recorded and not answered yet")
  public Response hold(
      @PathParam("wave") String wave,
      @Nullable HoldRequest body,
      @Context SecurityContext security) {
    String reason = Given.text("reason", Given.body(body).reason());
    WaveBook.Page page = book.open(wave).stillOpen();
    boolean held = page.view().state() == WaveState.HELD;
    return answer(
        say(page, Message.Kind.HOLD, "hold", new MessageBody.Hold(reason), held, security),
        security);
  }

  @DELETE
  @Path("waves/{wave}/hold")
  @RolesAllowed({Role.ON_CALL, Role.RELEASE_MANAGER})
  @Operation(
      summary =
          "Let a held wave go on; after a rejection or an expiry it verifies again and opens the"
              + " next round")
  public Response resume(
      @PathParam("wave") String wave,
      @QueryParam("reason") @Nullable String reason,
      @Context SecurityContext security) {
    MessageBody body = new MessageBody.Resume(Given.text("reason", reason));
    WaveBook.Page page = book.open(wave).stillOpen();
    boolean goesOn = page.view().state() != WaveState.HELD;
    return answer(say(page, Message.Kind.RESUME, "hold", body, goesOn, security), security);
  }

  @PUT
  @Path("waves/{wave}/steps/{step}/directive")
  @RolesAllowed(
      Role.VIEWER) // RETRY: release-manager, on-call; ROLLBACK: on-call, the unit's rollback caller
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Answer for a parked step of a unit: 200, 202 not answered yet, 409 not parked,"
              + " 422 a SKIP that would bypass proof")
  public Response direct(
      @PathParam("wave") String wave,
      @PathParam("step") String step,
      @Nullable DirectiveRequest body,
      @Context SecurityContext security) {
    DirectiveRequest request = Given.body(body);
    Order order = Given.value("directive", request.directive(), "RETRY, SKIP, ROLLBACK");
    String reason = Given.text("reason", request.reason());
    Step named = Step.of(step).orElseThrow(() -> Refusal.notFound("step", step));
    if (order == Order.SKIP && !SKIPPABLE.contains(named)) {
      throw Refusal.invalid(
          "directive",
          "SKIP of step " + step + ", which would bypass proof",
          "RETRY, ROLLBACK; SKIP is for freeze ACLs, replication control and observe signals only");
    }
    WaveBook.Page page = book.open(wave).stillOpen();
    MigrationUnit unit = book.unit(page, Given.text("unit", request.unit()));
    Caller caller = Caller.of(security);
    if (order == Order.ROLLBACK) {
      wayBack.require(page, caller, unit);
    } else {
      mayDirect(order, caller);
    }
    MessageBody directive = new MessageBody.Directive(unit.unit(), named.word(), order, reason);
    String channel = "direct/" + unit.unit() + "/" + named.word();
    if (!parked(page, unit, named) && !conversation.standsLast(wave, channel, directive)) {
      throw new Refusal(
          ProblemType.NOT_PARKED,
          "step "
              + named.word()
              + " of unit "
              + unit.unit()
              + " is "
              + state(page, unit, named)
              + ", not PARKED");
    }
    if (order == Order.ROLLBACK && !wayBack.isWhole(page, caller)) {
      return wayBack.ask(page, caller, List.of(unit.unit()), reason, null); // not the others'
    }
    boolean answered = !parked(page, unit, named);
    return answer(say(page, Message.Kind.DIRECT, channel, directive, answered, security), security);
  }

  @PUT
  @Path("waves/{wave}/rollback")
  @RolesAllowed(Role.VIEWER) // on-call, or the rollback caller of every unit that goes back
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Roll back a wave or some of its units: 202 asked for, 200 it was before, 409 there is no"
              + " way back any more, or it would lose more than is accepted")
  public Response rollBack(
      @PathParam("wave") String wave,
      @Nullable RollbackRequest body,
      @Context SecurityContext security) {
    RollbackRequest request = Given.body(body);
    String reason = Given.text("reason", request.reason());
    WaveBook.Page page = book.open(wave);
    Caller caller = Caller.of(security);
    List<String> units = wayBack.units(page, caller, request.units());
    return wayBack.ask(page, caller, units, reason, request.acceptStrandedUnread());
  }

  private Told say(
      WaveBook.Page page,
      Message.Kind kind,
      String channel,
      MessageBody body,
      boolean stands,
      SecurityContext security) {
    return conversation.say(word(page, kind, channel, body, stands, Caller.of(security)));
  }

  private static Word word(
      WaveBook.Page page,
      Message.Kind kind,
      String channel,
      MessageBody body,
      boolean stands,
      Caller caller) {
    Subject by = new Subject(caller.issuer(), caller.subject());
    return new Word(page.wave(), kind, channel, by, caller.roles(), body, stands);
  }

  private Response answer(Told told, SecurityContext security) {
    if (told.receipt().isPresent() && !told.taken()) {
      Receipt receipt = told.receipt().get();
      throw Outcomes.refusal(receipt.outcome(), receipt.reason());
    }
    return Response.status(
            told.receipt().isPresent() ? Response.Status.OK : Response.Status.ACCEPTED)
        .entity(eligible.shownTo(Caller.of(security), book.open(told.message().wave())))
        .build();
  }

  /** While a rollback needs an operator, RETRY is meant for the undo of that step. */
  private static boolean parked(WaveBook.Page page, MigrationUnit unit, Step step) {
    RollbackView rollback = page.view().rollback();
    return (rollback != null && rollback.state() == RollbackView.State.NEEDS_OPERATOR)
        || state(page, unit, step).equals(StepView.State.PARKED.name());
  }

  private static String state(WaveBook.Page page, MigrationUnit unit, Step step) {
    return page.view().units().stream()
        .filter(view -> view.unit().equals(unit.unit()))
        .flatMap(view -> view.steps().stream())
        .filter(view -> view.step().equals(step.word()))
        .map(view -> view.state().name())
        .findFirst()
        .orElse(StepView.State.PENDING.name());
  }

  private static void mayDirect(Order order, Caller caller) {
    if (!caller.hasRole(Role.ON_CALL) && !caller.hasRole(Role.RELEASE_MANAGER)) {
      throw new Refusal(
          ProblemType.FORBIDDEN,
          caller.subject()
              + " has "
              + caller.roles()
              + "; needed for "
              + order
              + ": on-call or "
              + Role.RELEASE_MANAGER);
    }
  }
}
