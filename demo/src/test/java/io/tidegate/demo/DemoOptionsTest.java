package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.demo.DemoOptions.Misused;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {
  @Test
  void nothingSaidIsAPersonAndAnyPort() throws Misused {
    assertThat(DemoOptions.parse(List.of())).isEqualTo(new DemoOptions(false, false, 0));
  }

  @Test
  void everyWordIsTaken() throws Misused {
    assertThat(DemoOptions.parse(List.of("--auto", "--rollback", "--port", "8080")))
        .isEqualTo(new DemoOptions(true, true, 8080));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--automatic | unknown word '--automatic'; allowed: --auto, --rollback, --port N",
        "--port | --port '' is not a port; allowed: 1 to 65535",
        "--port 0 | --port '0' is not a port; allowed: 1 to 65535",
        "--port x | --port 'x' is not a port; allowed: 1 to 65535",
        "--rollback | --rollback goes with --auto; without it, trigger the rollback yourself: the demo prints how",
      })
  void nonsenseIsRefusedWithWhatIsAllowed(String words, String message) {
    assertThatThrownBy(() -> DemoOptions.parse(List.of(words.split(" "))))
        .isInstanceOf(Misused.class)
        .hasMessage(message);
  }

  @Test
  void aPortThatIsTakenIsRefusedBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DemoOptions options = new DemoOptions(true, false, taken.getLocalPort());

      assertThatThrownBy(options::requireFreePort)
          .isInstanceOf(Misused.class)
          .hasMessageContaining("--port " + taken.getLocalPort() + " cannot be used");
    }
  }
}
