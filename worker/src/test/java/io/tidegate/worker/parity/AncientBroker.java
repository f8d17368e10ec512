package io.tidegate.worker.parity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Says over the wire what a broker of Kafka 0.10 says when a client asks which versions it speaks:
 * every client of today begins with that question, and ends there.
 */
final class AncientBroker implements AutoCloseable {
  private static final short API_VERSIONS = 18;
  private static final short METADATA = 3;
  private static final short UNSUPPORTED_VERSION = 35;

  private final ServerSocket socket;

  AncientBroker() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept, "ancient-broker");
    accepting.setDaemon(true);
    accepting.start();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread serving = new Thread(() -> serve(client), "ancient-broker-client");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (true) {
        int size = in.readInt();
        short key = in.readShort();
        short version = in.readShort();
        int correlation = in.readInt();
        in.skipNBytes(size - 8L);
        if (key != API_VERSIONS) {
          return; // a broker of that time closes on what it does not know
        }
        out.writeInt(4 + 2 + 4 + 2 * 6);
        out.writeInt(correlation);
        out.writeShort(version == 0 ? 0 : UNSUPPORTED_VERSION);
        out.writeInt(2);
        range(out, METADATA, 1);
        range(out, API_VERSIONS, 0);
        out.flush();
      }
    } catch (EOFException gone) {
      // the client went away
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void range(DataOutputStream out, short key, int max) throws IOException {
    out.writeShort(key);
    out.writeShort(0);
    out.writeShort(max);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
