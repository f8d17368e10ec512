package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.runbooks.Side;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every kind of switch and control keeps, whoever is asked. */
abstract class ViaContract {
  static final Duration WITHIN = Duration.ofSeconds(20);
  static final Duration BRIEFLY = Duration.ofMillis(900);
  static final Turn STOP =
      new Turn("w", "payments", null, "LIVE", Turn.Action.STOP, Side.SOURCE, null, "7", "key-1");

  /** What Kafka shows; somebody who acts clears it. */
  volatile Optional<String> missing = Optional.of("group charger is STABLE with 2 members");

  private final AtomicInteger pulses = new AtomicInteger();

  /** What whoever is asked does. */
  enum Conduct {
    DOES_IT,
    NEVER_ENDS,
    FAILS
  }

  abstract Via whoever(Conduct conduct) throws Exception;

  Request request() {
    return STOP;
  }

  @Test
  void whatIsDoneIsSaidToBeDone() throws Exception {
    assertThat(ask(whoever(Conduct.DOES_IT), WITHIN)).isInstanceOf(Answer.Done.class);
  }

  @Test
  void whatNeverEndsEndsAtItsBoundAndMayBeTriedAgain() throws Exception {
    Via via = whoever(Conduct.NEVER_ENDS);
    long began = System.nanoTime();
    assertThat(ask(via, BRIEFLY)).isInstanceOf(Answer.Failed.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(BRIEFLY, WITHIN);
    assertThat(pulses).as("the activity lives while it waits").hasPositiveValue();
  }

  @Test
  void aFailureNamesWhatHappenedInOneLine() throws Exception {
    Answer answer = ask(whoever(Conduct.FAILS), Duration.ofSeconds(3));
    assertThat(answer).isNotInstanceOf(Answer.Done.class).asString().doesNotContain("\n");
    assertThat(answer.toString()).contains(failure());
  }

  /** What the failure of {@link Conduct#FAILS} must name. */
  abstract String failure();

  @Test
  void aStepThatIsCancelledEndsAtItsNextPulse() throws Exception {
    Via via = whoever(Conduct.NEVER_ENDS);
    assertThatThrownBy(
            () ->
                via.ask(
                    request(),
                    () -> missing,
                    WITHIN,
                    () -> {
                      if (pulses.incrementAndGet() > 1) {
                        throw new CancellationException("superseded");
                      }
                    }))
        .isInstanceOf(CancellationException.class);
  }

  Answer ask(Via via, Duration within) {
    return via.ask(request(), () -> missing, within, pulses::incrementAndGet);
  }
}
