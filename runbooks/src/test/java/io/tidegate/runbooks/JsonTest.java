package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.runbooks.gate.GatePolicy;
import io.tidegate.runbooks.gate.Person;
import io.tidegate.runbooks.gate.Round;
import io.tidegate.runbooks.gate.Ruling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The model goes through workflow histories as JSON, by Jackson's own means and with unknown fields
 * refused.
 */
class JsonTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  @Test
  void aRunbookComesBackAsItWas() throws IOException {
    Runbook runbook = Yaml.valid(Files.readString(Path.of("consumers.yaml")));

    assertThat(JSON.readValue(JSON.writeValueAsString(runbook), Runbook.class)).isEqualTo(runbook);
  }

  @Test
  void wordsAreThoseOfTheContract() throws JsonProcessingException {
    JsonNode json = JSON.readTree(JSON.writeValueAsString(Yaml.valid(Yaml.SMALLEST)));

    assertThat(json.at("/gates/0/before").asText()).isEqualTo("quiesce");
    assertThat(json.at("/units/0/consumers/via").asText()).isEqualTo("webhook");
    assertThat(json.at("/units/0/topics/0/role").asText()).isEqualTo("main");
    assertThat(json.at("/replication/topicNames/kind").asText()).isEqualTo("identity");
    assertThat(json.at("/onUnfit").asText()).isEqualTo("stop-wave");
  }

  @Test
  void aRulingWithItsRoundComesBackAsItWas() throws JsonProcessingException {
    GateRule rule = new GateRule("go", Step.QUIESCE, List.of("owners"), Duration.ofHours(1));
    Round round =
        GatePolicy.open(
            rule, List.of(), Light.YELLOW, "sha256:1", 1, Instant.EPOCH, "sam", List.of("pat"));
    Decision decision = new Decision(1, Decision.Verb.APPROVE, "sha256:1", null, "small", null);
    Ruling ruling =
        GatePolicy.decide(
            round, new Person("ann", List.of("owners")), decision, Instant.EPOCH.plusSeconds(1));

    assertThat(ruling.outcome()).isEqualTo(Ruling.Outcome.ACCEPTED);
    assertThat(JSON.readValue(JSON.writeValueAsString(ruling), Ruling.class)).isEqualTo(ruling);
    assertThat(JSON.readValue(JSON.writeValueAsString(decision), Decision.class))
        .isEqualTo(decision);
  }
}
