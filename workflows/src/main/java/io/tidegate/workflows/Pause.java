package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * While an application stands still. Its time is bounded by the pause budget and by the change
 * window; a hold ends it as long as the other side was not started. It never waits for a person
 * longer than that.
 */
final class Pause {

  /** What the application stands still for. */
  interface Body {
    /**
     * To its end, or not at all.
     *
     * @throws StepFailed when it cannot be done
     * @throws Midway.Closed when nobody says go
     */
    void run() throws StepFailed, Midway.Closed;
  }

  /** What a busy worker takes. */
  private static final Duration OVERRUN_MIN = Duration.ofSeconds(5);

  private final String name;
  private final Duration budget;
  private final Stop stop;
  private final ChangeWindows windows;
  private final BooleanSupplier started;
  private boolean over;
  private @Nullable String why;
  private Midway.@Nullable Way way;

  /**
   * @param started true once START was sent to the other side
   */
  Pause(String name, Duration budget, Stop stop, ChangeWindows windows, BooleanSupplier started) {
    this.name = name;
    this.budget = budget;
    this.stop = stop;
    this.windows = windows;
    this.started = started;
  }

  /**
   * Runs the body to its end; not at all under a hold or outside the change windows, which what
   * precedes the body may have outlasted.
   *
   * @return why it did not come there; empty when it did
   * @throws CanceledFailure when the wave's work was stopped for a rollback
   */
  Optional<String> run(Body body) {
    Optional<String> notNow = whyNotNow();
    if (notNow.isPresent()) {
      return notNow;
    }
    CancellationScope forward = Workflow.newCancellationScope(() -> forward(body));
    Promise<Void> watch = Coroutines.start("pause of " + name, () -> watch(forward));
    try {
      forward.run();
    } catch (CanceledFailure cancelled) {
      Stopped.check();
    }
    boolean done = over;
    over = true;
    watch.get();
    return done ? Optional.empty() : Optional.of(why == null ? "stopped" : why);
  }

  private Optional<String> whyNotNow() {
    Instant now = ViewBook.now();
    if (!windows.isOpen(now)) {
      return Optional.of("the change window has closed; " + windows.told(now));
    }
    return stop.isHeld() ? Optional.of(stop.why()) : Optional.empty();
  }

  /** At which gate inside the pause it ended; empty where it was none. */
  Optional<Midway.Way> way() {
    return Optional.ofNullable(way);
  }

  private void forward(Body body) {
    try {
      body.run();
      over = true;
    } catch (StepFailed failed) {
      why = failed.reason();
    } catch (Midway.Closed closed) {
      why = String.valueOf(closed.getMessage());
      way = closed.way();
    }
  }

  private void watch(CancellationScope forward) {
    Instant now = ViewBook.now();
    Optional<Instant> closing =
        windows.closing(now).filter(closes -> closes.isBefore(now.plus(budget)));
    Duration most = closing.map(closes -> Duration.between(now, closes)).orElse(budget);
    boolean held = Waiting.atMost(most, () -> over || (stop.isHeld() && !started.getAsBoolean()));
    if (over) {
      return;
    }
    if (held) {
      why = stop.why();
    } else {
      why =
          closing
              .map(closes -> "the change window closed at " + closes)
              .orElse("the pause budget of " + budget + " was used up" + overrun(now));
    }
    forward.cancel(String.valueOf(why));
  }

  /** While Temporal or every worker is away nobody can begin to go back. */
  private String overrun(Instant began) {
    Duration stood = Duration.between(began, ViewBook.now());
    return stood.compareTo(budget.plus(OVERRUN_MIN)) < 0
        ? ""
        : ": it has stood still for "
            + stood.truncatedTo(ChronoUnit.SECONDS)
            + ", since Temporal or every worker was away when it was to go back";
  }
}
