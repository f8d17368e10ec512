package io.tidegate.worker;

import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes again and again that this worker polls its queues, so that whoever looks at a wave that
 * does not move sees that no worker is there. Nothing depends on the note. It has a connection of
 * its own, since a worker whose connections are all busy is there all the same.
 */
final class Presence implements Managed {
  /** A fraction of what the api takes for silence. */
  static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final BooleanSupplier polls;
  private final Runnable note;
  private final Duration every;
  private boolean failed; // of the clock's thread alone
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Presence::daemon);

  /**
   * @param polls whether this worker asks for work
   * @param note leaves word that it does
   */
  Presence(BooleanSupplier polls, Runnable note, Duration every) {
    this.polls = polls;
    this.note = note;
    this.every = every;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "presence");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void start() {
    var unused =
        clock.scheduleWithFixedDelay(this::note, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Whatever is thrown is told and no more: an executor drops a task that throws. Of errors the
   * first is told with where it was thrown: the same again says no more.
   */
  private void note() {
    try {
      if (polls.getAsBoolean()) {
        note.run();
      }
    } catch (Error broken) {
      if (failed) {
        LOG.error("That this worker is here could not be noted: {}", String.valueOf(broken));
      } else {
        LOG.error("That this worker is here could not be noted", broken);
      }
      failed = true;
    } catch (RuntimeException away) {
      LOG.warn("That this worker is here could not be noted: {}", String.valueOf(away));
    }
  }

  @Override
  public void stop() {
    clock.shutdownNow();
  }
}
