package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCallTest {
  private static final KafkaCall CALL = KafkaCall.readTopic("reading payments-0", "payments");

  @Test
  void whatTimeCanFixIsUnavailable() {
    assertThat(failure(new TimeoutException("no answer"))).isInstanceOf(KafkaUnavailable.class);
    assertThat(failure(new NotLeaderOrFollowerException("moved")))
        .isInstanceOf(KafkaUnavailable.class);
    assertThat(failure(new java.util.concurrent.TimeoutException()))
        .isInstanceOf(KafkaUnavailable.class);
  }

  @Test
  void aHostThatNoNameServerKnowsMayComeBack() {
    Throwable wrapped =
        new KafkaException(
            "Failed to create",
            new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"));
    assertThat(failure(wrapped)).isInstanceOf(KafkaUnavailable.class);
    assertThat(failure(new ConfigException("Invalid value"))).isInstanceOf(KafkaRefused.class);
  }

  @Test
  void aDenialNamesClusterOperationAndResource() {
    assertThat(failure(new TopicAuthorizationException(Set.of("orders"))))
        .isInstanceOfSatisfying(
            KafkaDenied.class,
            denied -> {
              assertThat(denied.operation()).isEqualTo("READ");
              assertThat(denied.resource()).isEqualTo("Topic orders");
            })
        .hasMessageContaining("legacy")
        .hasMessageContaining("READ on Topic orders")
        .hasMessageContaining("reading payments-0");
    assertThat(failure(GroupAuthorizationException.forGroupId("g")))
        .hasMessageContaining("Group g");
    assertThat(failure(new ClusterAuthorizationException("no"))).hasMessageContaining("on Cluster");
  }

  @Test
  void aFailedLoginIsForAPerson() {
    assertThat(failure(new SaslAuthenticationException("bad password")))
        .isInstanceOf(KafkaDenied.class);
  }

  @Test
  void whatTheClusterWouldSayAgainIsRefused() {
    assertThat(failure(new UnknownMemberIdException("active"))).isInstanceOf(KafkaRefused.class);
    assertThat(failure(new InvalidTopicException("name"))).isInstanceOf(KafkaRefused.class);
  }

  @Test
  void aFailureKeepsItsMeaningThroughAnotherCall() {
    KafkaFailure first = failure(new TimeoutException("x"));
    assertThat(CALL.failure("other", new ExecutionException(first))).isSameAs(first);
  }

  @Test
  void anInterruptIsKeptForTheThread() {
    assertThat(failure(new InterruptedException())).isInstanceOf(KafkaUnavailable.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bootstrap.servers"})
  void anUnknownClusterIsAnErrorThatNamesTheKnownOnes(String name) {
    try (Clusters clusters =
        new Clusters(java.util.Map.of("legacy", java.util.Map.of(), "cloud", java.util.Map.of()))) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> clusters.get(name)))
          .hasMessage("cluster '" + name + "' is not configured; configured are [cloud, legacy]");
    }
  }

  private static KafkaFailure failure(Throwable thrown) {
    return CALL.failure("legacy", new ExecutionException(thrown));
  }
}
