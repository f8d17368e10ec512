package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void asksAgainUntilTheConditionHolds() {
    Await.until(LONG, "the third question", () -> asked.incrementAndGet() == 3);

    assertThat(asked).hasValue(3);
  }

  @Test
  void asksOnceEvenWhenTheDeadlineIsNow() {
    Await.until(Duration.ZERO, "what holds already", () -> true);
  }

  @Test
  void givesTheAnswer() {
    assertThat(Await.<String>value(LONG, "an answer", () -> Optional.of("yes"))).isEqualTo("yes");
  }

  @Test
  void whatThrowsDoesNotHoldYet() {
    Await.until(
        LONG,
        "the second question",
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw new IOException("not up");
          }
          return true;
        });

    assertThat(asked).hasValue(2);
  }

  @Test
  void passingTheDeadlineSaysWhatWasWaitedForAndWhy() {
    assertThatThrownBy(
            () ->
                Await.until(
                    SHORT,
                    "the broker",
                    () -> {
                      throw new IOException("refused");
                    }))
        .isInstanceOf(Await.DeadlinePassed.class)
        .hasMessage("waited 50 ms for the broker")
        .hasRootCauseMessage("refused");
  }
}
