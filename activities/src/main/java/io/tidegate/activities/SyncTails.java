package io.tidegate.activities;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.SyncJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tails MirrorMaker's offset-syncs topics into the ledger, each on a thread of its own, from {@link
 * #start} to {@link #close}. A topic, cluster or ledger that is away is asked again; the others go
 * on meanwhile, and {@link Tail#trouble} says which one it is.
 */
public final class SyncTails implements AutoCloseable {
  /** How long after one reading the next begins. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** A reading that was interrupted stores what it has, or nothing. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SyncTails.class);

  private final List<Tail> tails = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param journals which topics; clusters by names that are configured
   * @param clusters and the ledger: they belong to the caller, who closes them after this
   */
  public SyncTails(Collection<SyncJournal> journals, Clusters clusters, Ledger ledger) {
    for (SyncJournal journal : new LinkedHashSet<>(journals)) {
      Tail tail = new Tail(new SyncTail(journal, clusters, ledger.syncJournals()));
      Thread thread = new Thread(() -> run(tail), "sync-journal-" + (tails.size() + 1));
      thread.setDaemon(true);
      tails.add(tail);
      threads.add(thread);
    }
  }

  /** Begins to read; once. */
  public void start() {
    threads.forEach(Thread::start);
  }

  private void run(Tail tail) {
    try {
      do {
        tail.turn();
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the order of the configuration. */
  public List<Tail> tails() {
    return List.copyOf(tails);
  }

  /**
   * Ends the readings and waits for them; what one had not stored is read again at the next start.
   */
  @Override
  public void close() {
    closed.countDown();
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        if (thread.isAlive()) {
          LOG.warn(
              "{} was still reading after {}; it is left behind", thread.getName(), STOP_WITHIN);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One topic as it is being tailed. Safe for many threads. */
  public static final class Tail {
    private final SyncTail reads;
    private volatile Optional<String> trouble = Optional.of("it was not read yet");

    Tail(SyncTail reads) {
      this.reads = reads;
    }

    public SyncJournal journal() {
      return reads.journal();
    }

    /** Offsets of the topic that were not read yet; empty for unknown. */
    public OptionalLong lag() {
      return reads.lag();
    }

    /** Notes stored since the process started. */
    public long noted() {
      return reads.noted();
    }

    /** How often the topic had to be read from its begin again, since the process started. */
    public long restarts() {
      return reads.restarts();
    }

    /** Why the last reading failed; empty when it did not. */
    public Optional<String> trouble() {
      return trouble;
    }

    /** One reading. What it cannot have now it says, and the next turn tries again. */
    private void turn() {
      try {
        reads.catchUp();
        trouble = Optional.empty();
      } catch (RuntimeException failed) {
        String why = String.valueOf(failed.getMessage());
        if (!Thread.currentThread().isInterrupted() && !trouble.equals(Optional.of(why))) {
          LOG.warn("Sync journal {} is not read: {}", reads.journal().topic(), why);
        }
        trouble = Optional.of(why);
      }
    }
  }
}
