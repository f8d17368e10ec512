package io.tidegate.api.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Times each request by operation and status. An operation is a resource's method, so what
 * strangers send makes no new series.
 */
@PreMatching
public final class RequestTimer implements ContainerRequestFilter, ContainerResponseFilter {

  private static final String BEGAN = RequestTimer.class.getName();

  private final MeterRegistry registry;
  @Context private @Nullable ResourceInfo resource;

  public RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    request.setProperty(BEGAN, System.nanoTime());
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(BEGAN) instanceof Long began) {
      Timer.builder("tidegate.api.requests")
          .description("Requests by operation and status")
          .tag("operation", operation())
          .tag("status", Integer.toString(response.getStatus()))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private String operation() {
    if (resource == null || resource.getResourceMethod() == null) {
      return "none";
    }
    return resource.getResourceClass().getSimpleName()
        + "."
        + resource.getResourceMethod().getName();
  }
}
