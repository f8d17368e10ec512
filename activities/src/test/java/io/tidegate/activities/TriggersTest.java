package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Trigger;
import io.tidegate.runbooks.Trigger.Then;
import io.tidegate.runbooks.Trigger.When;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriggersTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Trigger LAG =
      new Trigger(When.TARGET_LAG_ABOVE, 10L, Duration.ofMinutes(5), Then.PROPOSE);
  private static final Trigger ACTIVE =
      new Trigger(When.SOURCE_GROUP_ACTIVE, null, Duration.ZERO, Then.ROLLBACK);

  @Test
  void whatLastsLongEnoughFires() {
    Triggers triggers = new Triggers(List.of(ACTIVE, LAG), List.of());
    lag(triggers, 11, NOON);
    lag(triggers, 12, NOON.plusSeconds(299));
    assertThat(triggers.fired()).isEmpty();
    lag(triggers, 13, NOON.plusSeconds(300));

    assertThat(triggers.fired()).contains(new Fired(1, "13 behind since " + NOON, 0));
  }

  @Test
  void aBreakBeginsAnew() {
    Triggers triggers = new Triggers(List.of(LAG), List.of());
    lag(triggers, 11, NOON);
    lag(triggers, 10, NOON.plusSeconds(200));
    lag(triggers, 11, NOON.plusSeconds(300));

    assertThat(triggers.fired()).isEmpty();
  }

  @Test
  void withoutATimeItFiresAtOnceAndOnlyTheFirstCounts() {
    Triggers triggers = new Triggers(List.of(ACTIVE, ACTIVE), List.of());
    triggers.look(When.SOURCE_GROUP_ACTIVE, trigger -> true, "active", NOON);
    triggers.look(When.SOURCE_GROUP_ACTIVE, trigger -> true, "active", NOON.plusSeconds(1));

    assertThat(triggers.fired()).map(Fired::trigger).contains(0);
  }

  @Test
  void aMutedOneFiresNothing() {
    Triggers triggers = new Triggers(List.of(ACTIVE), List.of(0));
    triggers.look(When.SOURCE_GROUP_ACTIVE, trigger -> true, "active", NOON);

    assertThat(triggers.fired()).isEmpty();
  }

  private static void lag(Triggers triggers, long lag, Instant now) {
    triggers.look(
        When.TARGET_LAG_ABOVE,
        trigger -> trigger.records() != null && lag > trigger.records(),
        lag + " behind",
        now);
  }
}
