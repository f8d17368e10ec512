package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUrlsTest {
  private final AllowedUrls allowed =
      new AllowedUrls(List.of("http://payments/ops", "https://chat:8443/"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://payments/ops",
        "http://payments/ops/consumers",
        "HTTP://PAYMENTS:80/ops/consumers?dry=1",
        "https://chat:8443/hook"
      })
  void whatLiesBelowAPrefixPasses(String url) {
    assertThat(allowed.refusal(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://payments/opsx",
        "http://payments/",
        "http://payments.evil/ops",
        "http://payments@evil/ops",
        "http://payments:80@evil/ops",
        "http://evil/http://payments/ops",
        "http://payments:8080/ops",
        "https://payments/ops",
        "http://payments/ops/../admin",
        "http://payments/ops/./admin",
        "http://payments/ops/%2e%2E/admin",
        "http://payments/ops/..%2fadmin",
        "http://payments/ops/..;/admin",
        "http://payments/ops\\..\\admin",
        "http://payments/ops#@evil",
        "file:///etc/passwd",
        "//payments/ops",
        "payments/ops",
        "http:///ops",
        "http://pay ments/ops",
        ""
      })
  void whatOnlyLooksLikeItIsRefusedByName(String url) {
    assertThat(allowed.refusal(url))
        .hasValueSatisfying(why -> assertThat(why).contains("\"" + url + "\""));
  }

  @Test
  void anEmptyListAllowsNothing() {
    assertThat(new AllowedUrls(List.of()).refusal("http://payments/ops")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payments",
        "http://user@payments/",
        "http://payments/?x=",
        "http://payments/#x",
        "ftp://payments/",
        "http://payments/../"
      })
  void aPrefixThatSaysLessThanItSeemsToIsRefused(String prefix) {
    assertThatThrownBy(() -> new AllowedUrls(List.of(prefix)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowedUrls: \"" + prefix + "\"");
  }
}
