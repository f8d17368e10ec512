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

  private static final long DISCARDED_MAX = 8L * 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!request.hasEntity()) {
      return;
    }
    InputStream body = request.getEntityStream();
    if (request.getLength() > BYTES_MAX) {
      discard(body);
      throw tooLarge(request.getLength() + " bytes");
    }
    byte[] read = body.readNBytes(BYTES_MAX + 1);
    if (read.length > BYTES_MAX) {
      discard(body);
      throw tooLarge("more than that");
    }
    request.setEntityStream(new ByteArrayInputStream(read));
  }

  /**
   * Whoever is still sending does not read: a bounded part is taken from them, so that the answer
   * arrives.
   */
  private static void discard(InputStream body) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int read = 0;
    for (long taken = 0; read >= 0 && taken < DISCARDED_MAX; taken += read) {
      read = body.read(buffer);
    }
  }

  private static Refusal tooLarge(String found) {
    return new Refusal(
        ProblemType.BODY_TOO_LARGE,
        "at most " + BYTES_MAX + " bytes are taken, this body has " + found);
  }
}
