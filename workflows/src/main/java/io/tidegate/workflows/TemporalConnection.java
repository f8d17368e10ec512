package io.tidegate.workflows;

import com.uber.m3.tally.Scope;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.StatusUtils;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The Temporal service of this installation. Address, namespace, TLS and API key come from
 * Temporal's own environment configuration ({@code TEMPORAL_ADDRESS}, {@code TEMPORAL_NAMESPACE},
 * …); every process speaks through {@link Wire}.
 *
 * <p>Opening connects nothing: a service that is away is found by {@link #check} or by the first
 * call, which ends within {@link #CALL_MAX}, retries included.
 */
public final class TemporalConnection implements AutoCloseable {
  /** The longest that a call takes, retries included; long polls of a worker apart. */
  public static final Duration CALL_MAX = Duration.ofSeconds(4);

  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(3);
  private static final Duration QUERY_MAX = Duration.ofSeconds(2);
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
  private static final String PROBE_ID = "tidegate/probe";

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  private TemporalConnection(WorkflowServiceStubs stubs, WorkflowClient client) {
    this.stubs = stubs;
    this.client = client;
  }

  /**
   * For a process that only calls: starts, signals, describes. It gives up after {@link #CALL_MAX}.
   *
   * @param environment the process's own, or what stands for it where several processes share a JVM
   * @throws IOException when the file that {@code TEMPORAL_CONFIG_FILE} names cannot be read
   */
  public static TemporalConnection forCalls(Map<String, String> environment) throws IOException {
    return open(
        environment,
        options ->
            options
                .setRpcTimeout(ATTEMPT_MAX)
                .setRpcQueryTimeout(QUERY_MAX)
                .setRpcRetryOptions(
                    RpcRetryOptions.newBuilder()
                        .setExpiration(CALL_MAX)
                        .setMaximumInterval(Duration.ofSeconds(1))
                        .validateBuildWithDefaults()));
  }

  /**
   * For a worker, whose answers are worth the SDK's own patience; else as {@link #forCalls}.
   *
   * @param metrics takes what the SDK measures
   */
  public static TemporalConnection forWorker(Map<String, String> environment, Scope metrics)
      throws IOException {
    return open(
        environment,
        options ->
            options
                .setMetricsScope(metrics)
                .setGrpcClientInterceptors(List.of(new PatientPolls())));
  }

  private static TemporalConnection open(
      Map<String, String> environment, UnaryOperator<WorkflowServiceStubsOptions.Builder> manners)
      throws IOException {
    ClientConfigProfile profile =
        ClientConfigProfile.load(
            LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
    WorkflowServiceStubsOptions.Builder service =
        WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions());
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(manners.apply(service).build());
    WorkflowClientOptions client =
        WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
            .setDataConverter(Wire.dataConverter())
            .validateAndBuildWithDefaults();
    return new TemporalConnection(stubs, WorkflowClient.newInstance(stubs, client));
  }

  public WorkflowClient client() {
    return client;
  }

  /** Host and port, for people. */
  public String address() {
    return stubs.getOptions().getTarget();
  }

  /**
   * Returns when the service answers and knows the namespace: it is asked for a workflow that
   * nobody ever started.
   *
   * @throws StatusRuntimeException when it does not, within seconds
   */
  public void check() {
    var request =
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(client.getOptions().getNamespace())
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(PROBE_ID))
            .build();
    try {
      var unused = within(ATTEMPT_MAX).describeWorkflowExecution(request);
    } catch (StatusRuntimeException e) {
      boolean noSuchNamespace = StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class);
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND || noSuchNamespace) {
        throw e;
      }
    }
  }

  /**
   * Whether this is Temporal's in-JVM service, which loses its state with its process and needs
   * {@link Workflows#STICKY_EMBEDDED}: it alone tells no version of a server. A process asks it
   * first of all, so a service that is busy or still starting is waited for, 20 seconds at most;
   * one that refuses the connection is not.
   *
   * @throws StatusRuntimeException when the service does not answer
   */
  public boolean isEmbedded() {
    return within(START_MAX)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
        .getServerVersion()
        .isEmpty();
  }

  private WorkflowServiceBlockingStub within(Duration most) {
    return stubs.blockingStub().withDeadlineAfter(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    stubs.shutdown();
    stubs.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    stubs.shutdownNow();
  }
}
