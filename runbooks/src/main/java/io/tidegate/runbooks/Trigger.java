package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What makes a wave propose or start a rollback while it observes.
 *
 * @param records the lag that is too much; only with {@link When#TARGET_LAG_ABOVE}
 * @param lasting how long it must have been so without a break; zero for at once
 */
public record Trigger(
    When when, @Nullable Long records, @JsonProperty("for") Duration lasting, Then then) {

  public Trigger {
    Require.that(
        (records != null) == (when == When.TARGET_LAG_ABOVE),
        "records stand with " + Words.kebab(When.TARGET_LAG_ABOVE) + " and nowhere else");
    Require.that(records == null || records >= 0, "records is " + records + ", negative");
    Require.that(!lasting.isNegative(), "for is " + lasting + ", negative");
  }

  /** For a sentence: the trigger as it was written. */
  public String told() {
    return Words.kebab(when)
        + (records == null ? "" : " " + records)
        + (lasting.isZero() ? "" : " for " + lasting);
  }

  /** What is looked at. */
  public enum When {
    /** The groups' records between commit and end of their target logs. */
    @JsonProperty("target-lag-above")
    TARGET_LAG_ABOVE,
    /** The application's own account says that it does not reconcile. */
    @JsonProperty("reconcile-failed")
    RECONCILE_FAILED,
    /** Somebody is in a group on the source. */
    @JsonProperty("source-group-active")
    SOURCE_GROUP_ACTIVE,
    /** A group with unread records has not committed on the target. */
    @JsonProperty("no-commit-for")
    NO_COMMIT_FOR,
    /** One of the unit's signals is not healthy, not fresh or not answered. */
    @JsonProperty("signal-red")
    SIGNAL_RED
  }

  /** What comes of it. */
  public enum Then {
    /** People are told; the wave goes on. */
    @JsonProperty("propose")
    PROPOSE,
    /** The rollback begins by itself, unless records would be lost by it. */
    @JsonProperty("rollback")
    ROLLBACK
  }
}
