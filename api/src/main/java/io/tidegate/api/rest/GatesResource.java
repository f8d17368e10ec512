package io.tidegate.api.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.tidegate.api.command.Conversation;
import io.tidegate.api.command.Conversation.Told;
import io.tidegate.api.command.Conversation.Word;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.Receipt;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.gate.GatePolicy;
import io.tidegate.runbooks.gate.Round;
import io.tidegate.runbooks.gate.Ruling;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.GateView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gates: looked at and decided on. What the policy refuses on the view is refused before anything
 * is written; what it takes becomes a row, and the wave's workflow has the last word.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class GatesResource {

  private final Ledger ledger;
  private final WaveBook book;
  private final Eligible eligible;
  private final Conversation conversation;
  private final Clock clock;

  GatesResource(
      Ledger ledger, WaveBook book, Eligible eligible, Conversation conversation, Clock clock) {
    this.ledger = ledger;
    this.book = book;
    this.eligible = eligible;
    this.conversation = conversation;
    this.clock = clock;
  }

  @GET
  @Path("waves/{wave}/gates/{gate}")
  @RolesAllowed(Role.VIEWER)
  @Operation(summary = "A gate in its current round, and whether you may decide")
  public GateView get(
      @PathParam("wave") String wave,
      @PathParam("gate") String gate,
      @Context SecurityContext security) {
    return shown(wave, gate, Caller.of(security));
  }

  @PUT
  @Path("waves/{wave}/gates/{gate}/decision")
  @RolesAllowed(Role.VIEWER) // whoever the gate names: the policy judges
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Approve or reject a round: 200 with the gate after it, 202 recorded and not answered yet,"
              + " 403 not eligible or self-approval, 409 superseded, closed, expired or unknown round")
  public Response put(
      @PathParam("wave") String wave,
      @PathParam("gate") String gate,
      @Nullable DecisionRequest body,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    MessageBody.Decision decision = Given.body(body).of(gate);
    WaveBook.Page page = book.open(wave);
    GateView view = page.gate(gate);
    Subject person = new Subject(caller.issuer(), caller.subject());
    if (!Eligible.hasRound(view)) {
      throw Outcomes.refusal(
          Ruling.Outcome.NO_SUCH_ROUND.name(),
          "gate " + gate + " has no round " + decision.decision().round() + ": none is open yet",
          view);
    }
    Ruling ruling =
        GatePolicy.decide(
            eligible.round(page, view).round(),
            Eligible.person(caller),
            decision.decision(),
            clock.instant());
    boolean takenBack =
        last(wave, view, person)
            .filter(message -> message.kind() == Message.Kind.REVOKE)
            .isPresent();
    if (ruling.outcome() == Ruling.Outcome.SAME && !takenBack) {
      return Response.ok(eligible.shownTo(caller, page, view)).build();
    }
    if (ruling.outcome() != Ruling.Outcome.ACCEPTED && ruling.outcome() != Ruling.Outcome.SAME) {
      throw Outcomes.refusal(ruling.outcome().name(), ruling.why(), view);
    }
    page.stillOpen();
    return answer(say(wave, view, Message.Kind.DECIDE, decision, caller), gate, caller);
  }

  @DELETE
  @Path("waves/{wave}/gates/{gate}/decision")
  @RolesAllowed(Role.VIEWER) // one's own decision
  @Operation(
      summary =
          "Take your decision on the current round back: 200, 202 not answered yet, 409 consumed or closed")
  public Response delete(
      @PathParam("wave") String wave,
      @PathParam("gate") String gate,
      @Context SecurityContext security) {
    Caller caller = Caller.of(security);
    Subject person = new Subject(caller.issuer(), caller.subject());
    WaveBook.Page page = book.open(wave);
    GateView view = page.gate(gate);
    Optional<Message> last = last(wave, view, person);
    if (view.state() == GateView.State.CONSUMED) {
      throw Outcomes.refusal(
          "CONSUMED",
          "round "
              + view.round()
              + " of gate "
              + gate
              + " has been used: there is nothing to take back",
          view);
    }
    if (Eligible.hasRound(view)) {
      requireOpen(eligible.round(page, view).round(), view);
    }
    if (last.filter(message -> message.kind() == Message.Kind.DECIDE).isEmpty()) {
      return Response.ok(eligible.shownTo(caller, page, view)).build();
    }
    page.stillOpen();
    var revocation = new MessageBody.Revocation(gate, view.round());
    return answer(say(wave, view, Message.Kind.REVOKE, revocation, caller), gate, caller);
  }

  /** Of a closed round nobody takes anything back, however often they ask. */
  private void requireOpen(Round round, GateView view) {
    GatePolicy.closed(round, clock.instant())
        .ifPresent(
            closed -> {
              throw Outcomes.refusal(closed.outcome().name(), closed.why(), view);
            });
  }

  private Told say(String wave, GateView gate, Message.Kind kind, MessageBody body, Caller caller) {
    Subject person = new Subject(caller.issuer(), caller.subject());
    String channel = Said.channel(gate.gate(), gate.round(), person);
    return conversation.say(new Word(wave, kind, channel, person, caller.roles(), body, true));
  }

  private Response answer(Told told, String gate, Caller caller) {
    GateView after = shown(told.message().wave(), gate, caller);
    if (told.receipt().isEmpty()) {
      return Response.accepted(after).build();
    }
    if (!told.taken()) {
      Receipt receipt = told.receipt().get();
      throw Outcomes.refusal(receipt.outcome(), receipt.reason(), after);
    }
    return Response.ok(after).build();
  }

  private GateView shown(String wave, String gate, Caller caller) {
    WaveBook.Page page = book.open(wave);
    GateView shown = eligible.shownTo(caller, page, page.gate(gate));
    return shown.with(new OpenedRound(ledger, wave, shown).sinceRehearsal());
  }

  private Optional<Message> last(String wave, GateView gate, Subject person) {
    return new Said(ledger, wave, gate.gate(), gate.round()).last(person);
  }
}
