package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckMainTest {

  @TempDir private Path folder = Path.of(".");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aGoodRunbookIsOk() throws IOException {
    Path file = Files.writeString(folder.resolve("good.yaml"), Yaml.runbook("good", "payments"));

    assertThat(check(file)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(file + ": ok\n");
    assertThat(err.size()).isZero();
  }

  @Test
  void eachFindingIsALineWithItsPlace() throws IOException {
    String yaml =
        Yaml.runbook("bad", "payments").replace("    owner: payments-owners\n", "")
            + "speed: high\n";
    Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);

    assertThat(check(file)).isEqualTo(64);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).matches(".*bad\\.yaml:\\d+:\\d+  .*"))
        .anySatisfy(line -> assertThat(line).contains("owner"))
        .anySatisfy(line -> assertThat(line).contains("speed").contains("; allowed: "));
  }

  @Test
  void whatIsNoRunbookIsOneLine() throws IOException {
    Path binary =
        Files.write(
            folder.resolve("binary"), new byte[] {(byte) 0xca, (byte) 0xfe, 0, (byte) 0xff});

    for (Path file : new Path[] {folder.resolve("missing.yaml"), folder, binary}) {
      err.reset();
      assertThat(check(file)).isEqualTo(64);
      assertThat(err.toString(StandardCharsets.UTF_8).lines())
          .hasSize(1)
          .allSatisfy(line -> assertThat(line).contains(file.toString()));
    }
  }

  private int check(Path file) {
    return CheckMain.run(file.toString(), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
