package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.api.Api.Answer;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Message;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsIT {

  private static final String RETRY =
      "{\"unit\":\"UNIT\",\"directive\":\"RETRY\",\"reason\":\"broker is back\"}";

  private final Api api = Api.shared();

  @Test
  void aHoldIsSaidOnceWhileItHolds() {
    String wave = shown(WaveState.RUNNING);
    String path = "/api/v1/waves/" + wave + "/hold";

    assertThat(
            answered(
                    wave,
                    1,
                    "ACCEPTED",
                    () -> api.put(People.ON_CALL, path, "{\"reason\":\"smoke\"}"))
                .status())
        .isEqualTo(200);
    show(wave, WaveState.HELD);
    assertThat(api.put(People.ON_CALL, path, "{\"reason\":\"smoke\"}").status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).hasSize(1);

    assertThat(
            answered(wave, 2, "ACCEPTED", () -> api.delete(People.STARTER, path + "?reason=gone"))
                .status())
        .isEqualTo(200);
    show(wave, WaveState.RUNNING);
    assertThat(api.delete(People.STARTER, path + "?reason=gone").status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.HOLD, Message.Kind.RESUME);
  }

  @Test
  void aReasonIsNotLeftOut() {
    String wave = shown(WaveState.RUNNING);

    assertThat(api.put(People.ON_CALL, "/api/v1/waves/" + wave + "/hold", "{}").detail())
        .startsWith("reason is missing");
    assertThat(api.delete(People.ON_CALL, "/api/v1/waves/" + wave + "/hold").problem())
        .isEqualTo("422 invalid");
    assertThat(
            api.put(People.ON_CALL, "/api/v1/waves/" + wave + "/rollback", "{\"reason\":\" \"}")
                .problem())
        .isEqualTo("422 invalid");
  }

  @Test
  void whatTheWaveRefusesIsRefused() {
    String wave = shown(WaveState.HELD);

    Answer answer =
        answered(
            wave,
            1,
            "REFUSED",
            () -> api.delete(People.ON_CALL, "/api/v1/waves/" + wave + "/hold?reason=now"));

    assertThat(answer.problem()).isEqualTo("409 refused");
  }

  @Test
  void aClosedWaveTakesNothing() {
    String wave = shown(WaveState.COMPLETED);

    assertThat(
            api.put(People.ON_CALL, "/api/v1/waves/" + wave + "/hold", "{\"reason\":\"r\"}")
                .problem())
        .isEqualTo("409 wave-closed");
    Answer rollback =
        api.put(People.ON_CALL, "/api/v1/waves/" + wave + "/rollback", "{\"reason\":\"r\"}");
    assertThat(rollback.problem()).isEqualTo("409 rollback-closed");
    assertThat(rollback.detail()).contains("COMPLETED");
  }

  @Test
  void onlyAParkedStepIsDirected() {
    String wave = shown(WaveState.RUNNING);
    String path = "/api/v1/waves/" + wave + "/steps/verify/directive";

    Answer answer = api.put(People.STARTER, path, RETRY.replace("UNIT", wave));
    assertThat(answer.problem()).isEqualTo("409 not-parked");
    assertThat(answer.detail())
        .isEqualTo("step verify of unit " + wave + " is RUNNING, not PARKED");

    Waves.show(api, wave, WaveState.NEEDS_OPERATOR, Waves.openGate(), StepView.State.PARKED);
    assertThat(
            answered(
                    wave,
                    1,
                    "ACCEPTED",
                    () -> api.put(People.STARTER, path, RETRY.replace("UNIT", wave)))
                .status())
        .isEqualTo(200);
    show(wave, WaveState.RUNNING);
    assertThat(api.put(People.STARTER, path, RETRY.replace("UNIT", wave)).status())
        .as("the same again")
        .isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ON_CALL | verify | {"unit":"UNIT","directive":"SKIP","reason":"r"}     | 422 invalid
          ON_CALL | verify | {"unit":"UNIT","directive":"JUMP","reason":"r"}     | 422 invalid
          ON_CALL | verify | {"unit":"other","directive":"RETRY","reason":"r"}   | 404 not-found
          ON_CALL | dance  | {"unit":"UNIT","directive":"RETRY","reason":"r"}    | 404 not-found
          OWNER   | verify | {"unit":"UNIT","directive":"RETRY","reason":"r"}    | 403 forbidden
          STARTER | verify | {"unit":"UNIT","directive":"ROLLBACK","reason":"r"} | 403 forbidden
          CALLER  | verify | {"unit":"UNIT","directive":"RETRY","reason":"r"}    | 403 forbidden
          CALLER  | verify | {"unit":"UNIT","directive":"ROLLBACK","reason":"r"} | 409 not-parked
          """)
  void directivesHaveTheirPeopleAndWords(People who, String step, String body, String problem) {
    String wave = shown(WaveState.RUNNING);

    Answer answer =
        api.put(
            who,
            "/api/v1/waves/" + wave + "/steps/" + step + "/directive",
            body.replace("UNIT", wave));

    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
  }

  @Test
  void aRollbackIsOnceWhoeverAsks() {
    String wave = shown(WaveState.RUNNING);
    String path = "/api/v1/waves/" + wave + "/rollback";

    Answer first = api.put(People.ON_CALL, path, "{\"reason\":\"lag\"}");
    Answer same = api.put(People.ON_CALL, path, "{\"reason\":\"lag\"}");
    Answer other = api.put(People.CALLER, path, "{\"reason\":\"me too\"}");

    assertThat(first.status()).as(first.text()).isEqualTo(202);
    assertThat(same.status()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).hasSize(1);
    assertThat(api.ledger().rollbacks().find(wave, 0)).isPresent();
    assertThat(
            api.temporal()
                .newUntypedWorkflowStub(RollbackWorkflow.id(wave))
                .describe()
                .getTaskQueue())
        .isEqualTo("tidegate-api-tests");
  }

  @Test
  void aRetryWhileTheWaveRollsBackGoesToTheRollback() {
    String wave = shown(WaveState.RUNNING);
    assertThat(
            api.put(People.ON_CALL, "/api/v1/waves/" + wave + "/rollback", "{\"reason\":\"lag\"}")
                .status())
        .isEqualTo(202);
    Waves.show(api, wave, WaveState.ROLLING_BACK, Waves.openGate(), StepView.State.PARKED);

    String path = "/api/v1/waves/" + wave + "/steps/verify/directive";
    assertThat(
            answered(
                    wave,
                    2,
                    "ACCEPTED",
                    () -> api.put(People.ON_CALL, path, RETRY.replace("UNIT", wave)))
                .status())
        .isEqualTo(200);

    assertThat(api.signals(RollbackWorkflow.id(wave)))
        .containsExactly("direct " + Waves.said(api, wave, 2).id());
  }

  @Test
  void aRollbackAnswersTheSameAfterItsEnd() {
    String wave = shown(WaveState.RUNNING);
    String path = "/api/v1/waves/" + wave + "/rollback";
    assertThat(api.put(People.ON_CALL, path, "{\"reason\":\"lag\"}").status()).isEqualTo(202);
    show(wave, WaveState.ROLLED_BACK);

    assertThat(api.put(People.ON_CALL, path, "{\"reason\":\"lag\"}").status()).isEqualTo(200);
  }

  @Test
  void aRollbackThatWentNoFurtherIsAskedForAnew() {
    String wave = shown(WaveState.RUNNING);
    String path = "/api/v1/waves/" + wave + "/rollback";
    assertThat(api.put(People.ON_CALL, path, "{\"reason\":\"lag\"}").status()).isEqualTo(202);
    String asked = Waves.said(api, wave, 1).id().toString();
    api.ledger()
        .journal()
        .record(
            new JournalRow(
                wave,
                "*",
                RollbackWorkflow.WENT_NO_FURTHER,
                "step",
                "step went-no-further",
                "{\"message\":\"" + asked + "\"}"));

    String more = "{\"reason\":\"lag\",\"acceptStrandedUnread\":\"20\"}";
    assertThat(api.put(People.ON_CALL, path, more).status()).isEqualTo(202);
    assertThat(api.put(People.ON_CALL, path, more).status()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ON_CALL | {"reason":"r","units":["u"]}                | 422 invalid
          ON_CALL | {"reason":"r","units":[]}                   | 422 invalid
          ON_CALL | {"reason":"r","acceptStrandedUnread":"many"} | 422 invalid
          OWNER   | {"reason":"r"}                              | 403 forbidden
          STARTER | {"reason":"r"}                              | 403 forbidden
          """)
  void whatARollbackCannotBeIsRefused(People who, String body, String problem) {
    String wave = shown(WaveState.RUNNING);

    assertThat(api.put(who, "/api/v1/waves/" + wave + "/rollback", body).problem())
        .isEqualTo(problem);
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  private String shown(WaveState state) {
    String wave = Waves.start(api);
    show(wave, state);
    return wave;
  }

  private void show(String wave, WaveState state) {
    Waves.show(api, wave, state, Waves.go(GateView.State.CONSUMED, 1, Waves.DIGEST, null, null));
  }

  private Answer answered(String wave, int message, String outcome, Supplier<Answer> ask) {
    CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(ask);
    Waves.receipt(api, Waves.said(api, wave, message), outcome, "as the test says");
    return asked.join();
  }
}
