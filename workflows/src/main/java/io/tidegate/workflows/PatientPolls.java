package io.tidegate.workflows;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.Set;

/**
 * A worker's polls wait for a Temporal that is away, instead of failing at once. The SDK doubles
 * its pause before the next poll with each that fails, up to a minute, and several fail at a time:
 * waves would stand still for that long after Temporal is back, some of them in their pause.
 */
final class PatientPolls implements ClientInterceptor {
  private static final Set<String> POLLS =
      Set.of(
          WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod().getFullMethodName(),
          WorkflowServiceGrpc.getPollActivityTaskQueueMethod().getFullMethodName());

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    boolean polls = POLLS.contains(method.getFullMethodName());
    return next.newCall(method, polls ? options.withWaitForReady() : options);
  }
}
