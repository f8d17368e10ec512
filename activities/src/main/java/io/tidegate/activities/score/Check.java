package io.tidegate.activities.score;

import io.tidegate.runbooks.Dimension;
import java.time.Duration;

/**
 * One check of a unit. It answers with what it found, or throws: then, and when it takes longer
 * than it may, {@link Scorer} makes that a RED finding with the word for it.
 */
interface Check {
  Duration WITHIN = Duration.ofSeconds(30);

  /** Names it in findings and evidence, such as {@code acl-parity}. */
  String name();

  /** The light that it counts in. */
  Dimension dimension();

  /** How long it may take. */
  default Duration within() {
    return WITHIN;
  }

  /** The same, where it depends on how much there is to look at. */
  default Duration within(ScoreRequest asked) {
    return within();
  }

  /**
   * Whether it is made again at the moment an approval is used. Not what writes to a cluster or
   * grades nothing, nor what only tells how much is pending: that moves by itself, and the lag
   * envelope bounds it.
   */
  default boolean isMadeAgain() {
    return true;
  }

  /** Whether it looks at the proofs of the unit's groups; what does not is made beside them. */
  default boolean needsProofs() {
    return true;
  }

  Checked check(ScoreRequest asked);

  /**
   * Removes what it may have left where it was given up; asked once more when it has ended, since
   * what it was doing then may have come late.
   */
  default void removeTraces(ScoreRequest asked) {}
}
