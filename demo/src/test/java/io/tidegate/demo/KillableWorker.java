package io.tidegate.demo;

import io.tidegate.worker.StartFailure;
import io.tidegate.worker.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The worker as it runs, with tripwires: the main class of the process that is killed. */
public final class KillableWorker {
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  private KillableWorker() {}

  /** Configuration, Temporal's address, its namespace, the folder of the tripwires. */
  public static void main(String[] args) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TEMPORAL_ADDRESS", args[1]);
    environment.put("TEMPORAL_NAMESPACE", args[2]);
    while (true) {
      try (WorkerProcess worker =
          WorkerProcess.start(Path.of(args[0]), environment, new Tripwire(Path.of(args[3])))) {
        System.out.println("worker ready, health on " + worker.adminUri());
        new CountDownLatch(1).await(); // until SIGKILL or SIGTERM
      } catch (StartFailure e) {
        // A real one exits, and whatever supervises it starts it again.
        System.out.println("worker not started: " + e.getMessage());
        LockSupport.parkNanos(AGAIN_AFTER.toNanos());
      }
    }
  }
}
