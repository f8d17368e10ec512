package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnansweredTest {
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private final Unanswered unanswered = new Unanswered(() -> now);

  @Test
  void isKnownForAMinute() {
    unanswered.add("cloud");
    now = now.plusSeconds(59);
    assertThat(unanswered.contains("cloud")).isTrue();
    assertThat(unanswered.contains("legacy")).isFalse();
    now = now.plusSeconds(1);
    assertThat(unanswered.contains("cloud")).as("it has its whole patience again").isFalse();
  }

  @Test
  void isForgottenWithAnAnswer() {
    unanswered.add("cloud");
    unanswered.remove("cloud");
    assertThat(unanswered.contains("cloud")).isFalse();
  }
}
