package io.tidegate.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on 127.0.0.1 that stay free while their server is down.
 *
 * <p>They lie below the ports that Linux (32768 and up) and macOS (49152 and up) hand out to
 * outgoing connections: a client that retries a stopped server could otherwise be given the
 * server's own port, connect to itself and keep the server from coming back. A port is given out
 * once in a process, and no other process that takes its ports here is given it: each listens on
 * the first port of a stretch for as long as it lives, and takes the others of it alone.
 */
final class LoopbackPorts {

  static final String HOST = "127.0.0.1";

  /** As many as one process needs, as a rule; then it takes another stretch. */
  static final int STRETCH = 200;

  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;

  /** Kept open: nobody else has a stretch whose first port is taken. */
  private static final List<ServerSocket> STRETCHES = new ArrayList<>();

  private static int next;
  private static int end;

  private LoopbackPorts() {}

  static synchronized int free() {
    while (true) {
      if (next == end) {
        takeStretch();
      }
      int port = next++;
      if (isFree(port)) {
        return port;
      }
    }
  }

  /** The first ones belong to whoever came first, so this looks from any place on. */
  private static void takeStretch() {
    int stretches = (LAST + 1 - FIRST) / STRETCH;
    int from = ThreadLocalRandom.current().nextInt(stretches);
    for (int i = 0; i < stretches; i++) {
      int first = FIRST + (from + i) % stretches * STRETCH;
      Optional<ServerSocket> taken = listen(first);
      if (taken.isPresent()) {
        STRETCHES.add(taken.get());
        next = first + 1;
        end = first + STRETCH;
        return;
      }
    }
    throw new IllegalStateException(
        "no %d ports on %s between %d and %d that nobody else takes"
            .formatted(STRETCH, HOST, FIRST, LAST));
  }

  /** {@code 127.0.0.1:port} of a free port. */
  static String freeAddress() {
    return HOST + ":" + free();
  }

  /** The address itself, whatever the JVM prefers to call loopback. */
  static InetSocketAddress address(int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address(port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, address(port).getAddress()));
    } catch (IOException taken) {
      return Optional.empty();
    }
  }
}
