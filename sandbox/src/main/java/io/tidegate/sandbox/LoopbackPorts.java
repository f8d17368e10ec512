package io.tidegate.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on 127.0.0.1 that stay free while their server is down.
 *
 * <p>They lie below the ports that Linux (32768 and up) and macOS (49152 and up) hand out to
 * outgoing connections: a client that retries a stopped server could otherwise be given the
 * server's own port, connect to itself and keep the server from coming back. A port is given out
 * once in a process; another process may still take it before it is bound.
 */
final class LoopbackPorts {

  static final String HOST = "127.0.0.1";

  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;
  private static final int TRIES_MAX = 1_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPorts() {}

  static int free() {
    for (int i = 0; i < TRIES_MAX; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port on %s between %d and %d in %d tries".formatted(HOST, FIRST, LAST, TRIES_MAX));
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
}
