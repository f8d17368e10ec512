package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.KafkaUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollTest {
  private static final Duration TICK = Duration.ofMillis(1);

  private final AtomicInteger beats = new AtomicInteger();
  private final Poll patient = new Poll(TICK, Duration.ofMinutes(1), beats::incrementAndGet);
  private final Poll brief = new Poll(TICK, Duration.ZERO, Pulse.SILENT);

  @Test
  void theFirstAnswerEndsItAndEachQuestionBeats() {
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            patient.first(
                () -> asked.incrementAndGet() < 3 ? Optional.empty() : Optional.of("yes")))
        .contains("yes");
    assertThat(beats).hasValue(3);
  }

  @Test
  void withoutTimeItAsksOnce() {
    AtomicInteger asked = new AtomicInteger();
    assertThat(brief.until(() -> asked.incrementAndGet() > 1)).isFalse();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aClusterThatIsAwayIsNotYetUntilTheTimeIsOver() {
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            patient.until(
                () -> {
                  if (asked.incrementAndGet() < 3) {
                    throw away();
                  }
                  return true;
                }))
        .isTrue();
    assertThatThrownBy(
            () ->
                brief.until(
                    () -> {
                      throw away();
                    }))
        .isInstanceOf(KafkaUnavailable.class);
  }

  private static KafkaUnavailable away() {
    return new KafkaUnavailable("cloud", "asking", new TimeoutException());
  }
}
