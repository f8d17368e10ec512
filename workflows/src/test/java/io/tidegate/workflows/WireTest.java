package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final DataConverter CONVERTER = Wire.dataConverter();

  @Test
  void aFieldThatANewerWorkerWroteIsTolerated() throws Exception {
    Done read =
        Wire.mapper().readValue("{\"key\":\"k\",\"note\":\"n\",\"later\":{\"a\":1}}", Done.class);

    assertThat(read).isEqualTo(new Done("k", "n"));
  }

  @Test
  void aWholeWaveComesBackAsItWas() {
    WaveInput input = Samples.input();

    assertThat(back(input, WaveInput.class)).isEqualTo(input);
  }

  @Test
  void aLargePayloadTravelsCompressedAndComesBackAsItWas() {
    WaveInput large = Samples.large(100);
    Payload payload = CONVERTER.toPayload(large).orElseThrow();

    assertThat(payload.getSerializedSize()).isLessThan(8 * 1024);
    assertThat(CONVERTER.fromPayload(payload, WaveInput.class, WaveInput.class)).isEqualTo(large);
  }

  @Test
  void timesAreWrittenForPeople() throws Exception {
    JsonNode json =
        Wire.mapper().valueToTree(Until.of(Instant.parse("2026-11-22T10:00:00Z"), "why"));

    assertThat(json.get("at").asText()).isEqualTo("2026-11-22T10:00:00Z");
  }

  @Test
  void aDecisionIsItsGateAndWhatThePersonSaid() throws Exception {
    MessageBody.Decision said =
        new MessageBody.Decision("go", new Decision(1, Verb.APPROVE, "sha256:x", null, null, null));
    String json = Wire.mapper().writeValueAsString(said);

    assertThat(Wire.mapper().readTree(json).get("decision").get("evidenceDigest").asText())
        .isEqualTo("sha256:x");
    assertThat(Wire.mapper().readValue(json, MessageBody.Decision.class)).isEqualTo(said);
  }

  private static <T> T back(T value, Class<T> type) {
    return CONVERTER.fromPayload(CONVERTER.toPayload(value).orElseThrow(), type, type);
  }
}
