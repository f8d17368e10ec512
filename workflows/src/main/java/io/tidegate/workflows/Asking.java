package io.tidegate.workflows;

import static io.tidegate.workflows.Reading.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the row that a rollback was started with entitles it: who asked, for which units, and
 * what may be lost by it.
 */
final class Asking {
  private final Deck deck;
  private final @Nullable Part part;
  private final List<MigrationUnit> units;
  private final Stranding stranding;
  private final boolean begun;
  private long ceiling;

  /**
   * @param part that the rollback was started for; null for the whole wave
   * @param units that it takes back
   * @param begun whether an earlier run of this rollback is under way: what it accepted stands,
   *     since half of a way back is no place to stop
   */
  Asking(
      Deck deck,
      @Nullable Part part,
      List<MigrationUnit> units,
      Stranding stranding,
      boolean begun) {
    this.deck = deck;
    this.part = part;
    this.units = units;
    this.stranding = stranding;
    this.begun = begun;
  }

  /** How many records may be lost, as whoever asked has accepted. */
  long ceiling() {
    return ceiling;
  }

  Receipt judge(Message message) {
    return switch (message.kind()) {
      case MessageBody.Rollback.KIND ->
          Reading.of(
              message,
              MessageBody.Rollback.class,
              said -> mayAsk(message, said.part(), said.ceiling()));
      case MessageBody.Rollback.TRIGGERED ->
          part == null
              ? withinCeiling(message, 0, "a written trigger rolls the wave back")
              : asksForNone(message);
      case MessageBody.Directive.KIND ->
          Reading.of(
              message,
              MessageBody.Directive.class,
              said ->
                  said.directive() == MessageBody.Order.ROLLBACK
                      ? mayAsk(message, null, 0)
                      : asksForNone(message));
      default -> asksForNone(message);
    };
  }

  private Receipt mayAsk(Message message, @Nullable Part asked, long ceiling) {
    if (!Objects.equals(asked, part)) {
      return answer(
          message,
          Replies.REFUSED,
          "message %s asks for %s, this rollback was started for %s"
              .formatted(message.id(), told(asked), told(part)));
    }
    return Roles.mayRollBack(units, message.roles())
        ? withinCeiling(
            message,
            ceiling,
            (part == null ? "the wave rolls" : "units " + part.units() + " roll") + " back")
        : answer(message, Replies.NOT_ELIGIBLE, Roles.ROLLBACK_NEEDS);
  }

  private static String told(@Nullable Part part) {
    return part == null
        ? "the whole wave"
        : "units " + part.units() + " as number " + part.number();
  }

  private Receipt withinCeiling(Message message, long most, String accepted) {
    ceiling = most;
    Optional<String> refusal = begun ? Optional.empty() : stranding.refusal(most);
    if (refusal.isEmpty()) {
      return answer(message, Replies.ACCEPTED, accepted);
    }
    ObjectNode detail =
        Scribe.detail(
            "message", message.id(),
            "strandedUnread", Long.toString(stranding.unread()),
            "stranded", Long.toString(stranding.stranded()),
            "accepted", Long.toString(most));
    stranding.lines().forEach(detail.putArray("partitions")::add);
    deck.tell("rollback-stranded", detail);
    return answer(message, Replies.STRANDED, refusal.get());
  }

  private static Receipt asksForNone(Message message) {
    return answer(
        message, Replies.REFUSED, "message " + message.id() + " asks for no such rollback");
  }
}
