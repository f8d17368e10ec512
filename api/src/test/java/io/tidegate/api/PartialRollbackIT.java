package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.api.Api.Answer;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wave of two units: {@code UNIT}, whose rollback caller asks here, and {@code UNIT-b}. */
class PartialRollbackIT {
  private final Api api = Api.shared();

  @Test
  void withoutUnitsACallerTakesBackTheirOwn() throws Exception {
    String wave = ofTwo();

    Answer asked = rollBack(People.CALLER, wave, "{\"reason\":\"lag\"}");

    assertThat(asked.status()).as(asked.text()).isEqualTo(202);
    assertThat(said(wave, 1).part()).isEqualTo(new Part(1, List.of(wave)));
    assertThat(started(wave, new Part(1, List.of(wave)))).isTrue();
    assertThat(api.ledger().rollbacks().find(wave, 1)).isPresent();
    assertThat(api.ledger().rollbacks().find(wave, 0)).isEmpty();
  }

  @Test
  void whatIsLeftIsASecondRollbackAndTheSameAgainIsNone() throws Exception {
    String wave = ofTwo();
    String one = "{\"reason\":\"lag\",\"units\":[\"" + wave + "\"]}";

    assertThat(rollBack(People.ON_CALL, wave, one).status()).isEqualTo(202);
    assertThat(rollBack(People.CALLER, wave, one).status()).isEqualTo(200);
    assertThat(rollBack(People.ON_CALL, wave, "{\"reason\":\"all\"}").status()).isEqualTo(202);
    assertThat(rollBack(People.ON_CALL, wave, "{\"reason\":\"all\"}").status()).isEqualTo(200);

    assertThat(api.ledger().messages().list(wave)).hasSize(2);
    assertThat(said(wave, 2).part()).isEqualTo(new Part(2, List.of(wave + "-b")));
  }

  @Test
  void bothUnitsAreTheWholeWave() throws Exception {
    String wave = ofTwo();

    String both = "{\"reason\":\"r\",\"units\":[\"" + wave + "-b\",\"" + wave + "\"]}";
    assertThat(rollBack(People.ON_CALL, wave, both).status()).isEqualTo(202);

    assertThat(said(wave, 1).part()).isNull();
    assertThat(started(wave, null)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CALLER  | ["UNIT-b"]         | 403 forbidden
          CALLER  | ["UNIT","UNIT-b"]  | 403 forbidden
          OWNER   | ["UNIT"]           | 403 forbidden
          ON_CALL | ["nobody"]         | 422 invalid
          ON_CALL | "UNIT"             | 422 invalid
          ON_CALL | [1]                | 422 invalid
          """)
  void unitsHaveTheirCallers(People who, String units, String problem) {
    String wave = ofTwo();

    Answer answer =
        rollBack(who, wave, "{\"reason\":\"r\",\"units\":" + units.replace("UNIT", wave) + "}");

    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  @Test
  void aRetryOfItsUndoGoesToThatRollback() throws Exception {
    String wave = ofTwo();
    Part part = new Part(1, List.of(wave));
    assertThat(rollBack(People.CALLER, wave, "{\"reason\":\"lag\"}").status()).isEqualTo(202);
    Waves.receipt(api, Waves.said(api, wave, 1), "ACCEPTED", "as the test says");
    Waves.show(api, wave, WaveState.NEEDS_OPERATOR, Waves.openGate(), StepView.State.PARKED);

    CompletableFuture<Answer> retried =
        CompletableFuture.supplyAsync(
            () ->
                api.put(
                    People.ON_CALL,
                    "/api/v1/waves/" + wave + "/steps/verify/directive",
                    "{\"unit\":\"" + wave + "\",\"directive\":\"RETRY\",\"reason\":\"up\"}"));
    Waves.receipt(api, Waves.said(api, wave, 2), "ACCEPTED", "as the test says");

    assertThat(retried.join().status()).isEqualTo(200);
    assertThat(api.signals(RollbackWorkflow.id(wave, part)))
        .containsExactly("direct " + Waves.said(api, wave, 2).id());
  }

  @Test
  void aLossThatNobodyAcceptedIsNamedWithItsPartitionsAndMayBeAcceptedThen() throws Exception {
    String wave = ofTwo();
    show(wave);
    String path = "/api/v1/waves/" + wave + "/rollback";
    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(() -> api.put(People.ON_CALL, path, "{\"reason\":\"r\"}"));
    Message message = Waves.said(api, wave, 1);
    api.ledger()
        .entries()
        .append(
            new NewEntry(
                "rollback-stranded",
                wave,
                "tidegate",
                "{\"message\":\""
                    + message.id()
                    + "\",\"strandedUnread\":\"20\",\"stranded\":\"25\",\"accepted\":\"0\","
                    + "\"partitions\":[\"payments-0: 25 records from offset 7 on, 20 of them unread\"]}"));
    Waves.receipt(api, message, "STRANDED", "20 records are on the target alone and unread");

    Answer refused = asked.join();
    assertThat(refused.problem()).isEqualTo("409 stranded-unread");
    assertThat(refused.json().path("strandedUnread").asText()).isEqualTo("20");
    assertThat(refused.json().path("stranded").asText()).isEqualTo("25");
    assertThat(refused.json().path("partitions").path(0).asText()).startsWith("payments-0: 25");
    CompletableFuture<Answer> again =
        CompletableFuture.supplyAsync(
            () ->
                api.put(
                    People.ON_CALL, path, "{\"reason\":\"r\",\"acceptStrandedUnread\":\"20\"}"));
    Waves.receipt(api, Waves.said(api, wave, 2), "ACCEPTED", "as the test says");
    assertThat(again.join().status()).isEqualTo(202);
    assertThat(said(wave, 2).ceiling()).isEqualTo(20);
  }

  private Answer rollBack(People who, String wave, String body) {
    return api.put(who, "/api/v1/waves/" + wave + "/rollback", body);
  }

  private String ofTwo() {
    String wave = Waves.fresh("two");
    Answer runbook =
        api.send(
            People.STARTER,
            "PUT",
            "/api/v1/runbooks/" + wave,
            Api.YAML,
            Yaml.ofTwo(wave, wave, wave + "-b"));
    assertThat(runbook.status()).as(runbook.text()).isEqualTo(201);
    assertThat(api.put(People.STARTER, "/api/v1/waves/" + wave, Waves.live(wave)).status())
        .isEqualTo(201);
    return wave;
  }

  private MessageBody.Rollback said(String wave, int number) throws Exception {
    return Wire.mapper()
        .readValue(Waves.said(api, wave, number).bodyJson(), MessageBody.Rollback.class);
  }

  private boolean started(String wave, @org.jspecify.annotations.Nullable Part part) {
    return !api.temporal()
        .newUntypedWorkflowStub(RollbackWorkflow.id(wave, part))
        .describe()
        .getTaskQueue()
        .isEmpty();
  }

  /** Its producers have moved. */
  private void show(String wave) throws Exception {
    var row = api.ledger().waves().find(wave).orElseThrow();
    WaveView view =
        new WaveView(
            wave,
            "LIVE",
            WaveState.RUNNING,
            "as the test says",
            new WaveView.RunbookRef(wave, row.request().runbookDigest()),
            List.of(
                new UnitView(
                    wave,
                    "payments-owners",
                    WaveState.RUNNING,
                    List.of(
                        new StepView(
                            "switch-producers", StepView.State.DONE, Instant.now(), null, null)),
                    List.of())),
            List.of(),
            null,
            null,
            null);
    Waves.save(api, view);
  }
}
