package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemporalSandboxIT {

  @Test
  void itAnswersTheWorkflowService() {
    GetSystemInfoResponse info = systemInfo(World.shared().temporal());

    assertThat(info.hasCapabilities()).isTrue();
  }

  @Test
  void itServesItsNamespace() {
    TemporalSandbox temporal = World.shared().temporal();
    WorkflowServiceStubs stubs = connect(temporal);
    try {
      assertThat(
              stubs
                  .blockingStub()
                  .describeNamespace(
                      DescribeNamespaceRequest.newBuilder()
                          .setNamespace(temporal.namespace())
                          .build())
                  .getNamespaceInfo()
                  .getName())
          .isEqualTo(temporal.namespace());
    } finally {
      stubs.shutdownNow();
    }
  }

  @Test
  void itListensOnLoopbackAlone() throws IOException {
    int port = Loopback.port(World.shared().temporal().target());

    assertThat(Loopback.answersOn(port)).isTrue();
    assertThat(Loopback.answersElsewhere(port)).isFalse();
  }

  @Test
  void anOutageKeepsThePort() {
    try (TemporalSandbox temporal = TemporalSandbox.start()) {
      String before = temporal.target();
      systemInfo(temporal);

      temporal.stop();
      assertThatThrownBy(() -> systemInfo(temporal))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e ->
                  assertThat(e.getStatus().getCode())
                      .isIn(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED));

      temporal.startAgain();
      assertThat(temporal.target()).isEqualTo(before);
      assertThat(systemInfo(temporal).hasCapabilities()).isTrue();
    }
  }

  private static GetSystemInfoResponse systemInfo(TemporalSandbox temporal) {
    WorkflowServiceStubs stubs = connect(temporal);
    try {
      return stubs.blockingStub().getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
    } finally {
      stubs.shutdownNow();
      stubs.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static WorkflowServiceStubs connect(TemporalSandbox temporal) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(temporal.target())
            .setRpcTimeout(Duration.ofSeconds(5))
            .build());
  }
}
