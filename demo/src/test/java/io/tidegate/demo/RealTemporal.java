package io.tidegate.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.sandbox.TemporalServerProcess;
import java.nio.file.Path;
import java.util.Optional;

/** A real Temporal server for a test, which is reported as skipped where the machine has none. */
final class RealTemporal {
  private RealTemporal() {}

  static TemporalServerProcess start() {
    Optional<Path> tool = TemporalServerProcess.tool();
    assumeTrue(
        tool.isPresent(),
        "Temporal's command line tool is neither on the path nor named by "
            + TemporalServerProcess.TOOL_VARIABLE
            + ": CONTRIBUTING.md says how to get it");
    return TemporalServerProcess.start(tool.get());
  }
}
