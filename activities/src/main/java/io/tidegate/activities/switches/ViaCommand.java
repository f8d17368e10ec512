package io.tidegate.activities.switches;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process on the worker's machine, started without a shell. It reads the request as JSON from its
 * input and finds the same facts in {@code TIDEGATE_*} variables of its environment, which is else
 * the worker's. Exit code 0 says done; anything else may be tried again. At its bound it is killed
 * with all that it started and that still belongs to it.
 *
 * @param arguments from the worker's configuration; the first names the program
 */
record ViaCommand(String name, List<String> arguments) implements Via {
  /** Of the output, the last. */
  static final int OUTPUT_MAX_BYTES = 16 * 1024;

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(2);

  @Override
  public Answer ask(Request request, Effect effect, Duration within, Runnable pulse) {
    if (arguments.isEmpty()) {
      return new Answer.Refused(told() + " is not in the worker's configuration");
    }
    Deadline deadline = Deadline.in(within);
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.environment().putAll(request.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Answer.Refused(told() + " cannot be started: " + e.getMessage());
    }
    try {
      BoundedOutput output = new BoundedOutput(process.getInputStream(), OUTPUT_MAX_BYTES);
      Thread drain = daemon(output, "drain");
      Thread feed = daemon(() -> feed(process, Webhooks.bytes(request)), "feed");
      boolean ended = ended(process, deadline, pulse);
      kill(process);
      join(drain);
      join(feed);
      return ended ? judge(process.exitValue(), output.text()) : overdue(within, output.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failed(told() + " was killed: interrupted while it ran");
    } finally {
      kill(process);
      process.destroyForcibly();
    }
  }

  private static boolean ended(Process process, Deadline deadline, Runnable pulse)
      throws InterruptedException {
    do {
      pulse.run();
      long wait = Math.max(1, deadline.orSooner(LOOK_EVERY).toMillis());
      if (process.waitFor(wait, TimeUnit.MILLISECONDS)) {
        return true;
      }
    } while (!deadline.passed());
    return false;
  }

  private Answer judge(int exit, String output) {
    return exit == 0
        ? new Answer.Done(output)
        : new Answer.Failed(
            "%s ended with exit code %d: %s".formatted(told(), exit, Quote.end(output)));
  }

  private Answer overdue(Duration within, String output) {
    return new Answer.Failed(
        "%s did not end within %s and was killed; it wrote %s"
            .formatted(told(), within, Quote.end(output)));
  }

  private Thread daemon(Runnable work, String what) {
    Thread thread = new Thread(work, "tidegate-command-" + what + "-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A command need not read its input. */
  private static void feed(Process process, byte[] body) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(body);
    } catch (IOException closed) {
      // It ended, or closed its input: it did not want to know.
    }
  }

  /**
   * Children first: once their parent is gone nobody knows whose they were. By its handle, since
   * {@link Process#destroyForcibly} closes the output, read or not.
   */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  /** A grandchild that left the family may hold the pipe open; it is not waited for. */
  private static void join(Thread thread) throws InterruptedException {
    thread.join(DRAIN_WITHIN.toMillis());
  }

  @Override
  public String told() {
    return "command " + name;
  }
}
