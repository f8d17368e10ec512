package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody uploads: an answer, never an exception, and places that exist. */
class MutatedRunbookTest {

  private static final int DOCUMENTS = 3_000;
  private static final List<String> SHARDS =
      List.of(
          "\t",
          "\n",
          "  ",
          "- ",
          ": ",
          "{",
          "}",
          "[",
          "]",
          "*a",
          "&a ",
          "!!x ",
          "? ",
          "|\n",
          ">\n",
          "'",
          "\"",
          "#",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "%TAG ! x\n",
          "~",
          "null",
          "-1",
          "\u0000",
          "\uFEFF",
          "é",
          "\uD83D\uDE00",
          "\u2028",
          "\r",
          "PT",
          "P99999999999D",
          "PT999999999H",
          "<<: ",
          "\\",
          "@",
          "`",
          "0x1F",
          "1e9");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void neverThrows(long seed) throws IOException {
    Random random = new Random(seed);
    String original = seed % 2 == 0 ? Files.readString(Path.of("consumers.yaml")) : Yaml.SMALLEST;
    for (int document = 0; document < DOCUMENTS; document++) {
      byte[] bytes = mutate(original, random).getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(8) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertPlacesExist(bytes);
    }
  }

  private static String mutate(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, SHARDS.get(random.nextInt(SHARDS.size())));
        case 1 -> text.delete(at, end);
        case 2 -> text.replace(at, end, SHARDS.get(random.nextInt(SHARDS.size())));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
      if (text.isEmpty()) {
        text.append('x');
      }
    }
    return text.toString();
  }

  private static void assertPlacesExist(byte[] bytes) {
    List<Finding> findings = Yaml.findingsOf(RunbookParser.parse(bytes));
    String text = new String(bytes, StandardCharsets.UTF_8);
    long lines =
        text.chars()
                .filter(
                    c -> c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029' || c == '\u0085')
                .count()
            + 1;
    assertThat(findings).as(text).isSortedAccordingTo(Finding.byPosition());
    assertThat(findings)
        .as(text)
        .allMatch(finding -> finding.line() <= lines && !finding.problem().isBlank());
  }
}
