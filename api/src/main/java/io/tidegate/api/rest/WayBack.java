package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.api.command.Conversation;
import io.tidegate.api.command.Conversation.Asked;
import io.tidegate.api.command.Conversation.Told;
import io.tidegate.api.command.Conversation.Word;
import io.tidegate.api.command.RollbackRequests;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.api.http.Role;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.Receipt;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes requests to roll back: who may ask for which units, and what is answered. */
final class WayBack {
  /** How long the rollback is waited for where it has to count what it would lose. */
  private static final Duration COUNTED_MAX = Duration.ofSeconds(10);

  private static final String STRANDED = "STRANDED";
  private static final String CHANNEL = "rollback";
  private static final ObjectMapper JSON = Wire.mapper();

  private final Ledger ledger;
  private final WaveBook book;
  private final Eligible eligible;
  private final Conversation conversation;
  private final RollbackRequests requests;
  private final Clock clock;

  WayBack(Ledger ledger, WaveBook book, Eligible eligible, Conversation conversation, Clock clock) {
    this.ledger = ledger;
    this.book = book;
    this.eligible = eligible;
    this.conversation = conversation;
    this.requests = new RollbackRequests(ledger);
    this.clock = clock;
  }

  /**
   * The units that a request is about, in runbook order. Without any named those of the whole wave
   * for on-call, for anybody else their own.
   */
  List<String> units(WaveBook.Page page, Caller caller, @Nullable JsonNode named) {
    List<MigrationUnit> all = all(page);
    if (named == null || named.isNull()) {
      List<String> own =
          all.stream().filter(unit -> may(caller, unit)).map(MigrationUnit::unit).toList();
      if (own.isEmpty()) {
        throw forbidden(caller, all);
      }
      return own;
    }
    Set<String> asked = names(named, all);
    List<MigrationUnit> units = all.stream().filter(unit -> asked.contains(unit.unit())).toList();
    units.forEach(unit -> require(page, caller, unit));
    return units.stream().map(MigrationUnit::unit).toList();
  }

  private static Set<String> names(JsonNode named, List<MigrationUnit> all) {
    List<String> known = all.stream().map(MigrationUnit::unit).toList();
    String allowed = "a list of at least one of " + known;
    if (!named.isArray() || named.isEmpty()) {
      throw Refusal.invalid("units", named, allowed);
    }
    Set<String> names = new TreeSet<>();
    for (JsonNode name : named) {
      if (!name.isTextual() || !known.contains(name.textValue())) {
        throw Refusal.invalid("units", name.isTextual() ? name.textValue() : name, allowed);
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** Refuses whoever may not take this unit back. */
  void require(WaveBook.Page page, Caller caller, MigrationUnit unit) {
    if (!may(caller, unit)) {
      throw forbidden(caller, List.of(unit));
    }
  }

  /** True when this person may take the whole wave back. */
  boolean isWhole(WaveBook.Page page, Caller caller) {
    return all(page).stream().allMatch(unit -> may(caller, unit));
  }

  private List<MigrationUnit> all(WaveBook.Page page) {
    return book.runbookOf(page.row().request()).units();
  }

  private static boolean may(Caller caller, MigrationUnit unit) {
    return caller.hasRole(Role.ON_CALL) || caller.hasRole(unit.rollback().caller());
  }

  private static Refusal forbidden(Caller caller, List<MigrationUnit> units) {
    Set<String> callers = new TreeSet<>();
    units.forEach(unit -> callers.add(unit.rollback().caller()));
    return new Refusal(
        ProblemType.FORBIDDEN,
        "%s has %s; needed to roll back %s: on-call, or of each unit its rollback caller, of %s"
            .formatted(
                caller.subject(),
                caller.roles(),
                units.stream().map(MigrationUnit::unit).toList(),
                callers));
  }

  /**
   * Asks for it: 202, or 200 where it was asked for before. A wave that moves nothing has nothing
   * to take back: it ends early, and removes what it made.
   *
   * @param ceiling how many records may be lost, as it was written; null for none
   */
  Response ask(
      WaveBook.Page page,
      Caller caller,
      List<String> units,
      String reason,
      @Nullable String ceiling) {
    if (ceiling != null && !ceiling.matches("[0-9]{1,18}")) {
      throw Refusal.invalid("acceptStrandedUnread", ceiling, "a whole number in a string");
    }
    String wave = page.wave();
    if (!page.row().request().mode().equals(WaveRequest.Mode.LIVE.name())) {
      return endEarly(page, caller, units, reason);
    }
    if (!requests.have(wave, units)) {
      requireOpen(page);
    }
    Asked asked =
        conversation.askRollback(
            wave,
            units,
            all(page).stream().map(MigrationUnit::unit).toList(),
            part -> word(wave, caller, new MessageBody.Rollback(reason, ceiling, part)));
    if (asked.first() && mayStrand(page, units)) {
      conversation
          .answer(asked.message(), COUNTED_MAX)
          .filter(receipt -> receipt.outcome().equals(STRANDED))
          .ifPresent(
              receipt -> {
                throw stranded(wave, asked.message(), receipt);
              });
    }
    return answer(wave, caller, asked.first());
  }

  /** As a whole: its units have nothing that one of them could be rid of alone. */
  private Response endEarly(WaveBook.Page page, Caller caller, List<String> units, String reason) {
    String wave = page.wave();
    String mode = page.row().request().mode();
    List<String> all = all(page).stream().map(MigrationUnit::unit).toList();
    if (page.view().state().isClosed()) {
      if (units.equals(all) && conversation.tookLast(wave, CHANNEL)) {
        return answer(wave, caller, false);
      }
      throw new Refusal(
          ProblemType.ROLLBACK_CLOSED,
          "wave %s is a %s and is %s: it moved nothing of the applications, so there is nothing to take back"
              .formatted(wave, mode, page.view().state()));
    }
    if (!units.equals(all)) {
      throw Refusal.invalid("units", units, "all of " + all + ", since a " + mode + " ends whole");
    }
    boolean first = conversation.last(wave, CHANNEL).isEmpty();
    Told told = conversation.say(word(wave, caller, new MessageBody.Rollback(reason, null, null)));
    told.receipt()
        .filter(receipt -> !told.taken())
        .ifPresent(
            receipt -> {
              throw Outcomes.refusal(receipt.outcome(), receipt.reason());
            });
    return answer(wave, caller, first);
  }

  private static Word word(String wave, Caller caller, MessageBody.Rollback said) {
    Subject by = new Subject(caller.issuer(), caller.subject());
    return new Word(wave, Message.Kind.ROLLBACK, CHANNEL, by, caller.roles(), said, true);
  }

  private Response answer(String wave, Caller caller, boolean first) {
    return Response.status(first ? Response.Status.ACCEPTED : Response.Status.OK)
        .entity(eligible.shownTo(caller, book.open(wave)))
        .build();
  }

  /** Only moved producers leave anything behind. */
  private static boolean mayStrand(WaveBook.Page page, List<String> units) {
    return page.view().units().stream()
        .filter(unit -> units.contains(unit.unit()))
        .flatMap(unit -> unit.steps().stream())
        .anyMatch(
            step -> step.step().equals(Step.SWITCH_PRODUCERS.word()) && step.startedAt() != null);
  }

  /** With what the rollback counted, as it stands in the audit before its receipt. */
  private Refusal stranded(String wave, Message message, Receipt receipt) {
    Refusal refusal = new Refusal(ProblemType.STRANDED_UNREAD, receipt.reason());
    Optional<JsonNode> counted =
        ledger
            .entries()
            .latest(wave, "rollback-stranded")
            .map(entry -> read(entry.detailJson()))
            .filter(detail -> detail.path("message").asText().equals(message.id().toString()));
    if (counted.isEmpty()) {
      return refusal;
    }
    JsonNode detail = counted.get();
    List<String> partitions = new ArrayList<>();
    detail.path("partitions").forEach(line -> partitions.add(line.asText()));
    return refusal
        .with("strandedUnread", detail.path("strandedUnread").asText())
        .with("stranded", detail.path("stranded").asText())
        .with("accepted", detail.path("accepted").asText())
        .with("partitions", partitions);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit entry cannot be read", e);
    }
  }

  private void requireOpen(WaveBook.Page page) {
    if (page.view().state().isClosed()) {
      throw new Refusal(
          ProblemType.ROLLBACK_CLOSED, "wave " + page.wave() + " is " + page.view().state());
    }
    var until = page.view().rollbackPossibleUntil();
    if (until == null || until.atTheEarliest()) {
      return; // what the source still has its rollback will see
    }
    if (until.at() != null && !clock.instant().isBefore(until.at())) {
      throw new Refusal(
          ProblemType.ROLLBACK_CLOSED, "the way back closed at " + until.at() + ": " + until.why());
    }
  }
}
