package io.tidegate.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.api.http.Refusal;
import org.jspecify.annotations.Nullable;

/** The body of {@code PUT /waves/{wave}}. */
public record WaveRequest(
    @Nullable String runbook,
    @Nullable String digest,
    @Nullable Mode mode,
    @Nullable JsonNode windows) {

  /** What a wave may do. */
  public enum Mode {
    LIVE,
    REHEARSAL,
    DRY_RUN
  }

  /** What was asked, with everything checked that needs no ledger. */
  record Asked(String runbook, @Nullable String digest, Mode mode) {

    /** One form for one request: two that are the same have the same text. */
    String canonical() {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("runbook", runbook);
      if (digest != null) {
        body.put("digest", digest);
      }
      return body.put("mode", mode.name()).toString();
    }
  }

  Asked asked() {
    Mode wanted = Given.value("mode", mode, "LIVE");
    if (wanted != Mode.LIVE) {
      throw Refusal.notSupportedYet("mode", "mode " + wanted);
    }
    Given.notSupportedYet("windows", windows);
    return new Asked(
        Given.name("runbook", runbook),
        digest == null ? null : Given.digest("digest", digest),
        wanted);
  }
}
