package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.TidegateClient.Answer;
import io.tidegate.sandbox.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A wave of the shipments that asks for an attestation, which soon grows old: nobody is asked about
 * it while nobody has signed, and who approved while it held has approved nothing once it holds no
 * more.
 */
final class AttestedWave {
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final String WAVE = "shipments";

  private static final String RUNBOOK =
      """
      runbook: v1
      name: shipments
      source: legacy
      target: cloud
      replication:
        tool: mirrormaker2
        topicNames: identity
        offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
      units:
        - unit: shipments
          owner: shipments-owners
          topics: [{source: shipments, role: main}]
          groups:
            - group: shipments-planner
              isolation: read_uncommitted
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 20000, span: PT60S}
          consumers: {via: webhook, url: "%1$s/shipments/consumers", within: PT60S, maxPause: PT5M}
          signals: %2$s
          attestations:
            - {id: residency, dimension: governance, claim: it stays in the country, by: shipments-owners, validFor: PT1M}
          rehearsal: {waived: a test}
          rollback: {caller: shipments-oncall, authoritative: source, window: PT1H,
                     triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
      gates: [{gate: go, before: quiesce, approvals: [{role: auditor}], expiresIn: PT1H}]
      observe: {for: PT1S}
      """;

  private final Stage stage;
  private final WaveRun run;
  private final TidegateClient releaseManager;
  private final TidegateClient owner;
  private final TidegateClient another;
  private Instant expires = Instant.EPOCH;

  AttestedWave(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.releaseManager = client(Cast.RELEASE_MANAGER);
    this.owner = client(Cast.SHIPMENTS_OWNER);
    this.another = client(Cast.PAYMENTS_OWNER);
    String watched = Watched.signals(stage.operationsUrl(), WAVE);
    String yaml = RUNBOOK.formatted(stage.operationsUrl(), watched);
    this.run = WaveRun.start(WAVE, WAVE, yaml, releaseManager, narrator);
  }

  /** RED and not asked about; signed by the role that the runbook names, it is. */
  JsonNode askedOnceSigned() {
    JsonNode held = run.follow(WITHIN, view -> is(view, "HELD"));
    assertThat(finding(held, "unsigned/residency").path("light").asText()).isEqualTo("RED");
    assertThat(gate(held).path("state").asText()).isEqualTo("NOT_OPEN");
    assertThat(sign(another).status()).isEqualTo(403);
    return signedAndAsked(1);
  }

  /** Who approves too late has the round closed, and nobody is stopped; signed again, it opens. */
  void closedOnceItHoldsNoMore(JsonNode asked) {
    Await.until(WITHIN, "the end of what was signed", () -> Instant.now().isAfter(expires));
    approve(owner, asked, "");
    approve(another, asked, "what this test leaves out is known");
    JsonNode held = run.follow(WITHIN, view -> is(view, "HELD"));
    JsonNode expired = finding(held, "expired/residency");
    assertThat(expired.path("light").asText()).isEqualTo("RED");
    assertThat(expired.path("reason").asText()).contains("expired", "sign it again");
    assertThat(gate(held).path("state").asText()).isEqualTo("SUPERSEDED");
    assertThat(stage.operations().orders())
        .as("nobody was stopped")
        .noneMatch(order -> order.application().equals(WAVE));
    signedAndAsked(2);
  }

  private JsonNode signedAndAsked(int round) {
    expires = Instant.parse(sign(owner).orFail("the attestation").path("expires").asText());
    releaseManager.delete("/waves/shipments/hold?reason=it+was+signed").orFail("resuming");
    JsonNode asked =
        run.follow(
            WITHIN,
            view ->
                gate(view).path("state").asText().equals("OPEN")
                    && gate(view).path("round").asInt() == round);
    assertThat(gate(asked).path("light").asText()).isEqualTo("YELLOW");
    assertThat(asked.at("/units/0/scorecard").toString()).doesNotContain("unsigned/", "expired/");
    return asked;
  }

  private static Answer sign(TidegateClient who) {
    return who.put(
        "/waves/shipments/attestations/residency", Map.of("unit", WAVE, "note", "looked at it"));
  }

  private static void approve(TidegateClient who, JsonNode view, String exception) {
    Map<String, Object> decision = new HashMap<>(Map.of("reason", "as signed"));
    if (!exception.isEmpty()) {
      decision.put("exception", exception);
    }
    decision.put("round", gate(view).path("round").asInt());
    decision.put("decision", "APPROVE");
    decision.put("evidenceDigest", gate(view).path("evidenceDigest").asText());
    who.put("/waves/shipments/gates/go/decision", decision).orFail("an approval");
  }

  private static JsonNode finding(JsonNode view, String id) {
    for (JsonNode scored : view.at("/units/0/scorecard")) {
      for (JsonNode finding : scored.path("findings")) {
        if (finding.path("id").asText().equals(id)) {
          return finding;
        }
      }
    }
    throw new AssertionError("no finding " + id + " in " + view);
  }

  private static JsonNode gate(JsonNode view) {
    return view.at("/gates/0");
  }

  private static boolean is(JsonNode view, String state) {
    return view.path("state").asText().equals(state);
  }

  private TidegateClient client(Cast who) {
    return new TidegateClient(stage.apiUrl(), who.token());
  }
}
