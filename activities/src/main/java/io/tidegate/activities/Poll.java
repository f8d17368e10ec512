package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks again and again until there is an answer or the time is over, on the monotonic clock. A
 * cluster that is away is "not yet".
 *
 * @param first pause after the first question; each further one is twice as long as the one before,
 *     until it is {@code every}
 * @param every longest pause between two questions
 * @param within after it no further question is asked; one under way may take longer
 */
record Poll(Duration first, Duration every, Duration within, Pulse pulse) {
  /** An application may stand still meanwhile, and most answers come soon. */
  private static final Duration SOON = Duration.ofMillis(25);

  private static final Duration EVERY = Duration.ofMillis(200);

  Poll {
    if (first.isNegative() || first.isZero() || every.compareTo(first) < 0 || within.isNegative()) {
      throw new IllegalArgumentException(
          "polling after %s, then every %s within %s: positive durations are needed, the first no longer than the others"
              .formatted(first, every, within));
    }
  }

  /** With pauses of one length. */
  Poll(Duration every, Duration within, Pulse pulse) {
    this(every, every, within, pulse);
  }

  static Poll within(Duration within, Pulse pulse) {
    return new Poll(SOON, EVERY, within, pulse);
  }

  /**
   * The first answer; empty when the time was over before there was one.
   *
   * @throws KafkaUnavailable when the time is over and the cluster was away at the last question
   */
  <T> Optional<T> first(Supplier<Optional<T>> question) {
    long deadline = System.nanoTime() + within.toNanos();
    Duration next = first;
    while (true) {
      pulse.beat();
      @Nullable KafkaUnavailable away = null;
      try {
        Optional<T> answer = question.get();
        if (answer.isPresent()) {
          return answer;
        }
      } catch (KafkaUnavailable notNow) {
        away = notNow;
      }
      if (System.nanoTime() - deadline >= 0) {
        if (away != null) {
          throw away;
        }
        return Optional.empty();
      }
      pause(next);
      Duration twice = next.multipliedBy(2);
      next = twice.compareTo(every) < 0 ? twice : every;
    }
  }

  /** Whether it became true in time. */
  boolean until(BooleanSupplier condition) {
    return first(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()).isPresent();
  }

  static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fail.later("interrupted while waiting");
    }
  }
}
