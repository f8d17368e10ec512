package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTagTest {
  @Test
  void ourOwnTagIsKnownWhicheverWaveWroteIt() {
    assertThat(SeedTag.isOurs(SeedTag.of("night-1", "payments"))).isTrue();
    assertThat(SeedTag.isOurs(SeedTag.of("night-2", "ledger"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "tidegate night-1 payments", "AQAAAYK8", "not base 64 !", "{\"a\":1}"})
  void anApplicationsTextIsNot(String text) {
    assertThat(SeedTag.isOurs(text)).isFalse();
  }

  @Test
  void norIsOneThatOnlyLooksLikeIt() {
    String near = Base64.getEncoder().encodeToString("tidegates".getBytes(StandardCharsets.UTF_8));

    assertThat(SeedTag.isOurs(near)).isFalse();
  }
}
