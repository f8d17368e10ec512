package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a long check speaks. */
class ProgressLineTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void aShortCheckIsSilent() {
    try (ProgressLine line = line(false)) {
      after(1_999);
      line.at("1 of 2 partitions");
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aLogGetsALineEveryFiveSeconds() {
    try (ProgressLine line = line(false)) {
      after(2_000);
      line.at("1 of 9 partitions");
      after(4_999);
      line.at("2 of 9 partitions");
      after(1);
      line.at("3 of 9 partitions");
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "tidegate parity: 1 of 9 partitions", "tidegate parity: 3 of 9 partitions");
  }

  @Test
  void aTerminalGetsOneLineThatIsTakenAwayAgain() {
    try (ProgressLine line = line(true)) {
      after(2_000);
      line.at("1 of 9 partitions");
      after(200);
      line.at("2 of 9 partitions");
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .doesNotContain("\n")
        .contains("\r\u001b[Ktidegate parity: 2 of 9 partitions")
        .endsWith("\r\u001b[K");
  }

  @Test
  void whatIsReadIsToldAgainstWhatWasPlanned() {
    try (ProgressLine line = line(false)) {
      line.plans(600 * ProgressLine.MEBIBYTE, () -> 120 * ProgressLine.MEBIBYTE + 7);
      after(2_000);
      line.at("1 of 9 partitions");
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("tidegate parity: 1 of 9 partitions; read 120 of about 600 MiB");
  }

  @Test
  void noNameInItIsObeyed() {
    try (ProgressLine line = line(false)) {
      after(2_000);
      line.at("group \u001b[2J\nGREEN");
      line.say("topic \r\u001b[2J");
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "tidegate parity: group \\u001b[2J\\u000aGREEN",
            "tidegate parity: topic \\u000d\\u001b[2J");
  }

  private ProgressLine line(boolean live) {
    return new ProgressLine(new Screen(err, err, false, live), () -> now);
  }

  private void after(long millis) {
    now = now.plusMillis(millis);
  }
}
