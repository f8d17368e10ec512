package io.tidegate.activities.proof;

import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of work of one check side by side, be it of one group or of many. Many may be under
 * way, few of them work at a time: a piece that waits for the replicator gives up its place
 * meanwhile, so the waits of many partitions do not add up.
 */
final class SideBySide implements AutoCloseable, Pause {
  /** The longest silence towards {@link Progress}. */
  static final Duration TICK = Duration.ofSeconds(2);

  /** Of one kind under way, working or waiting. */
  static final int UNDER_WAY_MAX = 32;

  /** Pieces that read and compare at a time. */
  static final int WORKING_MAX = 4;

  /** Pieces under way of all kinds together; each may hold a few readers. */
  private static final int ALL_UNDER_WAY_MAX = WORKING_MAX * UNDER_WAY_MAX;

  /** For which a thread without work stays, in seconds. */
  private static final long IDLE_S = 10;

  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private final Instant begun = Instant.now();
  private final ExecutorService threads;
  private final ExecutorService leaders;
  private final Semaphore places = new Semaphore(WORKING_MAX);
  private final Progress progress;

  /** How many of the parts are done, said before each piece; null where there are none. */
  private volatile @Nullable Supplier<String> parts;

  SideBySide(String name, Progress progress) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    this.threads = atMost(ALL_UNDER_WAY_MAX, daemons);
    this.leaders = Executors.newCachedThreadPool(daemons);
    this.progress = progress;
  }

  /** Work waits for a thread once there are so many; one that is idle is taken before a new one. */
  private static ExecutorService atMost(int threads, ThreadFactory made) {
    LinkedTransferQueue<Runnable> waiting =
        new LinkedTransferQueue<>() {
          @Override
          public boolean offer(Runnable work) {
            return tryTransfer(work);
          }
        };
    return new ThreadPoolExecutor(
        0,
        threads,
        IDLE_S,
        TimeUnit.SECONDS,
        waiting,
        made,
        (work, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("the check has ended");
          }
          waiting.put(work);
        });
  }

  /** When the check was begun. */
  Instant begun() {
    return begun;
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
    CompletableFuture<R> started = CompletableFuture.supplyAsync(() -> call(piece), leaders);
    return () -> await(started, () -> what);
  }

  /**
   * One part of the check for each, with the results in the same order, at most {@link
   * #UNDER_WAY_MAX} at a time. A part holds no place itself, only what it does side by side: the
   * waits of many parts do not add up either. The first that throws ends the others.
   */
  <T, R> List<R> parts(String what, List<T> items, Function<T, R> part) {
    return spread(what, items, part, leaders, UNDER_WAY_MAX, false);
  }

  /**
   * One piece for each, with the results in the same order. The first that throws ends the others.
   */
  <T, R> List<R> each(String what, List<T> items, Function<T, R> piece) {
    return spread(what, items, piece, threads, UNDER_WAY_MAX, true);
  }

  /** The same of all parts of the check together: as many may wait as of all of them. */
  <T, R> List<R> eachOfAll(String what, List<T> items, Function<T, R> piece) {
    return spread(what, items, piece, threads, ALL_UNDER_WAY_MAX - UNDER_WAY_MAX, true);
  }

  private <T, R> List<R> spread(
      String what,
      List<T> items,
      Function<T, R> piece,
      Executor workers,
      int underWayMax,
      boolean placed) {
    if (items.isEmpty()) {
      return List.of();
    }
    Batch<T, R> batch = new Batch<>(items, piece, workers, Math.min(items.size(), underWayMax));
    Supplier<String> done = () -> batch.done + " of " + items.size() + " " + what;
    if (!placed) {
      parts = done;
    }
    batch.begin(placed);
    return await(batch.results, done);
  }

  /**
   * Pieces that each worker takes one after the other, so that a piece costs no change of threads.
   * For the few places one more worker stands ready than works: while the piece of one waits, that
   * one goes on, and the next stands ready.
   */
  private final class Batch<T, R> {
    private final List<T> items;
    private final Function<T, R> piece;
    private final Executor workers;
    private final int workersMax;
    private final AtomicReferenceArray<R> found;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final CompletableFuture<List<R>> results = new CompletableFuture<>();

    Batch(List<T> items, Function<T, R> piece, Executor workers, int workersMax) {
      this.items = items;
      this.piece = piece;
      this.workers = workers;
      this.workersMax = workersMax;
      this.found = new AtomicReferenceArray<>(items.size());
    }

    void begin(boolean placed) {
      if (placed) {
        beginInPlace();
        return;
      }
      for (int i = 0; i < workersMax; i++) {
        workers.execute(() -> run(false));
      }
    }

    private void beginInPlace() {
      if (taken.get() < items.size() && begun.getAndIncrement() < workersMax) {
        workers.execute(() -> run(true));
      }
    }

    private void run(boolean placed) {
      try {
        if (placed) {
          workInPlace();
        } else {
          work();
        }
      } catch (InterruptedException | RuntimeException | Error failed) {
        results.completeExceptionally(failed);
      }
    }

    private void workInPlace() throws InterruptedException {
      places.acquire();
      try {
        beginInPlace();
        work();
      } finally {
        places.release();
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
      progress.at(told(what));
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

  private String told(Supplier<String> what) {
    Supplier<String> whole = parts;
    return whole == null || whole == what ? what.get() : whole.get() + "; " + what.get();
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
    leaders.shutdownNow();
    threads.shutdownNow();
    long deadline = System.nanoTime() + STOP_MAX.toNanos();
    try {
      for (ExecutorService ended : List.of(leaders, threads)) {
        if (!ended.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          // daemon threads; each ends at its own read's timeout
          return;
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
