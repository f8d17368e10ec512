package io.tidegate.api;

import io.tidegate.runbooks.Finding;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code check RUNBOOK}: every finding of the language, one a line. Starts no server and loads no
 * framework.
 */
public final class CheckMain {

  private static final int OK = 0;

  private CheckMain() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: check RUNBOOK");
      System.exit(StartFailure.BAD_INPUT);
    }
    System.exit(run(args[0], System.out, System.err));
  }

  /** Returns the exit code: 0, or 64 when the file has findings or cannot be read. */
  static int run(String file, PrintStream out, PrintStream err) {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      err.println(file + ": there is no such file");
      return StartFailure.BAD_INPUT;
    }
    if (!Files.isRegularFile(path)) {
      err.println(file + ": not a file");
      return StartFailure.BAD_INPUT;
    }
    byte[] yaml;
    try (InputStream in = Files.newInputStream(path)) {
      yaml = in.readNBytes(RunbookParser.BYTES_MAX + 1);
    } catch (IOException e) {
      err.println(file + ": cannot be read: " + e.getMessage());
      return StartFailure.BAD_INPUT;
    }
    return report(file, RunbookParser.parse(yaml), out, err);
  }

  private static int report(String file, Parsed parsed, PrintStream out, PrintStream err) {
    if (parsed instanceof Parsed.Invalid invalid) {
      err.print(Finding.render(file, invalid.findings()));
      return StartFailure.BAD_INPUT;
    }
    out.println(file + ": ok");
    return OK;
  }
}
