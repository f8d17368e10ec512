package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.sandbox.MainProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;

/** What a {@link KillableWorker} says of its own health. */
final class Healthcheck {
  private Healthcheck() {}

  /** Each check by its name, as the process answers now; where, it said when it was ready last. */
  static JsonNode ask(MainProcess worker) throws IOException {
    String said = Files.readString(worker.log()).strip();
    String address = said.substring(said.lastIndexOf(' ') + 1);
    HttpURLConnection asked =
        (HttpURLConnection) URI.create(address + "/healthcheck").toURL().openConnection();
    try (InputStream answer =
        asked.getResponseCode() == HttpURLConnection.HTTP_OK
            ? asked.getInputStream()
            : asked.getErrorStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }
}
