package io.tidegate.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs the same work in several threads that begin together. */
final class SideBySide {
  private static final long DEADLINE_SECONDS = 60;

  private SideBySide() {}

  static <T> List<T> run(int threads, IntFunction<T> work) throws Exception {
    var together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        futures.add(
            pool.submit(
                () -> {
                  together.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
                  return work.apply(number);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
