package io.tidegate.api.command;

import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether Temporal answers, as of some seconds ago: it is asked beside the requests, none of which
 * waits for it.
 */
public final class TemporalWatch implements Managed {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Temporal temporal;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread watch = new Thread(work, "temporal-watch");
            watch.setDaemon(true);
            return watch;
          });
  private volatile @Nullable String away;

  public TemporalWatch(Temporal temporal) {
    this.temporal = temporal;
  }

  /** Why it does not answer; empty while it does. */
  public Optional<String> away() {
    return Optional.ofNullable(away);
  }

  @Override
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    thread.shutdownNow();
  }

  /** Whatever is thrown means no answer: an executor drops a task that throws. */
  private void look() {
    try {
      temporal.probe();
      away = null;
    } catch (TemporalUnavailable | RuntimeException e) {
      away = String.valueOf(e.getMessage());
    }
  }
}
