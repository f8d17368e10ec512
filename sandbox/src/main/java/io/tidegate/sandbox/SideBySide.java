package io.tidegate.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs named tasks at once, each on a daemon thread of its own, and waits until a deadline. */
final class SideBySide {

  /** What is done to one part. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  private SideBySide() {}

  /**
   * Returns when all tasks are done.
   *
   * @param verb what the tasks do, to be read after "legacy did not"
   * @throws SandboxException naming each task that failed or was not done in time; one that was not
   *     done goes on behind it
   */
  static void run(String verb, Duration deadline, Map<String, Task> tasks) {
    long end = System.nanoTime() + deadline.toNanos();
    Map<String, FutureTask<Boolean>> running = new LinkedHashMap<>();
    tasks.forEach((name, task) -> running.put(name, begin(verb + " " + name, task)));

    List<SandboxException> failures = new ArrayList<>();
    running.forEach(
        (name, task) -> {
          try {
            task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
          } catch (ExecutionException e) {
            failures.add(new SandboxException(name + " did not " + verb, e.getCause()));
          } catch (TimeoutException e) {
            failures.add(
                new SandboxException(
                    "%s did not %s in %d s".formatted(name, verb, deadline.toSeconds()), null));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(new SandboxException(name + ": interrupted before it did " + verb, e));
          }
        });
    if (!failures.isEmpty()) {
      SandboxException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private static FutureTask<Boolean> begin(String threadName, Task task) {
    FutureTask<Boolean> future =
        new FutureTask<>(
            () -> {
              task.run();
              return true;
            });
    Thread thread = new Thread(future, threadName);
    thread.setDaemon(true);
    thread.start();
    return future;
  }
}
