package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** One time to settle for all partitions of a check. */
class SettlingTest {
  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;

  @Test
  void waitsOfOneCheckDoNotAddUp() {
    Settling settling = new Settling(clock, now, Duration.ofSeconds(30));
    assertThat(settling.left()).hasSeconds(30);
    now = now.plusSeconds(20);
    assertThat(settling.left()).hasSeconds(10);
  }

  @Test
  void aGroupThatComesToItsTurnLaterHasWhatIsLeftOfTheChecksOwnTime() {
    Instant begun = now;
    now = now.plusSeconds(12);
    assertThat(new Settling(clock, begun, Duration.ofSeconds(30)).left()).hasSeconds(18);
  }

  @Test
  void whoComesLateStillHasAMoment() {
    Settling settling = new Settling(clock, now, Duration.ofSeconds(30));
    now = now.plusSeconds(100);
    assertThat(settling.left()).isEqualTo(Settling.LEAST);
  }

  @Test
  void nobodyWaitsLongerThanWasAsked() {
    Settling none = new Settling(clock, now, Duration.ZERO);
    now = now.plusSeconds(100);
    assertThat(none.left()).isZero();
  }
}
