package io.tidegate.worker;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.temporal.common.interceptors.WorkerInterceptor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import net.sourceforge.argparse4j.inf.Namespace;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker as it runs, in whichever JVM: the command line, the demo and the tests start it here,
 * in the same way.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private final Server server;

  private WorkerProcess(Server server) {
    this.server = server;
  }

  /**
   * Starts the worker and returns once it takes work.
   *
   * @param environment what {@code ${NAME}} in the file and {@code TEMPORAL_ADDRESS} and its like
   *     stand for
   * @param interceptors see each activity and workflow begin and end, as Temporal's own do: for
   *     tracing, and for tests that break things at a certain place
   */
  public static WorkerProcess start(
      Path config, Map<String, String> environment, WorkerInterceptor... interceptors)
      throws StartFailure {
    if (!Files.isRegularFile(config) || !Files.isReadable(config)) {
      throw new StartFailure(StartFailure.BAD_INPUT, config + " is not a file that can be read");
    }
    WorkerApplication application = new WorkerApplication(environment, interceptors);
    Bootstrap<WorkerConfiguration> bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    try {
      new ServerCommand<>(application)
          .run(bootstrap, new Namespace(Map.of("file", config.toString())));
    } catch (ConfigurationException e) {
      throw new StartFailure(StartFailure.BAD_INPUT, oneLine(config, e), e);
    } catch (StartFailure e) {
      throw e;
    } catch (
        IllegalArgumentException e) { // a variable that is not set, a value that a part refuses
      throw new StartFailure(StartFailure.BAD_INPUT, config + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE,
          "the worker cannot open its ports or files: " + e.getMessage(),
          e);
    } catch (Exception e) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE, "the worker cannot start: " + e.getMessage(), e);
    }
    return new WorkerProcess(application.server());
  }

  /** Health checks and metrics; with port 0 in the file, the port that was free. */
  public URI adminUri() {
    for (Connector connector : server.getConnectors()) {
      if ("admin".equals(connector.getName()) && connector instanceof NetworkConnector network) {
        String host = Objects.requireNonNullElse(network.getHost(), "127.0.0.1");
        return URI.create("http://" + host + ":" + network.getLocalPort());
      }
    }
    throw new IllegalStateException("the configuration's server has no admin connector");
  }

  /** Blocks until the server has stopped. */
  void join() throws InterruptedException {
    server.join();
  }

  /**
   * Takes no more work, interrupts what runs (another worker takes it up), then lets go of what it
   * holds.
   */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.info("Connections that were still open after the grace period were cut");
    } catch (Exception e) {
      throw new IllegalStateException("the worker did not stop cleanly", e);
    }
  }

  /**
   * Our own words where a value of ours refused; else Dropwizard's, which are a title and a list
   * with one item a line. The api says the same.
   */
  private static String oneLine(Path config, ConfigurationException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
        return config + ": " + cause.getMessage();
      }
    }
    String message = Objects.requireNonNullElse(e.getMessage(), config + " cannot be read");
    return String.join(
        " ", message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
  }
}
