package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.parity.Command.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TooOldBrokerTest {

  @Test
  void aBrokerTooOldForTheClientIsOneLineThatSaysWhichWouldDo(@TempDir Path folder)
      throws Exception {
    try (AncientBroker ancient = new AncientBroker()) {
      Path file =
          Files.writeString(
              folder.resolve("ancient.properties"),
              "bootstrap.servers=" + ancient.bootstrapServers() + "\n");
      Instant start = Instant.now();
      Answer answer =
          Command.run(
              List.of(
                  "--source", file.toString(), "--target", file.toString(), "--group", "reader"));
      assertThat(answer.code()).isEqualTo(69);
      assertThat(answer.line())
          .startsWith("tidegate parity: the source cluster cannot be reached (" + file)
          .contains("too old")
          .contains("the oldest Kafka that can be read is 2.1");
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }
  }
}
