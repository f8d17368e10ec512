package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.parity.Command.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address where something else listens: a proxy, a console, a health port. */
class NotKafkaTest {
  private static final byte[] ANSWER =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aPortThatSpeaksHttpIsAClusterThatCannotBeReached(@TempDir Path folder) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(socket), "not-kafka");
      answering.setDaemon(true);
      answering.start();
      String servers = "127.0.0.1:" + socket.getLocalPort();
      Path file =
          Files.writeString(folder.resolve("http.properties"), "bootstrap.servers=" + servers);

      Answer answer =
          Command.run(
              List.of(
                  "--source", file.toString(), "--target", file.toString(), "--group", "reader"));

      assertThat(answer.code()).as(answer.err()).isEqualTo(69);
      assertThat(answer.line())
          .startsWith("tidegate parity: the source cluster cannot be reached (" + file)
          .contains(servers)
          .contains("does not speak Kafka's protocol");
    }
  }

  private static void answer(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        if (client.getInputStream().read() >= 0) {
          client.getOutputStream().write(ANSWER);
        }
      } catch (IOException closed) {
        // the client went away, or the test is over
      }
    }
  }
}
