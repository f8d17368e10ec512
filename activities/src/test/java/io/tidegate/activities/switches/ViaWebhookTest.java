package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViaWebhookTest extends ViaContract {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable HttpServer server;

  @Override
  Via whoever(Conduct conduct) throws IOException {
    HttpServer starting =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    starting.setExecutor(threads);
    starting.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (conduct == Conduct.NEVER_ENDS) {
              awaitEnd();
            }
            exchange.sendResponseHeaders(conduct == Conduct.DOES_IT ? 200 : 500, -1);
          }
        });
    starting.start();
    server = starting;
    return via(starting.getAddress().getPort());
  }

  private static Via via(int port) {
    String url = "http://127.0.0.1:" + port + "/ops";
    var webhooks =
        new Webhooks(
            new WebhookSignature("key"), new AllowedUrls(List.of(url)), InstantSource.system());
    return new ViaWebhook(webhooks, url);
  }

  private void awaitEnd() {
    try {
      var unused = end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    end.countDown();
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }

  @Override
  String failure() {
    return "answered 500";
  }

  /** The second answer of the first request must not be taken for that of the next one. */
  @Test
  void anAnswerThatIsGivenTwiceCountsOnce() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      AtomicInteger requests = new AtomicInteger();
      Future<?> serving = threads.submit(() -> answerTwice(listening, requests));
      Via via = via(listening.getLocalPort());
      assertThat(ask(via, WITHIN)).isEqualTo(new Answer.Done("1"));
      assertThat(ask(via, WITHIN)).isIn(new Answer.Done("2"), new Answer.Done("3"));
      serving.cancel(true);
    }
  }

  private static Void answerTwice(ServerSocket listening, AtomicInteger requests)
      throws IOException {
    while (true) {
      try (Socket socket = listening.accept()) {
        byte[] buffer = new byte[8192];
        while (socket.getInputStream().read(buffer) > 0) {
          if (!new String(buffer, StandardCharsets.UTF_8).contains("idempotencyKey")) {
            continue;
          }
          int number = requests.incrementAndGet();
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
          byte[] both = (answer + number + answer + "X").getBytes(StandardCharsets.US_ASCII);
          socket.getOutputStream().write(both);
          socket.getOutputStream().flush();
          buffer = new byte[8192];
        }
      }
    }
  }
}
