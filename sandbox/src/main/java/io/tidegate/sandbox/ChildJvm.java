package io.tidegate.sandbox;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another program in a JVM of its own, with a class path and a heap of its own: for what must be
 * killed, and for versions that do not fit into this JVM. What it says goes to a log file. It never
 * outlives this JVM: see {@link ChildMain}.
 */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * What to run.
   *
   * @param name what messages call it
   * @param classPath as after {@code java -cp}
   * @param options of the JVM, such as {@code -Xmx192m}
   * @param mainAndArguments the main class, then its arguments
   */
  record Program(
      String name, String classPath, List<String> options, List<String> mainAndArguments) {

    Program {
      options = List.copyOf(options);
      mainAndArguments = List.copyOf(mainAndArguments);
    }
  }

  /** Starts it and returns at once; what it says is appended to the log file. */
  static ChildProcess start(Program program, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(program.options());
    command.add("-cp");
    command.add(program.classPath() + System.getProperty("path.separator") + ownClasses());
    command.add(ChildMain.class.getName());
    command.addAll(program.mainAndArguments());
    return ChildProcess.start(program.name(), command, log);
  }

  /** Where {@link ChildMain} is found: last, so that the program's own classes win. */
  private static Path ownClasses() {
    try {
      return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new SandboxException("no path to the sandbox's own classes", e);
    }
  }
}
