package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.Api.Answer;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.parity.Light;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.SinceRehearsal;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesIT {

  private final Api api = Api.shared();

  @Test
  void anApprovalIsARowThenASignalThenTheGateAfterIt() {
    String wave = atGate();

    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(() -> decide(wave, People.OWNER, approve(1)));
    Message row = Waves.said(api, wave, 1);
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.go(GateView.State.OPEN, 1, Waves.DIGEST, People.OWNER.name(), null));
    Waves.receipt(api, row, "ACCEPTED", "Your approval counts.");

    Answer answer = asked.join();
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("slots").get(0).get("by").asText()).isEqualTo(People.OWNER.name());
    assertThat(answer.json().get("mine").get("why").asText()).contains("approved");
    assertThat(api.signals(WaveWorkflow.id(wave))).containsExactly("decide " + row.id());
    assertThat(row.roles()).containsExactly("payments-owners");
    assertThat(kinds(wave)).containsExactly("wave-put", "decision-said");

    assertThat(decide(wave, People.OWNER, approve(1)).status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).as("the same decision again").hasSize(1);
  }

  @Test
  void withoutAWorkerADecisionIsRecordedOnce() {
    String wave = atGate();

    Answer answer = decide(wave, People.OWNER, approve(1));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("slots").get(0).get("by").isNull()).isTrue();

    CompletableFuture<Answer> again =
        CompletableFuture.supplyAsync(() -> decide(wave, People.OWNER, approve(1)));
    Waves.receipt(api, Waves.said(api, wave, 1), "ACCEPTED", "");
    assertThat(again.join().status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).hasSize(1);
  }

  @Test
  void aClosedWaveTakesNoDecision() {
    String wave = atGate();
    Waves.show(api, wave, WaveState.ROLLED_BACK, Waves.openGate());

    assertThat(decide(wave, People.OWNER, approve(1)).problem()).isEqualTo("409 wave-closed");
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  @Test
  void aRefusalOfTheWorkflowIsTheAnswer() {
    String wave = atGate();

    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(() -> decide(wave, People.OWNER, approve(1)));
    Message row = Waves.said(api, wave, 1);
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.go(GateView.State.OPEN, 2, Waves.NEWER_DIGEST, null, null));
    Waves.receipt(api, row, "SUPERSEDED", "The evidence has changed.");

    Answer answer = asked.join();
    assertThat(answer.problem()).isEqualTo("409 superseded");
    assertThat(answer.json().get("round").asInt()).isEqualTo(2);
    assertThat(answer.json().get("evidenceDigest").asText()).isEqualTo(Waves.NEWER_DIGEST);
  }

  @Test
  void oldEvidenceIsSupersededWithTheNewRound() {
    String wave = atGate();
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.go(GateView.State.OPEN, 2, Waves.NEWER_DIGEST, null, null));

    Answer answer = decide(wave, People.OWNER, approve(1));

    assertThat(answer.problem()).isEqualTo("409 superseded");
    assertThat(answer.json().get("round").asInt()).isEqualTo(2);
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  @Test
  void theStarterDoesNotApproveButMayReject() {
    String wave = atGate();

    Answer approval = decide(wave, People.STARTER, approve(1));
    assertThat(approval.problem()).isEqualTo("403 self-approval");
    assertThat(approval.detail()).contains("started this wave");
    assertThat(api.ledger().messages().list(wave)).isEmpty();

    CompletableFuture<Answer> rejection =
        CompletableFuture.supplyAsync(
            () -> decide(wave, People.STARTER, decision(1, "REJECT", Waves.DIGEST)));
    Waves.receipt(api, Waves.said(api, wave, 1), "ACCEPTED", "");
    assertThat(rejection.join().status()).isEqualTo(200);
  }

  @Test
  void whoPutTheRunbookDoesNotApproveEither() {
    String wave = atGate();
    Answer published =
        api.send(
            People.OTHER_MANAGER,
            "PUT",
            "/api/v1/runbooks/" + wave,
            Api.YAML,
            Yaml.runbook(wave, wave));
    assertThat(published.status()).isEqualTo(200);

    assertThat(decide(wave, People.OTHER_MANAGER, approve(1)).problem())
        .isEqualTo("403 self-approval");
  }

  @Test
  void whoHasNoneOfTheRolesIsNotEligible() {
    String wave = atGate();

    Answer answer = decide(wave, People.ON_CALL, approve(1));

    assertThat(answer.problem()).isEqualTo("403 not-eligible");
    assertThat(answer.detail()).contains("payments-owners, release-manager");
    Answer gate = api.get(People.ON_CALL, "/api/v1/waves/" + wave + "/gates/go");
    assertThat(gate.json().get("mine").get("eligible").asBoolean()).isFalse();
    assertThat(gate.json().get("mine").get("why").asText()).contains("none of the roles");
    assertThat(
            api.get(People.OWNER, "/api/v1/waves/" + wave)
                .json()
                .at("/gates/0/mine/eligible")
                .asBoolean())
        .isTrue();
  }

  @Test
  void whoLooksAtAGateSeesTheDifferenceFromTheLastRehearsal() throws Exception {
    String wave = atGate();
    assertThat(gate(wave).get("sinceRehearsal")).as("nobody rehearsed it").isEmpty();
    SinceRehearsal since =
        new SinceRehearsal(
            "payments",
            "a-rehearsal",
            Instant.EPOCH,
            Light.YELLOW,
            List.of("2 partitions REPLAY, 0 in the rehearsal"),
            List.of(
                new SinceRehearsal.Timing("verify", Duration.ofSeconds(3), Duration.ofSeconds(5)),
                new SinceRehearsal.Timing("seed", Duration.ofSeconds(1), null)));
    opened(wave, 1, since);

    JsonNode told = gate(wave).get("sinceRehearsal");
    assertThat(told).hasSize(1);
    assertThat(Wire.mapper().treeToValue(told.get(0), SinceRehearsal.class)).isEqualTo(since);

    opened(wave, 2, since);
    assertThat(gate(wave).get("sinceRehearsal")).as("of another round").isEmpty();
  }

  private JsonNode gate(String wave) {
    return api.get(People.ON_CALL, "/api/v1/waves/" + wave + "/gates/go").json();
  }

  /** Tells it as the wave's workflow does. */
  private void opened(String wave, int round, SinceRehearsal since) throws Exception {
    var detail =
        Map.of(
            "gates",
            List.of(Map.of("gate", "go", "round", round)),
            "sinceRehearsal",
            List.of(since));
    var entry =
        api.ledger()
            .entries()
            .append(
                new NewEntry(
                    "gate-opened", wave, "worker", Wire.mapper().writeValueAsString(detail)));
    assertThat(entry.kind()).isEqualTo("gate-opened");
  }

  @Test
  void aFilledSlotIsNotFilledTwice() {
    String wave = atGate();
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.go(GateView.State.OPEN, 1, Waves.DIGEST, People.OWNER.name(), null));

    assertThat(decide(wave, People.OTHER_OWNER, approve(1)).problem())
        .isEqualTo("403 not-eligible");
    assertThat(
            api.get(People.OTHER_MANAGER, "/api/v1/waves/" + wave + "/gates/go")
                .json()
                .at("/mine/eligible")
                .asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "CONSUMED, 409 round-closed",
    "REJECTED, 409 round-closed",
    "EXPIRED, 409 round-expired"
  })
  void aClosedRoundTakesNoDecision(GateView.State state, String problem) {
    String wave = atGate();
    Waves.show(api, wave, WaveState.HELD, Waves.go(state, 1, Waves.DIGEST, null, null));

    assertThat(decide(wave, People.OWNER, approve(1)).problem()).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"round":7,"decision":"APPROVE","evidenceDigest":"D"}                | 409 unknown-round     |
          {"round":1,"decision":"MAYBE","evidenceDigest":"D"}                  | 422 invalid           | decision is 'MAYBE'; allowed: APPROVE, REJECT
          {"round":1,"decision":"approve","evidenceDigest":"D"}                | 422 invalid           | decision is 'approve'
          {"round":1,"evidenceDigest":"D"}                                     | 422 invalid           | decision is missing
          {"round":0,"decision":"APPROVE","evidenceDigest":"D"}                | 422 invalid           | round
          {"round":"1","decision":"APPROVE","evidenceDigest":"D"}              | 422 invalid           | round
          {"round":1.5,"decision":"APPROVE","evidenceDigest":"D"}              | 422 invalid           | round
          {"decision":"APPROVE","evidenceDigest":"D"}                          | 422 invalid           | round is missing
          {"round":1,"decision":"APPROVE"}                                     | 422 invalid           | evidenceDigest
          {"round":1,"decision":"REJECT","evidenceDigest":"D","units":["u u"]} | 422 invalid           | units[0]
          {"round":1,"decision":"APPROVE","evidenceDigest":"D","exception":"e"} | 422 invalid          | exception
          {"round":1,"decision":"APPROVE","evidenceDigest":"D","evil":true}    | 422 invalid           | evil
          """)
  void whatIsNoDecisionIsRefusedByItsField(String body, String problem, String detail) {
    String wave = atGate();

    Answer answer = decide(wave, People.OWNER, body.replace("\"D\"", "\"" + Waves.DIGEST + "\""));

    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
    assertThat(answer.detail()).contains(detail == null ? "" : detail);
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  @Test
  void aGateWithoutARoundTakesNoDecision() {
    String wave = Waves.start(api);

    assertThat(decide(wave, People.OWNER, approve(1)).problem()).isEqualTo("409 unknown-round");
    assertThat(api.get(People.OWNER, "/api/v1/waves/" + wave + "/gates/gone").problem())
        .isEqualTo("404 not-found");
    assertThat(api.get(People.OWNER, "/api/v1/waves/none/gates/go").problem())
        .isEqualTo("404 not-found");
  }

  @Test
  void aDecisionIsTakenBackAndGivenAnew() {
    String wave = atGate();
    answered(wave, 1, () -> decide(wave, People.OWNER, approve(1)));
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.go(GateView.State.OPEN, 1, Waves.DIGEST, People.OWNER.name(), null));

    Answer taken =
        answered(
            wave,
            2,
            () -> api.delete(People.OWNER, "/api/v1/waves/" + wave + "/gates/go/decision"));
    assertThat(taken.status()).isEqualTo(200);
    Waves.show(api, wave, WaveState.AT_GATE, Waves.openGate());
    assertThat(api.delete(People.OWNER, "/api/v1/waves/" + wave + "/gates/go/decision").status())
        .isEqualTo(200);

    assertThat(answered(wave, 3, () -> decide(wave, People.OWNER, approve(1))).status())
        .isEqualTo(200);
    assertThat(api.ledger().messages().list(wave))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.DECIDE, Message.Kind.REVOKE, Message.Kind.DECIDE);
  }

  @Test
  void aUsedDecisionCannotBeTakenBack() {
    String wave = atGate();
    Waves.show(
        api,
        wave,
        WaveState.RUNNING,
        Waves.go(GateView.State.CONSUMED, 1, Waves.DIGEST, People.OWNER.name(), null));

    assertThat(api.delete(People.OWNER, "/api/v1/waves/" + wave + "/gates/go/decision").problem())
        .isEqualTo("409 decision-consumed");
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 409 round-closed",
    "EXPIRED, 409 round-expired",
    "SUPERSEDED, 409 superseded"
  })
  void nothingOfAClosedRoundIsTakenBackHoweverOftenAndByWhomeverItIsAsked(
      GateView.State state, String problem) {
    String wave = atGate();
    answered(wave, 1, () -> decide(wave, People.OWNER, approve(1)));
    Waves.show(
        api, wave, WaveState.HELD, Waves.go(state, 1, Waves.DIGEST, People.OWNER.name(), null));

    for (People who : List.of(People.OWNER, People.OWNER, People.OTHER_OWNER)) {
      assertThat(api.delete(who, "/api/v1/waves/" + wave + "/gates/go/decision").problem())
          .isEqualTo(problem);
    }
    assertThat(api.ledger().messages().list(wave)).hasSize(1);
  }

  private String atGate() {
    String wave = Waves.start(api);
    Waves.show(api, wave, WaveState.AT_GATE, Waves.openGate());
    return wave;
  }

  /** Asks, and gives the n-th message its receipt meanwhile. */
  private Answer answered(String wave, int message, java.util.function.Supplier<Answer> ask) {
    CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(ask);
    Waves.receipt(api, Waves.said(api, wave, message), "ACCEPTED", "");
    return asked.join();
  }

  private Answer decide(String wave, People who, String body) {
    return api.put(who, "/api/v1/waves/" + wave + "/gates/go/decision", body);
  }

  private static String approve(int round) {
    return decision(round, "APPROVE", Waves.DIGEST);
  }

  private static String decision(int round, String decision, String digest) {
    return "{\"round\":%d,\"decision\":\"%s\",\"evidenceDigest\":\"%s\"}"
        .formatted(round, decision, digest);
  }

  private List<String> kinds(String wave) {
    return api.ledger().entries().list(wave, 0, 100).stream().map(entry -> entry.kind()).toList();
  }
}
