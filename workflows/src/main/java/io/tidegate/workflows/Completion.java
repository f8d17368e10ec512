package io.tidegate.workflows;

import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether the source may be retired as the way back. That begins with an entry of the ledger, which
 * is not written while somebody waits to stop the wave or to take it back.
 */
final class Completion {
  /** How long somebody who was not answered is waited for before the owners are asked again. */
  private static final Duration ANSWER_MIN = Duration.ofSeconds(30);

  /** The same where no gate asks them, or they sign at once, and nothing has changed since. */
  private static final Duration ANSWER_MAX = Duration.ofMinutes(5);

  private final Deck deck;
  private final Inbox inbox;
  private final Stop stop;
  private final Replies replies;
  private final Parts parts;
  private String unsettled = "";
  private String told = "";
  private Duration patience = ANSWER_MIN;

  Completion(Deck deck, Inbox inbox, Stop stop, Replies replies, Parts parts) {
    this.deck = deck;
    this.inbox = inbox;
    this.stop = stop;
    this.replies = replies;
    this.parts = parts;
  }

  /** False where the wave is held, a unit is on its way back, or somebody waits for either. */
  boolean begins() {
    unsettled = "";
    List<Message> asked = inbox.still(this::closeWayBack);
    if (replies.isCompleting()) {
      deck.book().rollbackPossibleUntil(Until.of(ViewBook.now(), "complete has begun"));
      deck.book().wave(WaveState.RUNNING, "completing");
      return true;
    }
    if (!asked.isEmpty()) {
      awaitAnswered(asked);
    }
    return false;
  }

  /** What owners who have signed did not know; empty where there was nothing of the kind. */
  String unsettled() {
    return unsettled;
  }

  /** Nothing that is said is applied meanwhile. */
  private List<Message> closeWayBack() {
    if (stop.isHeld() || !parts.areEnded()) {
      return List.of();
    }
    List<Message> granted = replies.granted();
    if (!granted.isEmpty()) {
      return granted;
    }
    List<Message> asked = deck.scribe().closeWayBack(parts.heard());
    if (asked.isEmpty()) {
      replies.completing();
    }
    return asked;
  }

  /** Of directives only one that asks for a rollback stops complete. */
  private static String what(Message said) {
    boolean directive = said.kind().equals(MessageBody.Directive.KIND);
    return directive ? "rollback" : said.kind().toLowerCase(Locale.ROOT);
  }

  /**
   * Whoever gets what they asked for ends this wait. Else the owners are asked again, also where it
   * was refused meanwhile: they did not know that somebody wanted it. A rollback that was granted
   * may have much to count: it gets the longest wait at once, and only one.
   */
  private void awaitAnswered(List<Message> asked) {
    List<String> who =
        asked.stream().map(said -> what(said) + " by " + said.subject()).distinct().toList();
    unsettled = "asked for when complete was to begin: " + String.join(", ", who);
    deck.book().wave(WaveState.RUNNING, "complete waits; " + unsettled);
    if (unsettled.equals(told)) {
      Duration twice = patience.multipliedBy(2);
      patience = twice.compareTo(ANSWER_MAX) > 0 ? ANSWER_MAX : twice;
    } else {
      told = unsettled;
      patience = ANSWER_MIN;
      deck.tell("complete-waits", Scribe.detail("reason", unsettled));
    }
    replies.standing(() -> true);
    boolean counting = replies.granted().containsAll(asked);
    Waiting.atMost(
        counting ? ANSWER_MAX : patience,
        () -> stop.isHeld() || !parts.areEnded() || (counting && replies.granted().isEmpty()));
    replies.moving();
    replies.told(asked);
  }
}
