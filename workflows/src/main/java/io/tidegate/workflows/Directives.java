package io.tidegate.workflows;

import static io.tidegate.workflows.Reading.answer;

import io.tidegate.runbooks.gate.Ruling;
import io.tidegate.workflows.Parked.Skip;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;

/** RETRY and SKIP of a parked step, in a wave and in its rollback. */
final class Directives {
  private Directives() {}

  static Receipt apply(Deck deck, Message message, MessageBody.Directive said) {
    if (!Roles.mayHold(message.roles())) {
      return answer(
          message,
          Replies.NOT_ELIGIBLE,
          "a directive needs " + Roles.ON_CALL + " or " + Roles.RELEASE_MANAGER);
    }
    if (!deck.parked().contains(said.unit(), said.step())) {
      return notParked(message, said);
    }
    if (said.directive() == MessageBody.Order.SKIP) {
      return skip(deck, message, said);
    }
    if (said.directive() != MessageBody.Order.RETRY) {
      return answer(message, Replies.REFUSED, said.directive() + " goes to the wave");
    }
    deck.parked().retry(said.unit(), said.step());
    return answer(message, Replies.ACCEPTED, place(said) + " is tried again");
  }

  private static Receipt skip(Deck deck, Message message, MessageBody.Directive said) {
    if (!deck.parked().isSkippable(said.unit(), said.step())) {
      return answer(
          message,
          Ruling.Outcome.INVALID.name(),
          "SKIP would bypass what "
              + place(said)
              + " proves; allowed: RETRY or ROLLBACK. SKIP is for freeze ACLs, replication control"
              + " and observe signals only");
    }
    deck.parked().skip(said.unit(), said.step(), new Skip(message.subject(), said.reason()));
    return answer(message, Replies.ACCEPTED, place(said) + " is left out");
  }

  static Receipt notParked(Message message, MessageBody.Directive said) {
    return answer(message, Replies.NOT_PARKED, place(said) + " is not parked");
  }

  private static String place(MessageBody.Directive said) {
    return "step " + said.step() + " of unit " + said.unit();
  }
}
