package io.tidegate.activities;

import io.tidegate.runbooks.Trigger;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges the written triggers of a unit while it is watched. A trigger's {@code for} counts without
 * a break, and by the looks of one attempt: a new attempt begins to count anew.
 */
final class Triggers {
  private final List<Trigger> triggers;
  private final List<Integer> muted;
  private final Map<Integer, Instant> since = new HashMap<>();
  private @Nullable Fired fired;

  /**
   * @param muted those that have fired before, by their place
   */
  Triggers(List<Trigger> triggers, List<Integer> muted) {
    this.triggers = triggers;
    this.muted = muted;
  }

  /** Whether anything of this kind is to be looked at. */
  boolean ask(Trigger.When when) {
    return triggers.stream().anyMatch(trigger -> trigger.when() == when);
  }

  /**
   * One look.
   *
   * @param so whether a trigger's condition holds at this moment
   * @param what was seen, for the sentence
   */
  void look(Trigger.When when, Predicate<Trigger> so, String what, Instant now) {
    for (int place = 0; place < triggers.size(); place++) {
      Trigger trigger = triggers.get(place);
      if (trigger.when() != when) {
        continue;
      }
      if (!so.test(trigger)) {
        since.remove(place);
        continue;
      }
      Instant from = since.computeIfAbsent(place, first -> now);
      boolean lasts = Duration.between(from, now).compareTo(trigger.lasting()) >= 0;
      if (lasts && fired == null && !muted.contains(place)) {
        fired = new Fired(place, what + " since " + from, 0);
      }
    }
  }

  /** The first that fired; the watch ends with it. */
  Optional<Fired> fired() {
    return Optional.ofNullable(fired);
  }
}
