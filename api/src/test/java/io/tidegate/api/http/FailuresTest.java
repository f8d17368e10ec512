package io.tidegate.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final Failures failures = new Failures();

  @Test
  void whatNobodyForesawShowsANumberAndNothingElse() {
    Response answer =
        failures.toResponse(new IllegalStateException("password=hunter2 at io.tidegate.Secret"));

    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(text(answer))
        .contains("urn:tidegate:problem:unexpected")
        .doesNotContain("hunter2")
        .doesNotContain("Secret");
  }

  @Test
  void aLostConnectionIsNotASurprise() {
    Response answer =
        failures.toResponse(new IllegalStateException(new SQLException("gone", "08006")));

    assertThat(answer.getStatus()).isEqualTo(503);
    assertThat(text(answer)).contains("urn:tidegate:problem:ledger-unavailable");
  }

  @Test
  void aStatementThatIsRefusedIsOne() {
    assertThat(
            failures
                .toResponse(new IllegalStateException(new SQLException("no", "42501")))
                .getStatus())
        .isEqualTo(500);
  }

  @Test
  void problemTypesHaveOneUriEach() {
    assertThat(ProblemType.values()).extracting(ProblemType::uri).doesNotHaveDuplicates();
    assertThat(ProblemType.ROUND_CLOSED.uri()).isEqualTo("urn:tidegate:problem:round-closed");
  }

  private static String text(Response answer) {
    return new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8);
  }
}
