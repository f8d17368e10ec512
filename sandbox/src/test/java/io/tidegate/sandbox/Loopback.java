package io.tidegate.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

/** Who answers on a port, seen from this machine's addresses. */
final class Loopback {

  private static final int CONNECT_MS_MAX = 1_000;

  private Loopback() {}

  static int port(String hostAndPort) {
    return Integer.parseInt(hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1));
  }

  static boolean answersOn(int port) {
    try {
      return connects(LoopbackPorts.address(port));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether any other address of this machine is answered on; a second loopback address counts. */
  static boolean answersElsewhere(int port) throws IOException {
    byte[] secondLoopback = {127, 0, 0, 2};
    if (connects(new InetSocketAddress(InetAddress.getByAddress(secondLoopback), port))) {
      return true;
    }
    return addresses().stream()
        .filter(address -> !address.isLoopbackAddress())
        .anyMatch(address -> connects(new InetSocketAddress(address, port)));
  }

  private static List<InetAddress> addresses() throws SocketException {
    return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
  }

  private static boolean connects(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MS_MAX);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
