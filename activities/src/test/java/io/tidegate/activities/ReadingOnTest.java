package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadingOnTest {
  private static final Instant BEGAN = Instant.parse("2026-11-23T10:00:00Z");
  private static final Duration WITHIN = Duration.ofSeconds(30);

  @Test
  void theFirstAttemptEndsWithItsWindow() {
    assertThat(ReadingOn.end(BEGAN, BEGAN, Duration.ofMinutes(30), WITHIN))
        .isEqualTo("2026-11-23T10:30:00Z");
    assertThat(ReadingOn.end(BEGAN, BEGAN, Duration.ofSeconds(4), WITHIN))
        .as("a window that is shorter than what a member may take to join")
        .isEqualTo("2026-11-23T10:00:04Z");
    assertThat(ReadingOn.end(BEGAN, BEGAN, Duration.ZERO, WITHIN))
        .as("to the ends of the logs")
        .isEqualTo("2026-11-23T10:00:30Z");
  }

  /** It would look once, see nobody, and find fault with an application that is well. */
  @Test
  void anAttemptThatFollowsAKilledOneHasTheTimeOfAMemberThatJoins() {
    Instant late = BEGAN.plusSeconds(100);
    assertThat(ReadingOn.end(BEGAN, late, Duration.ZERO, WITHIN)).isEqualTo(late.plus(WITHIN));
    assertThat(ReadingOn.end(BEGAN, late, Duration.ofSeconds(4), WITHIN))
        .isEqualTo(late.plusSeconds(4));
    assertThat(ReadingOn.end(BEGAN, late, Duration.ofMinutes(2), WITHIN))
        .as("ten seconds of the window are left")
        .isEqualTo(late.plus(WITHIN));
    assertThat(ReadingOn.end(BEGAN, late, Duration.ofMinutes(30), WITHIN))
        .isEqualTo("2026-11-23T10:30:00Z");
  }
}
