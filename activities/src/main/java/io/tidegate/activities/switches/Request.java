package io.tidegate.activities.switches;

import java.util.Map;

/**
 * What somebody is asked to do: the body of a POST and the input of a command, with the contract's
 * names.
 */
public sealed interface Request permits Turn, ReplicatorTurn {

  String wave();

  /** The same key must be answered without a second action. */
  String idempotencyKey();

  /** In a few words, such as {@code STOP unit payments on the source}. */
  String told();

  /** What a command finds in its environment beside its input, by the name of the variable. */
  Map<String, String> environment();
}
