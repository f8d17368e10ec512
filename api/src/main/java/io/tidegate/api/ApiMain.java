package io.tidegate.api;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code server CONFIG} runs the api; {@code check RUNBOOK} reads a runbook and starts nothing. */
public final class ApiMain {

  private static final String USAGE = "usage: server CONFIG | check RUNBOOK   [--verbose]";

  private ApiMain() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(args));
    boolean verbose = words.remove("--verbose");
    if (words.size() == 2 && words.get(0).equals("check")) {
      System.exit(CheckMain.run(words.get(1), System.out, System.err));
    }
    if (words.size() != 2 || !words.get(0).equals("server")) {
      System.err.println(USAGE);
      System.exit(StartFailure.BAD_INPUT);
    }
    serve(Path.of(words.get(1)), verbose, System.err);
  }

  @SuppressWarnings("try") // the server's own shutdown hook closes it
  private static void serve(Path config, boolean verbose, PrintStream err)
      throws InterruptedException {
    try {
      ApiProcess.start(config, System.getenv()).join();
    } catch (StartFailure e) {
      err.println("tidegate api: " + e.getMessage());
      if (verbose) {
        e.printStackTrace(err);
      }
      System.exit(e.exitCode());
    }
  }
}
