package io.tidegate.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A main class in a Java process of its own, with what it says shown on stderr. */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * Runs it to its end.
   *
   * @throws IllegalStateException naming the class, if it fails or is not done by the deadline
   */
  static void run(Class<?> main, List<String> options, List<String> arguments, Duration deadline) {
    int exit = run(command(main.getName(), classPath(jar -> true), options, arguments), deadline);
    if (exit != 0) {
      throw new IllegalStateException(main.getSimpleName() + " ended with " + exit);
    }
  }

  /** The exit code of a command whose output nobody needs. */
  static int run(List<String> command, Duration deadline) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command.get(0) + " was not done in " + deadline);
      }
      return process.exitValue();
    } catch (IOException failed) {
      throw new IllegalStateException(command.get(0) + " did not start", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted beside " + command.get(0), interrupted);
    }
  }

  static List<String> command(
      String main, String classPath, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }

  /** This JVM's own class path, less what is not wanted. */
  static String classPath(Predicate<String> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
