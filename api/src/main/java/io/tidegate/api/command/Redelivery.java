package io.tidegate.api.command;

import io.dropwizard.lifecycle.Managed;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.WaveHead;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again what may have been lost between the ledger and Temporal: waves that nobody has
 * answered for, and messages without a receipt, {@link #PATIENCE} after they were written. Every
 * api process does so; twice does no harm.
 */
public final class Redelivery implements Managed {

  /** How long a row may wait before it is told again, and how often that is looked at. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MESSAGES_MAX = 500;
  private static final Duration STOP_MAX = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Redelivery.class);

  private final Ledger ledger;
  private final Delivery delivery;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread redelivery = new Thread(work, "redelivery");
            redelivery.setDaemon(true);
            return redelivery;
          });

  public Redelivery(Ledger ledger, Delivery delivery, Clock clock) {
    this.ledger = ledger;
    this.delivery = delivery;
    this.clock = clock;
  }

  @Override
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::turn, PATIENCE.toMillis(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("Redelivery did not stop within {}", STOP_MAX);
    }
  }

  /** One look. What fails is tried again at the next: an executor drops a task that throws. */
  private void turn() {
    try {
      redeliver();
    } catch (TemporalUnavailable e) {
      LOG.warn("Nothing is told again for now: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("Telling again failed", e);
    }
  }

  /**
   * What cannot be told of one wave does not keep the others waiting; only a Temporal that is away
   * ends the look.
   */
  void redeliver() throws TemporalUnavailable {
    for (WaveHead wave : ledger.waves().openWaves()) {
      boolean unanswered = wave.version() == 0;
      if (unanswered && wave.createdAt().isBefore(clock.instant().minus(PATIENCE))) {
        tell("the start of wave " + wave.wave(), () -> delivery.start(wave.request()));
      }
    }
    for (Message message : ledger.messages().unreceipted(PATIENCE, MESSAGES_MAX)) {
      tell(message.kind() + " of wave " + message.wave(), () -> delivery.deliver(message));
    }
  }

  private interface Telling {
    void tell() throws TemporalUnavailable;
  }

  private void tell(String what, Telling telling) throws TemporalUnavailable {
    try {
      telling.tell();
    } catch (TemporalUnavailable e) {
      delivery.probe();
      LOG.warn("Temporal takes no more of {}: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("Telling {} again failed", what, e);
    }
  }
}
