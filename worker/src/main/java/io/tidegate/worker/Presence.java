package io.tidegate.worker;

import io.dropwizard.lifecycle.Managed;
import io.tidegate.ledger.Workers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes again and again that this worker polls its queues, so that whoever looks at a wave that
 * does not move sees that no worker is there. Nothing depends on the note.
 */
final class Presence implements Managed {
  /** A fraction of what the api takes for silence. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final Workers workers;
  private final String taskQueue;
  private final String name;
  private final BooleanSupplier polls;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Presence::daemon);

  /**
   * @param name of this worker as Temporal shows it
   * @param polls whether it asks for work
   */
  Presence(Workers workers, String taskQueue, String name, BooleanSupplier polls) {
    this.workers = workers;
    this.taskQueue = taskQueue;
    this.name = name;
    this.polls = polls;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "presence");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void start() {
    var unused =
        clock.scheduleWithFixedDelay(this::note, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void note() {
    try {
      if (polls.getAsBoolean()) {
        workers.seen(taskQueue, name);
      }
    } catch (RuntimeException away) {
      LOG.warn("That this worker is here could not be noted: {}", away.getMessage());
    }
  }

  @Override
  public void stop() {
    clock.shutdownNow();
  }
}
