package io.tidegate.activities.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.UnitTopic.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
  @ParameterizedTest
  @CsvSource({
    "payments.retry, RETRY",
    "payments-retry-5m, RETRY",
    "paymentsRetry1, RETRY",
    "payments_retries, RETRY",
    "payments.dlq, DEAD_LETTER",
    "payments-charger-dlt, DEAD_LETTER",
    "payments.dead-letter, DEAD_LETTER",
    "paymentsDeadLetter, DEAD_LETTER",
    "payments.retry.dlq, DEAD_LETTER"
  })
  void aNameTellsARole(String topic, Role role) {
    assertThat(Roles.byName(topic)).contains(role);
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "retryable-orders", "deadlines", "entry-log"})
  void mostNamesTellNone(String topic) {
    assertThat(Roles.byName(topic)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payments.dlq",
        "payments-retry-5m",
        "payments.retry.2",
        "retry.payments",
        "payments.charger.dlq",
        "charger-dead-letter-queue",
        "paymentsDlt"
      })
  void aRetryTopicBelongsToItsTopicOrToWhoReadsIt(String topic) {
    assertThat(Roles.belongs(topic, "payments", "charger")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "payments.archive", "payments.archive.dlq", "refunds.dlq"})
  void andNotToAnother(String topic) {
    assertThat(Roles.belongs(topic, "payments", "charger")).isFalse();
  }
}
