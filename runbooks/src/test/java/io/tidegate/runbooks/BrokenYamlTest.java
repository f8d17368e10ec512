package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no runbook at all, or no YAML. */
class BrokenYamlTest {

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("", 1, 1, "the document is empty"),
        arguments("# only a comment\n", 1, 1, "the document is empty"),
        arguments("---\n...\n", 1, 1, "the document is empty"),
        arguments("~", 1, 1, "the document is empty"),
        arguments("just text", 1, 1, "'just text' where a mapping stands"),
        arguments("- a\n- b\n", 1, 1, "a list where a mapping stands"),
        arguments("runbook: v1\n\tname: x\n", 2, 1, "not YAML"),
        arguments("runbook: v1\nname: [a\nsource: b\n", 3, 7, "not YAML"),
        arguments("runbook: v1\nname: \"open\n", 3, 1, "not YAML"),
        arguments("runbook: v1\nname: *nobody\n", 2, 7, "alias *nobody"),
        arguments("runbook: v1\nname: a: b\n", 2, 8, "not YAML"),
        arguments("runbook: v1\nna\u0007me: a\n", 2, 3, "character U+0007"),
        arguments("%YAML 3.0\n---\nrunbook: v1\n", 1, 1, "not YAML"));
  }

  @ParameterizedTest(name = "{0} breaks at {1}:{2}")
  @MethodSource("broken")
  void whatIsNoRunbookAtAllHasAPlaceToo(String yaml, int line, int column, String problem) {
    Finding first =
        Yaml.findings(yaml).get(yaml.contains("*nobody") ? Yaml.findings(yaml).size() - 1 : 0);

    assertThat(first.problem()).startsWith(problem);
    assertThat(first.line() + ":" + first.column()).isEqualTo(line + ":" + column);
  }

  @Test
  void bytesThatAreNotUtf8AreFoundWhereTheyStand() {
    byte[] bytes = "runbook: v1\nname: ä\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Yaml.findingsOf(RunbookParser.parse(bytes)))
        .containsExactly(new Finding(2, 7, "", "bytes that are not UTF-8", "UTF-8"));
  }

  @Test
  void aFileBeyondTheBoundIsRefusedUnread() {
    byte[] bytes = new byte[RunbookParser.BYTES_MAX + 1];

    assertThat(Yaml.findingsOf(RunbookParser.parse(bytes)))
        .containsExactly(new Finding(1, 1, "", "524289 bytes", "at most 524288 bytes"));
  }

  @Test
  void aliasesThatMultiplyAreFindingsAndNothingIsMultiplied() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int level = 1; level <= 60; level++) {
      String below = "*a" + (level - 1);
      bomb.append("a%d: &a%d [%s, %s]\n".formatted(level, level, below, below));
    }

    List<Finding> findings = Yaml.findings(bomb.toString());

    assertThat(findings).filteredOn(finding -> finding.problem().startsWith("alias")).hasSize(120);
  }

  @Test
  void nestingBeyondTheBoundEndsTheWalk() {
    assertThat(Yaml.findings("a: " + "[".repeat(200_000)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.problem()).isEqualTo("nested deeper than 32 levels");
              assertThat(finding.column()).isEqualTo(35);
            });
  }
}
