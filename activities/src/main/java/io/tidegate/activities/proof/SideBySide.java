package io.tidegate.activities.proof;

import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Pause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
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
    CompletableFuture<R> begun = CompletableFuture.supplyAsync(() -> call(piece), threads);
    return () -> await(begun, () -> what);
  }

  /**
   * One piece for each, with the results in the same order. The first that throws ends the others.
   */
  <T, R> List<R> each(String what, List<T> items, Function<T, R> piece) {
    if (items.isEmpty()) {
      return List.of();
    }
    Batch<T, R> batch = new Batch<>(items, piece);
    for (int i = Math.min(items.size(), UNDER_WAY_MAX); i > 0; i--) {
      threads.execute(batch);
    }
    return await(batch.results, () -> batch.done + " of " + items.size() + " " + what);
  }

  /**
   * Pieces that each worker takes one after the other, so that a piece costs no change of threads.
   * Many workers stand ready for the few places: while the piece of one waits, another goes on.
   */
  private final class Batch<T, R> implements Runnable {
    private final List<T> items;
    private final Function<T, R> piece;
    private final AtomicReferenceArray<R> found;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final CompletableFuture<List<R>> results = new CompletableFuture<>();

    Batch(List<T> items, Function<T, R> piece) {
      this.items = items;
      this.piece = piece;
      this.found = new AtomicReferenceArray<>(items.size());
    }

    @Override
    public void run() {
      try {
        places.acquire();
        try {
          work();
        } finally {
          places.release();
        }
      } catch (InterruptedException | RuntimeException | Error failed) {
        results.completeExceptionally(failed);
      }
    }

    private void work() {
      while (!results.isDone()) {
        int number = taken.getAndIncrement();
        if (number >= items.size()) {
          return;
        }
        found.set(number, piece.apply(items.get(number)));
        if (done.incrementAndGet() == items.size()) {
          results.complete(IntStream.range(0, items.size()).mapToObj(found::get).toList());
        }
      }
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
