package io.tidegate.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * The words after {@code ./tidegate demo}.
 *
 * @param auto approves as the sample owners and ends with the wave
 * @param rollback with {@code auto}: lets the wave switch, then triggers the rollback as on-call
 * @param port of the api; 0 for any free one
 */
record DemoOptions(boolean auto, boolean rollback, int port) {

  /** What was typed makes no sense; the message says what does. */
  static final class Misused extends Exception {
    Misused(String message) {
      super(message);
    }
  }

  static DemoOptions parse(List<String> words) throws Misused {
    boolean auto = false;
    boolean rollback = false;
    int port = 0;
    for (int i = 0; i < words.size(); i++) {
      switch (words.get(i)) {
        case "--auto" -> auto = true;
        case "--rollback" -> rollback = true;
        case "--port" -> port = port(++i < words.size() ? words.get(i) : "");
        default ->
            throw new Misused(
                "unknown word '" + words.get(i) + "'; allowed: --auto, --rollback, --port N");
      }
    }
    if (rollback && !auto) {
      throw new Misused(
          "--rollback goes with --auto; without it, trigger the rollback yourself: the demo prints how");
    }
    return new DemoOptions(auto, rollback, port);
  }

  private static int port(String word) throws Misused {
    try {
      int port = Integer.parseInt(word);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // the message below says what is allowed
    }
    throw new Misused("--port '" + word + "' is not a port; allowed: 1 to 65535");
  }

  /** Before anything starts: a port that is taken would be found only after the clusters are up. */
  void requireFreePort() throws Misused {
    if (port != 0) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        free.setReuseAddress(true);
      } catch (IOException e) {
        throw new Misused(
            "--port "
                + port
                + " cannot be used: "
                + e.getMessage()
                + "; choose another, or leave it out");
      }
    }
  }
}
