package io.tidegate.sandbox;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Temporal server, the dev server of Temporal's own command line tool, as a process on
 * 127.0.0.1 whose state is in a file: it survives {@link #kill()}. State and port are gone after
 * {@link #close()}.
 *
 * <p>The tool is not part of this build: ask {@link #tool()} whether the machine has it.
 */
public final class TemporalServerProcess implements AutoCloseable {

  /** Names the tool where it is not on the path. */
  public static final String TOOL_VARIABLE = "TEMPORAL_CLI";

  private static final Duration START_DEADLINE = Duration.ofSeconds(30);

  /** The server does not look at its standard input, so a guard beside it ends it with this JVM. */
  private static final String GUARDED =
      "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec \"$0\" \"$@\"";

  private final Path tool;
  private final int port = LoopbackPorts.free();
  private final int uiPort = LoopbackPorts.free();
  private final ScratchDirectory directory = ScratchDirectory.create("temporal");
  private @Nullable ChildProcess server;

  private TemporalServerProcess(Path tool) {
    this.tool = tool;
  }

  /**
   * The command line tool {@code temporal}: what {@value #TOOL_VARIABLE} names, else the first on
   * the path; empty where the machine has none.
   */
  public static Optional<Path> tool() {
    Map<String, String> environment = System.getenv();
    String named = environment.get(TOOL_VARIABLE);
    Stream<Path> candidates =
        named != null
            ? Stream.of(Path.of(named))
            : Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "temporal"));
    return candidates.filter(Files::isExecutable).findFirst();
  }

  /** Starts an empty server and returns once it serves. */
  public static TemporalServerProcess start(Path tool) {
    TemporalServerProcess started = new TemporalServerProcess(tool);
    try {
      started.startAgain();
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:port}; the same after a kill and a start. */
  public String target() {
    return LoopbackPorts.HOST + ":" + port;
  }

  public String namespace() {
    return "default";
  }

  /** Starts it again on the same port and file; nothing if it runs. */
  public synchronized void startAgain() {
    ChildProcess running = server;
    if (running != null && running.isAlive()) {
      return;
    }
    List<String> command =
        List.of(
            "sh",
            "-c",
            GUARDED,
            tool.toString(),
            "server",
            "start-dev",
            "--ip",
            LoopbackPorts.HOST,
            "--port",
            String.valueOf(port),
            "--ui-port",
            String.valueOf(uiPort),
            "--db-filename",
            directory.path().resolve("temporal.db").toString(),
            "--log-level",
            "warn");
    ChildProcess starting =
        ChildProcess.start("Temporal server", command, directory.path().resolve("log"));
    server = starting;
    starting.await(START_DEADLINE, "it to serve on " + target(), this::serves);
  }

  private boolean serves() {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
    try {
      stubs.healthCheck();
      return true;
    } finally {
      stubs.shutdownNow();
    }
  }

  /** Ends it in the middle of whatever it does (SIGKILL) and returns once it is gone. */
  public synchronized void kill() {
    ChildProcess running = server;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException("the Temporal server does not run");
    }
    running.kill();
  }

  @Override
  public synchronized void close() {
    ChildProcess running = server;
    try {
      if (running != null) {
        running.close();
      }
    } finally {
      directory.delete();
    }
  }
}
