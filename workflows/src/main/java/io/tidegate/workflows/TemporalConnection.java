package io.tidegate.workflows;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The Temporal service of this installation. Address, namespace, TLS and API key come from
 * Temporal's own environment configuration ({@code TEMPORAL_ADDRESS}, {@code TEMPORAL_NAMESPACE},
 * …); every process speaks through {@link Wire}.
 *
 * <p>Opening does not connect: a service that is away shows in the first call, which fails within
 * {@link #RPC_TIMEOUT}.
 */
public final class TemporalConnection implements AutoCloseable {
  /** Of one call, long polls apart. */
  public static final Duration RPC_TIMEOUT = Duration.ofSeconds(5);

  /** Of one query. */
  public static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private TemporalConnection(WorkflowServiceStubsOptions service, WorkflowClientOptions client) {
    this.stubs = WorkflowServiceStubs.newServiceStubs(service);
    this.client = WorkflowClient.newInstance(stubs, client);
  }

  /**
   * As the environment says.
   *
   * @param environment the process's own, or what stands for it where several processes share a JVM
   */
  public static TemporalConnection from(Map<String, String> environment) {
    try {
      return of(
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build()));
    } catch (IOException e) {
      throw new UncheckedIOException("Temporal's environment configuration cannot be read", e);
    }
  }

  private static TemporalConnection of(ClientConfigProfile profile) {
    return new TemporalConnection(
        WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
            .setRpcTimeout(RPC_TIMEOUT)
            .setRpcQueryTimeout(QUERY_TIMEOUT)
            .build(),
        WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
            .setDataConverter(Wire.dataConverter())
            .build());
  }

  public WorkflowClient client() {
    return client;
  }

  public String namespace() {
    return client.getOptions().getNamespace();
  }

  public String address() {
    return stubs.getOptions().getTarget();
  }

  /**
   * Returns if the service answers within {@link #QUERY_TIMEOUT}; else throws, for a health check.
   */
  public void check() {
    stubs
        .blockingStub()
        .withDeadlineAfter(QUERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
  }

  @Override
  public void close() {
    stubs.shutdown();
    stubs.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }
}
