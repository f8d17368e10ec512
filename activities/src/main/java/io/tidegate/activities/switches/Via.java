package io.tidegate.activities.switches;

import java.time.Duration;

/**
 * One way to ask for an action. None is believed: whoever asks looks for the effect afterwards.
 *
 * <p>One call is one attempt and ends within its bound. Whatever goes wrong is an answer, never an
 * exception. The same request may be asked again, so an action is asked for at least once.
 */
public sealed interface Via permits ViaWebhook, ViaCommand, ViaConnect, ViaManual {

  /**
   * Asks once.
   *
   * @param effect looked at by a kind that cannot answer by itself
   * @param within bound of the whole attempt
   * @param pulse called at least every second while it waits
   */
  Answer ask(Request request, Effect effect, Duration within, Runnable pulse);

  /** Who is asked, such as {@code command scale-payments}. */
  String told();
}
