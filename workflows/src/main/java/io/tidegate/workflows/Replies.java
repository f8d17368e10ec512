package io.tidegate.workflows;

import static io.tidegate.workflows.Reading.answer;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.gate.Ruling;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.WaveState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Applies what a person said to a wave, and says what became of it. */
final class Replies {
  static final String ACCEPTED = Ruling.Outcome.ACCEPTED.name();
  static final String SAME = Ruling.Outcome.SAME.name();
  static final String NOT_ELIGIBLE = Ruling.Outcome.NOT_ELIGIBLE.name();
  static final String REFUSED = "REFUSED";
  static final String NOT_PARKED = "NOT_PARKED";
  static final String STRANDED = "STRANDED";

  private final Deck deck;
  private final Gates gates;
  private final Stop stop;
  private final Predicate<Message> startRollback;
  private final Runnable park;
  private final Consumer<Part> takeOut;
  private BooleanSupplier standing = () -> false;
  private @Nullable Supplier<String> waiting;
  private boolean completing;
  private final Set<String> started = new HashSet<>(); // asked, never iterated
  private final Map<String, Message> granted = new LinkedHashMap<>();

  /**
   * @param startRollback starts the rollback that a message asks for, where the api does not; false
   *     where one was started already
   * @param park stops the wave's work for that rollback
   * @param takeOut stops the work at some units for a rollback of these
   */
  Replies(
      Deck deck,
      Gates gates,
      Stop stop,
      Predicate<Message> startRollback,
      Runnable park,
      Consumer<Part> takeOut) {
    this.deck = deck;
    this.gates = gates;
    this.stop = stop;
    this.startRollback = startRollback;
    this.park = park;
    this.takeOut = takeOut;
  }

  /** The wave stands at a gate: a hold shows at once, as does whom the gate still waits for. */
  void atGate(Supplier<String> waits) {
    standing = () -> true;
    waiting = waits;
  }

  /**
   * The wave waits.
   *
   * @param safe true as long as nobody's application may stand still: then a hold shows at once
   */
  void standing(BooleanSupplier safe) {
    standing = safe;
  }

  /** The wave goes on: a hold takes effect at the next safe point. */
  void moving() {
    standing = () -> false;
    waiting = null;
  }

  /** From here on nothing can be held or rolled back. */
  void completing() {
    completing = true;
  }

  boolean isCompleting() {
    return completing;
  }

  Receipt reply(Message message) {
    if (deck.book().state().isClosed()) {
      return answer(message, REFUSED, "the wave is closed: " + deck.book().state());
    }
    return switch (message.kind()) {
      case MessageBody.Decision.KIND ->
          Reading.of(
              message, MessageBody.Decision.class, said -> shown(gates.decide(message, said)));
      case MessageBody.Revocation.KIND ->
          Reading.of(
              message, MessageBody.Revocation.class, said -> shown(gates.revoke(message, said)));
      case MessageBody.Hold.KIND ->
          Reading.of(message, MessageBody.Hold.class, said -> hold(message, said));
      case MessageBody.Resume.KIND ->
          Reading.of(message, MessageBody.Resume.class, said -> resume(message, said));
      case MessageBody.Directive.KIND ->
          Reading.of(message, MessageBody.Directive.class, said -> direct(message, said));
      case MessageBody.Rollback.KIND, MessageBody.Rollback.TRIGGERED ->
          Reading.of(message, MessageBody.Rollback.class, said -> rollBack(message, said.part()));
      default ->
          answer(message, REFUSED, "a message of kind " + message.kind() + " is not understood");
    };
  }

  private Receipt shown(Receipt decided) {
    if (waiting != null && !stop.isHeld()) {
      deck.book().because(waiting.get());
    }
    return decided;
  }

  private Receipt hold(Message message, MessageBody.Hold said) {
    if (!Roles.mayHold(message.roles())) {
      return answer(
          message, NOT_ELIGIBLE, "a hold needs " + Roles.ON_CALL + " or " + Roles.RELEASE_MANAGER);
    }
    if (completing || stop.isRollingBack()) {
      return answer(
          message, REFUSED, completing ? "complete has begun" : "the wave is rolling back");
    }
    if (stop.isHeld()) {
      return answer(message, SAME, "the wave is held already: " + stop.why());
    }
    stop.hold("held by " + message.subject() + ": " + said.reason());
    if (standing.getAsBoolean()) {
      deck.book().wave(WaveState.HELD, stop.why());
      return answer(message, ACCEPTED, "the wave holds");
    }
    deck.book().because(stop.why() + "; takes effect at the next safe point");
    return answer(message, ACCEPTED, "the wave holds at the next safe point");
  }

  private Receipt resume(Message message, MessageBody.Resume said) {
    if (!Roles.mayHold(message.roles())) {
      return answer(
          message,
          NOT_ELIGIBLE,
          "resuming needs " + Roles.ON_CALL + " or " + Roles.RELEASE_MANAGER);
    }
    if (stop.isRollingBack()) {
      return answer(message, REFUSED, "the wave is rolling back");
    }
    if (!stop.isHeld()) {
      return answer(message, SAME, "nothing is held");
    }
    stop.release();
    String why = "resumed by " + message.subject() + ": " + said.reason();
    if (waiting == null) {
      deck.book().wave(WaveState.RUNNING, why);
    } else {
      deck.book().wave(WaveState.AT_GATE, waiting.get() + "; " + why);
    }
    return answer(message, ACCEPTED, "the wave goes on");
  }

  private Receipt direct(Message message, MessageBody.Directive said) {
    if (said.directive() != MessageBody.Order.ROLLBACK) {
      return Directives.apply(deck, message, said);
    }
    if (started.contains(message.id())) {
      return rollBack(message, null); // its rollback asks the wave to park
    }
    boolean parked = deck.parked().contains(said.unit(), said.step());
    if (!parked && !stop.isRollingBack()) {
      return Directives.notParked(message, said);
    }
    Optional<Receipt> refused = mayNot(message, null);
    if (refused.isPresent()) {
      return refused.get();
    }
    started.add(message.id()); // before it is: its rollback may ask at once
    granted.put(message.id(), message);
    if (!startRollback.test(message)) {
      started.remove(message.id());
      return answer(message, SAME, "a rollback of the wave was started already");
    }
    return answer(message, ACCEPTED, "the wave is rolled back");
  }

  /**
   * A directive whose rollback was started: that will ask the wave to park by the same id. Of
   * several, one for each parked unit, the rollback asks by the first one's.
   */
  boolean hasStarted(String messageId) {
    return started.contains(messageId);
  }

  /**
   * The directives that were granted a rollback which has neither asked the wave to park nor was
   * refused, and of which the owners were not told yet: complete waits for them, whatever became of
   * the step meanwhile.
   */
  List<Message> granted() {
    return List.copyOf(granted.values());
  }

  /**
   * Complete has waited for these, and owners who sign again know of them. Nothing starts them
   * anew: a rollback that was ended from outside, or lost to another's, is wanted by who says so
   * again.
   */
  void told(List<Message> waitedFor) {
    waitedFor.forEach(message -> granted.remove(message.id()));
  }

  /** The rollback that this message was granted left the wave as it was. */
  void refused(String messageId) {
    granted.remove(messageId);
    started.remove(messageId);
  }

  private Receipt rollBack(Message message, @Nullable Part part) {
    Optional<Receipt> refused = mayNot(message, part);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (part != null) {
      takeOut.accept(part);
      return answer(message, ACCEPTED, "units " + part.units() + " leave the wave");
    }
    park.run();
    return answer(message, ACCEPTED, "the wave parks for its rollback");
  }

  private Optional<Receipt> mayNot(Message message, @Nullable Part part) {
    List<MigrationUnit> units =
        deck.runbook().units().stream()
            .filter(unit -> part == null || part.units().contains(unit.unit()))
            .toList();
    boolean triggered = message.kind().equals(MessageBody.Rollback.TRIGGERED);
    if (!triggered && !Roles.mayRollBack(units, message.roles())) {
      return Optional.of(answer(message, NOT_ELIGIBLE, Roles.ROLLBACK_NEEDS));
    }
    if (completing) {
      String why = "complete has begun: the source is retired as the way back";
      deck.book()
          .rollback(
              RollbackView.refused(
                  message.subject(), why, units.stream().map(MigrationUnit::unit).toList()));
      return Optional.of(answer(message, REFUSED, why));
    }
    return stop.isRollingBack()
        ? Optional.of(answer(message, SAME, "the wave is rolling back already"))
        : Optional.empty();
  }
}
