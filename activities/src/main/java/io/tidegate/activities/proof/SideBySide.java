package io.tidegate.activities.proof;

import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Pieces of work side by side. Many may be under way, few of them work at a time: a piece that
 * waits for the replicator gives up its place meanwhile, so the waits of many partitions do not add
 * up.
 */
final class SideBySide implements AutoCloseable, Pause {
  /** The longest silence towards {@link Progress}. */
  static final Duration TICK = Duration.ofSeconds(2);

  /** Pieces under way, working or waiting; each may hold a few readers. */
  static final int UNDER_WAY_MAX = 32;

  /** Pieces that read and compare at a time. */
  static final int WORKING_MAX = 4;

  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final Semaphore places = new Semaphore(WORKING_MAX);
  private final Progress progress;

  SideBySide(String name, Progress progress) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            UNDER_WAY_MAX,
            piece -> {
              Thread thread = new Thread(piece, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.progress = progress;
  }

  /** One piece. */
  <R> R one(String what, Callable<R> piece) {
    return each(what, List.of(piece), alone -> call(alone)).get(0);
  }

  /**
   * One piece under way beside those that come after; who takes its result waits for it. It holds
   * no place itself, only what it does side by side.
   */
  <R> Supplier<R> begin(String what, Callable<R> piece) {
    Future<R> begun = threads.submit(piece);
    return () -> await(begun, () -> what);
  }

  /**
   * One piece for each, with the results in the same order. The first that throws ends the others.
   */
  <T, R> List<R> each(String what, List<T> items, Function<T, R> piece) {
    AtomicInteger done = new AtomicInteger();
    List<Future<R>> pieces = new ArrayList<>();
    items.forEach(item -> pieces.add(threads.submit(() -> inPlace(item, piece, done))));
    List<R> results = new ArrayList<>();
    for (Future<R> future : pieces) {
      results.add(await(future, () -> done + " of " + items.size() + " " + what));
    }
    return results;
  }

  private <T, R> R inPlace(T item, Function<T, R> piece, AtomicInteger done)
      throws InterruptedException {
    places.acquire();
    try {
      return piece.apply(item);
    } finally {
      places.release();
      done.incrementAndGet();
    }
  }

  private <R> R await(Future<R> future, Supplier<String> what) {
    while (true) {
      progress.at(what.get());
      try {
        return future.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillUnderWay) {
        // told at the next turn
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException thrown) {
          throw thrown;
        }
        throw new IllegalStateException(what.get(), failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new CancellationException(what.get() + ", then it was interrupted");
      }
    }
  }

  /** Waits without holding a place. */
  @Override
  public void pause(Duration atMost) {
    places.release();
    try {
      TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new LogUnavailable("the check", "it was ended while it waited", ended);
    } finally {
      places.acquireUninterruptibly();
    }
  }

  private static <R> R call(Callable<R> piece) {
    try {
      return piece.call();
    } catch (RuntimeException thrown) {
      throw thrown;
    } catch (Exception checked) {
      throw new IllegalStateException(checked);
    }
  }

  /** Ends whatever is still under way and waits a little for it. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        // daemon threads; each ends at its own read's timeout
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
