package io.tidegate.sandbox;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's in-JVM test service behind a gRPC port on 127.0.0.1, in real time: time skipping is
 * off.
 *
 * <p>Limits: its state lives in this process and is gone after {@link #stop()}. Listing workflows,
 * reset, schedules and namespaces are not implemented. A worker must set its {@code
 * stickyQueueScheduleToStartTimeout} to zero, or every open workflow hangs after the worker
 * restarts. Not for production.
 */
public final class TemporalSandbox implements AutoCloseable {

  private static final String NAMESPACE = "default";
  private static final boolean LOCK_TIME_SKIPPING = true;
  private static final long NOW = 0;
  private static final long STOP_SECONDS_MAX = 5;

  private final int port = LoopbackPorts.free();
  private @Nullable Running running;

  private record Running(TestServicesStarter services, Server server) {}

  private TemporalSandbox() {}

  /** Starts an empty service and returns once its port answers. */
  public static TemporalSandbox start() {
    TemporalSandbox sandbox = new TemporalSandbox();
    sandbox.startAgain();
    return sandbox;
  }

  /** {@code 127.0.0.1:port}; the same after a stop and a start. */
  public String target() {
    return LoopbackPorts.HOST + ":" + port;
  }

  public String namespace() {
    return NAMESPACE;
  }

  /** Stops the service and forgets every workflow; nothing if it is stopped. */
  public synchronized void stop() {
    Running stopping = running;
    if (stopping == null) {
      return;
    }
    running = null;
    // Workers hold long polls open: they are cut, not waited for.
    stopping.server().shutdownNow();
    try {
      if (!stopping.server().awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new SandboxException(
            "the Temporal port " + port + " did not close in " + STOP_SECONDS_MAX + " s", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while stopping Temporal", e);
    } finally {
      stopping.services().close();
    }
  }

  /** Starts an empty service on the same port; nothing if it runs. */
  public synchronized void startAgain() {
    if (running != null) {
      return;
    }
    TestServicesStarter services = new TestServicesStarter(LOCK_TIME_SKIPPING, NOW);
    try {
      NettyServerBuilder builder = NettyServerBuilder.forAddress(LoopbackPorts.address(port));
      GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
      running = new Running(services, builder.build().start());
    } catch (IOException e) {
      services.close();
      throw new SandboxException("Temporal did not start on " + target(), e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
