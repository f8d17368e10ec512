package io.tidegate.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code server CONFIG} runs the worker. */
public final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(args));
    boolean verbose = words.remove("--verbose");
    if (words.size() != 2 || !words.get(0).equals("server")) {
      System.err.println("usage: server CONFIG   [--verbose]");
      System.exit(StartFailure.BAD_INPUT);
    }
    serve(Path.of(words.get(1)), verbose);
  }

  @SuppressWarnings("try") // the server's own shutdown hook closes it
  private static void serve(Path config, boolean verbose) throws InterruptedException {
    try {
      WorkerProcess.start(config, System.getenv()).join();
    } catch (StartFailure e) {
      System.err.println("tidegate worker: " + e.getMessage());
      if (verbose) {
        e.printStackTrace(System.err);
      }
      System.exit(e.exitCode());
    }
  }
}
