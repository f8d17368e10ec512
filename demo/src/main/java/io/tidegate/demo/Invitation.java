package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * What a person needs to take part: the address, who may do what, and the commands to do it with,
 * complete for copying.
 */
final class Invitation {
  private final Narrator narrator;
  private final String api;
  private final String wave;
  private final Set<String> announced = new HashSet<>();

  Invitation(Narrator narrator, String apiUrl, String wave) {
    this.narrator = narrator;
    this.api = apiUrl + "/api/v1";
    this.wave = wave;
  }

  /** Once, before the wave starts. */
  void welcome(Stage stage) {
    narrator.blank();
    narrator.detail(
        "api     " + stage.apiUrl() + "   (OpenAPI: " + stage.apiUrl() + "/openapi.json)");
    narrator.detail(
        "files   "
            + stage.folder()
            + "   (configuration, log, break-glass sheets; they stay when the demo ends)");
    narrator.detail("Temporal is embedded here: its state is lost when the demo ends");
    narrator.blank();
  }

  /** Before a person takes part: how to look and how to go back. */
  void explain() {
    narrator.detail("Look at the wave:");
    narrator.detail(
        "  curl -s -H 'Authorization: Bearer "
            + Cast.RELEASE_MANAGER.token()
            + "' "
            + api
            + "/waves/"
            + wave);
    narrator.detail("Have every action of such a wave told, or rehearsed with groups of its own:");
    narrator.detail("  " + begin(wave + "-dry-run", "DRY_RUN"));
    narrator.detail("  " + begin(wave + "-rehearsal", "REHEARSAL"));
    narrator.detail("Take it back, as on-call, at any time before it completes:");
    narrator.detail("  " + put(Cast.ON_CALL, "rollback", "{\"reason\":\"I want it back\"}"));
    narrator.detail("Hold it, and let it go on (also after a rejection or an expiry), as on-call:");
    narrator.detail("  " + put(Cast.ON_CALL, "hold", "{\"reason\":\"one moment\"}"));
    narrator.detail(
        "  curl -s -X DELETE -H 'Authorization: Bearer %s' '%s/waves/%s/hold?reason=go%%20on'"
            .formatted(Cast.ON_CALL.token(), api, wave));
    narrator.detail("Ctrl-C ends the demo.");
    narrator.blank();
  }

  /** For each round that opens: what it is about, and what each person would type to approve it. */
  void announce(JsonNode view) {
    for (JsonNode gate : view.path("gates")) {
      String name = gate.path("gate").asText();
      int round = gate.path("round").asInt();
      if (gate.path("state").asText().equals("OPEN") && announced.add(name + " " + round)) {
        narrator.say(
            "gate "
                + name
                + " waits for its owners, round "
                + round
                + ", "
                + gate.path("light").asText()
                + ":");
        new Lights(view).lines().forEach(narrator::detail);
        Cast.owners().forEach(owner -> narrator.detail(approval(owner, gate, "")));
        if (gate.path("light").asText().equals("YELLOW")) {
          narrator.detail("and, since it is YELLOW, one more person, who writes why it may be:");
          narrator.detail(approval(Cast.DEPUTY, gate, ",\"exception\":\"a demonstration\""));
        }
      }
    }
  }

  private String approval(Cast who, JsonNode gate, String more) {
    String decision =
        "{\"round\":%d,\"decision\":\"APPROVE\",\"evidenceDigest\":\"%s\"%s}"
            .formatted(gate.path("round").asInt(), gate.path("evidenceDigest").asText(), more);
    return put(who, "gates/" + gate.path("gate").asText() + "/decision", decision);
  }

  private String begin(String other, String mode) {
    String body = "{\"runbook\":\"%s\",\"mode\":\"%s\"}".formatted(DemoMain.RUNBOOK, mode);
    return putAt(Cast.RELEASE_MANAGER, other, body);
  }

  private String put(Cast who, String path, String body) {
    return putAt(who, wave + "/" + path, body);
  }

  private String putAt(Cast who, String path, String body) {
    return "curl -s -X PUT -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s' %s/waves/%s"
        .formatted(who.token(), body, api, path);
  }
}
