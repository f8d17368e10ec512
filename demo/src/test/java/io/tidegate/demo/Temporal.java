package io.tidegate.demo;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.util.function.Function;

/** Where the Temporal of the stage is. */
record Temporal(String target, String namespace) {

  /** A question to it, on a connection of its own. */
  <T> T ask(Function<WorkflowClient, T> question) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
    try {
      return question.apply(
          WorkflowClient.newInstance(
              stubs, WorkflowClientOptions.newBuilder().setNamespace(namespace).build()));
    } finally {
      stubs.shutdownNow();
    }
  }
}
