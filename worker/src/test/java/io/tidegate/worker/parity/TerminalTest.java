package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.parity.Command.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A refusal repeats what was typed, and a terminal must not obey it. */
class TerminalTest {
  private static final String HOSTILE = "\u001b[2J\nGREEN\r\u202e";
  private static final String SHOWN = "\\u001b[2J\\u000aGREEN\\u000d\\u202e";

  @Test
  void whatWasTypedIsRepeatedInOnePrintableLine() {
    assertThat(Command.run(List.of("--gr" + HOSTILE)).line())
        .startsWith("tidegate parity: unknown option --gr" + SHOWN);
    assertThat(refused("a", HOSTILE).line())
        .isEqualTo("tidegate parity: a" + SHOWN + ": no such file");
  }

  @Test
  void neitherIsItInATrace() {
    Answer answer = refused("a", HOSTILE, "--verbose");
    assertThat(answer.code()).isEqualTo(64);
    assertThat(answer.err().lines())
        .hasSizeGreaterThan(1)
        .anySatisfy(line -> assertThat(line).startsWith("    at io.tidegate"))
        .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\x{202e}]"));
  }

  private static Answer refused(String file, String hostile, String... more) {
    List<String> words = List.of("--source", file + hostile, "--target", "b", "--group", "g");
    return Command.run(Stream.concat(words.stream(), List.of(more).stream()).toList());
  }
}
