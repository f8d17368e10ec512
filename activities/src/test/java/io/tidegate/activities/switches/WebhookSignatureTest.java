package io.tidegate.activities.switches;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
  private static final byte[] BODY = "{\"wave\":\"w\"}".getBytes(UTF_8);
  private static final Instant AT = Instant.ofEpochSecond(1_700_000_000L);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final WebhookSignature signature = new WebhookSignature("key");

  /** Computed with openssl: printf '1700000000.{"wave":"w"}' | openssl dgst -sha256 -hmac key. */
  @Test
  void isTheHmacOfTimestampDotBody() {
    assertThat(signature.sign(1_700_000_000L, BODY))
        .isEqualTo("sha256=4e9add623c0d3e8382611ca020f4ee5d842bd836741d8d29ef86f0a68c921ecf");
  }

  @Test
  void verifiesWhatItSigned() {
    assertThat(verifies("1700000000", signature.sign(1_700_000_000L, BODY), BODY)).isTrue();
  }

  @Test
  void refusesAnotherBodyAnotherTimeAnotherKeyAndNoSignature() {
    String signed = signature.sign(1_700_000_000L, BODY);
    assertThat(verifies("1700000000", signed, "{}".getBytes(UTF_8))).isFalse();
    assertThat(verifies("1700000001", signed, BODY)).isFalse();
    assertThat(
            verifies("1700000000", new WebhookSignature("other").sign(1_700_000_000L, BODY), BODY))
        .isFalse();
    assertThat(signature.verifies("1700000000", null, BODY, AT, MINUTE)).isFalse();
    assertThat(signature.verifies(null, signed, BODY, AT, MINUTE)).isFalse();
    assertThat(verifies("yesterday", signed, BODY)).isFalse();
  }

  @Test
  void refusesWhatIsTooOldOrFromTheFuture() {
    String signed = signature.sign(1_700_000_000L, BODY);
    assertThat(signature.verifies("1700000000", signed, BODY, AT.plusSeconds(61), MINUTE))
        .isFalse();
    assertThat(signature.verifies("1700000000", signed, BODY, AT.minusSeconds(61), MINUTE))
        .isFalse();
  }

  @Test
  void anEmptyKeyIsRefusedByName() {
    assertThatThrownBy(() -> new WebhookSignature(" ")).hasMessage("webhook.key must not be blank");
  }

  private boolean verifies(String timestamp, String signed, byte[] body) {
    return signature.verifies(timestamp, signed, body, AT, MINUTE);
  }
}
