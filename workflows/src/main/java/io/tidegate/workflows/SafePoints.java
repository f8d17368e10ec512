package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.workflows.view.WaveState;

/** Where a wave that moves no application can be held: between any two of its steps. */
final class SafePoints {
  private final Deck deck;
  private final Stop stop;
  private final Replies replies;

  SafePoints(Gatehouse house, Replies replies) {
    this.deck = house.deck();
    this.stop = house.stop();
    this.replies = replies;
  }

  /** Goes on at once, or when what is held is resumed. */
  void pass() {
    Stopped.check();
    while (stop.isHeld()) {
      deck.book().wave(WaveState.HELD, stop.told(deck.wave()));
      deck.tell("held", Scribe.detail("reason", stop.told(deck.wave())));
      replies.standing(() -> true);
      Workflow.await(() -> !stop.isHeld());
      replies.moving();
    }
  }
}
