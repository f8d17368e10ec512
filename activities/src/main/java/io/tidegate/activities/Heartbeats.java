package io.tidegate.activities;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs an attempt of a Temporal activity with a heartbeat beside it, so that a step that blocks on
 * a cluster is not taken for dead. A cancellation that comes back with a heartbeat ends the step at
 * its next {@link Pulse#beat}; how long a stuck step may last is the activity's start-to-close
 * timeout. What the step said last of how far it is goes with the heartbeat; what it says first
 * goes at once, so that a person sees it of a short step too.
 */
final class Heartbeats implements Attempt {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final int THREADS = 2;

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "tidegate-heartbeat");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public <T> T run(Function<Pulse, T> step) {
    Heart heart = new Heart(Activity.getExecutionContext(), timer);
    ScheduledFuture<?> beating =
        timer.scheduleWithFixedDelay(
            heart::tick, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return Fail.meaningful(() -> step.apply(heart));
    } finally {
      heart.stop();
      beating.cancel(false);
    }
  }

  private static final class Heart implements Pulse {
    private final ActivityExecutionContext context;
    private final Executor timer;
    private volatile @Nullable ActivityCompletionException over;
    private volatile @Nullable String done;
    private volatile boolean stopped;

    Heart(ActivityExecutionContext context, Executor timer) {
      this.context = context;
      this.timer = timer;
    }

    void stop() {
      stopped = true;
    }

    void tick() {
      if (over == null && !stopped) {
        try {
          context.heartbeat(done);
        } catch (ActivityCompletionException cancelled) {
          over = cancelled;
        }
      }
    }

    @Override
    public void beat() {
      ActivityCompletionException ended = over;
      if (ended != null) {
        throw ended;
      }
    }

    @Override
    public void at(String line) {
      boolean first = done == null;
      done = line;
      if (first) {
        timer.execute(this::tick);
      }
      beat();
    }
  }
}
