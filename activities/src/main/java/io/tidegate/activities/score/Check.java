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

  Checked check(ScoreRequest asked);
}
