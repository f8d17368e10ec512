package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that is not there yet is no error, and Kafka's client logs it as one. */
class QuietLoggerTest {
  private static final String LOGGER =
      "org.apache.kafka.clients.admin.internals.DescribeConsumerGroupsHandler";
  private static final Path ROOT = Path.of("..");

  @Test
  void itIsStillAClassOfTheClient() throws ClassNotFoundException {
    assertThat(Class.forName(LOGGER).getSimpleName()).isEqualTo("DescribeConsumerGroupsHandler");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"worker/worker.example.yml", "api/api.example.yml", "docker/tidegate.yml"})
  void theConfigurationOfAProcessQuietensIt(String file) throws IOException {
    JsonNode loggers =
        new ObjectMapper(new YAMLFactory())
            .readTree(ROOT.resolve(file).toFile())
            .path("logging")
            .path("loggers");

    assertThat(loggers.path("org.apache.kafka").asText()).isEqualTo("WARN");
    assertThat(loggers.path(LOGGER).isTextual()).isTrue();
    assertThat(loggers.path(LOGGER).asText()).isEqualTo("OFF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "worker/src/main/resources/parity-verbose.xml",
        "sandbox/src/main/resources/logback.xml"
      })
  void soDoesThatOfACommand(String file) throws IOException {
    assertThat(Files.readString(ROOT.resolve(file)))
        .contains("<logger name=\"" + LOGGER + "\" level=\"OFF\"/>");
  }
}
