package io.tidegate.api.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the whole body before anything looks at it, at most {@link #BYTES_MAX}. It runs after
 * authentication: a stranger sends no body.
 *
 * <p>The bound is that of a runbook, the largest thing that anybody sends.
 */
@Priority(Priorities.AUTHENTICATION + 1)
public final class BodyLimit implements ContainerRequestFilter {

  public static final int BYTES_MAX = 512 * 1024;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!request.hasEntity()) {
      return;
    }
    if (request.getLength() > BYTES_MAX) {
      throw tooLarge(request.getLength() + " bytes");
    }
    InputStream body = request.getEntityStream();
    byte[] read = body.readNBytes(BYTES_MAX + 1);
    if (read.length > BYTES_MAX) {
      throw tooLarge("more than that");
    }
    request.setEntityStream(new ByteArrayInputStream(read));
  }

  private static Refusal tooLarge(String found) {
    return new Refusal(
        ProblemType.BODY_TOO_LARGE,
        "at most " + BYTES_MAX + " bytes are taken, this body has " + found);
  }
}
