package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.Api.Answer;
import io.tidegate.api.command.WorkerWatch;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the api says and keeps while Temporal or PostgreSQL is away. */
class OutageIT {

  private static final Duration BOUND = Duration.ofSeconds(12);

  private final Api api = Api.shared();

  @Test
  void withoutTemporalNothingStartsAndWhatIsARowIsKept() {
    String running = Waves.start(api);
    Waves.show(api, running, WaveState.RUNNING, Waves.openGate());
    String unanswered = Waves.start(api);
    String next = Waves.fresh("wave");
    World.shared().temporal().stop();
    try {
      Answer start =
          within(() -> api.put(People.STARTER, "/api/v1/waves/" + next, Waves.live(unanswered)));
      assertThat(start.problem()).isEqualTo("503 temporal-unavailable");
      assertThat(api.get(People.VIEWER, "/api/v1/waves/" + next).status()).isEqualTo(404);
      assertThat(api.ledger().entries().list(next, 0, 10)).isEmpty();

      assertThat(
              within(
                      () ->
                          api.put(
                              People.ON_CALL,
                              "/api/v1/waves/" + running + "/hold",
                              "{\"reason\":\"r\"}"))
                  .status())
          .isEqualTo(202);
      assertThat(
              within(
                      () ->
                          api.put(
                              People.ON_CALL,
                              "/api/v1/waves/" + running + "/rollback",
                              "{\"reason\":\"r\"}"))
                  .status())
          .isEqualTo(202);
      assertThat(api.put(People.STARTER, "/api/v1/waves/" + running, Waves.live(running)).status())
          .isEqualTo(200);

      Answer health = within(() -> api.admin("/healthcheck"));
      assertThat(health.status()).isEqualTo(500);
      assertThat(health.json().at("/temporal/healthy").asBoolean()).isFalse();
      assertThat(health.json().at("/ledger/healthy").asBoolean()).isTrue();
      assertThat(health.json().at("/temporal/message").asText())
          .matches("Temporal at 127\\.0\\.0\\.1:\\d+ does not answer: .+");
      assertThat(health.text()).doesNotContain("\tat ").doesNotContain("\"error\"");
    } finally {
      World.shared().temporal().startAgain();
    }

    // The embedded service forgot everything: what stands in the ledger without an answer is told
    // again.
    Await.until(
        Duration.ofSeconds(60),
        "the wave to be started again",
        () ->
            !api.temporal()
                .newUntypedWorkflowStub(WaveWorkflow.id(unanswered))
                .describe()
                .getTaskQueue()
                .isEmpty());
    Await.until(
        Duration.ofSeconds(60),
        "the rollback to be started",
        () ->
            !api.temporal()
                .newUntypedWorkflowStub(io.tidegate.workflows.RollbackWorkflow.id(running))
                .describe()
                .getTaskQueue()
                .isEmpty());
    Await.until(
        Duration.ofSeconds(60),
        "the api to be healthy again",
        () -> {
          JsonNode said = api.admin("/healthcheck").json();
          return said.at("/temporal/healthy").asBoolean() && said.at("/ledger/healthy").asBoolean();
        });
  }

  @Test
  void withoutAWorkerThatIsSaid() {
    assertThat(api.admin("/healthcheck").json().at("/worker/message").asText())
        .isEqualTo("no worker was ever running for task queue tidegate-api-tests");
    String queue = Waves.fresh("queue");
    WorkerWatch patient = new WorkerWatch(api.ledger(), queue, Duration.ofMinutes(10));
    WorkerWatch impatient = new WorkerWatch(api.ledger(), queue, Duration.ofMillis(-1));
    assertThatThrownBy(patient::check).hasMessageContaining("was ever running");
    assertThat(impatient.away()).as("nothing is known of one").isEmpty();

    api.ledger().workers().seen(queue, "4711@host");

    patient.check();
    assertThat(patient.away()).isEmpty();
    assertThat(impatient.away())
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .matches(
                        "no worker is running for task queue %s: the last one, 4711@host, was seen at .+Z, \\d+ s ago"
                            .formatted(queue)));
    assertThatThrownBy(impatient::check).hasMessageContaining("4711@host");
  }

  @Test
  void withoutPostgresEveryAnswerSaysSoInTime() {
    World.shared().postgres().stop();
    try {
      Answer answer = within(() -> api.get(People.VIEWER, "/api/v1/waves"));
      assertThat(answer.problem()).isEqualTo("503 ledger-unavailable");
      assertThat(answer.text()).doesNotContain("Exception");

      JsonNode health = within(() -> api.admin("/healthcheck")).json();
      assertThat(health.at("/ledger/healthy").asBoolean()).isFalse();
      assertThat(health.at("/ledger/message").asText())
          .matches("PostgreSQL at jdbc:postgresql://\\S+ does not answer: .+");
      assertThat(health.at("/temporal/healthy").asBoolean()).isTrue();
    } finally {
      World.shared().postgres().startAgain();
    }
    Await.until(
        Duration.ofSeconds(60),
        "the ledger to answer",
        () -> api.get(People.VIEWER, "/api/v1/waves").status() == 200);
  }

  @Test
  void metricsCountOperationsByName() {
    assertThat(api.get(People.VIEWER, "/api/v1/me").status()).isEqualTo(200);

    assertThat(api.admin("/metrics").text())
        .contains("tidegate_api_requests_seconds_count{operation=\"MeResource.me\",status=\"200\"}")
        .contains("jvm_memory_used_bytes");
  }

  private static Answer within(java.util.function.Supplier<Answer> ask) {
    Instant began = Instant.now();
    Answer answer = ask.get();
    assertThat(Duration.between(began, Instant.now())).isLessThan(BOUND);
    return answer;
  }
}
