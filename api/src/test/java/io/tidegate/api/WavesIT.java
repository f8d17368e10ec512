package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowStub;
import io.tidegate.api.Api.Answer;
import io.tidegate.ledger.LeaseKey;
import io.tidegate.ledger.Message;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.view.WaveState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavesIT {

  private final Api api = Api.shared();

  @Test
  void aStartIsARowAnEntryAndAWorkflow() {
    String wave = Waves.start(api);

    WorkflowStub workflow = api.temporal().newUntypedWorkflowStub(WaveWorkflow.id(wave));
    assertThat(workflow.describe().getTaskQueue()).isEqualTo("tidegate-api-tests");
    Answer timeline = api.get(People.VIEWER, "/api/v1/waves/" + wave + "/timeline");
    assertThat(timeline.json().get("entries").get(0).get("kind").asText()).isEqualTo("wave-put");
    assertThat(timeline.json().get("entries").get(0).get("subject").asText())
        .isEqualTo("static STARTER");
    Answer shown = api.get(People.VIEWER, "/api/v1/waves/" + wave);
    assertThat(shown.json().get("state").asText()).isEqualTo("RUNNING");
    assertThat(shown.json().get("reason").asText()).contains("no worker has answered yet");
    assertThat(shown.json().get("gates").get(0).get("mine").get("eligible").asBoolean()).isFalse();
  }

  @Test
  void twiceIsOnce() {
    String wave = Waves.start(api);
    Answer again = api.put(People.OTHER_MANAGER, "/api/v1/waves/" + wave, Waves.live(wave));

    assertThat(again.status()).isEqualTo(200);
    assertThat(api.get(People.VIEWER, "/api/v1/waves/" + wave + "/timeline").json().get("entries"))
        .hasSize(1);
  }

  @Test
  void aNameIsNotUsedForAnotherWave() {
    String wave = Waves.start(api);
    String other = Waves.start(api);

    Answer answer = api.put(People.STARTER, "/api/v1/waves/" + wave, Waves.live(other));

    assertThat(answer.problem()).isEqualTo("409 wave-differs");
    assertThat(answer.detail()).contains(wave).contains(other);
  }

  @Test
  void aUnitThatAnotherWaveHoldsIsRefusedByItsHoldersName() {
    String holder = Waves.start(api);
    Waves.show(api, holder, WaveState.AT_GATE, Waves.openGate());
    var taken =
        api.ledger()
            .leases()
            .acquire(
                holder, holder, List.of(new LeaseKey(LeaseKey.Kind.UNIT, "cluster-id", holder)));
    assertThat(taken).isNotNull();

    String wave = Waves.fresh("wave");
    Answer answer = api.put(People.STARTER, "/api/v1/waves/" + wave, Waves.live(holder));

    assertThat(answer.problem()).isEqualTo("409 unit-leased");
    assertThat(answer.detail())
        .isEqualTo("unit " + holder + " is held by wave " + holder + ", which is AT_GATE");
    assertThat(answer.json().get("holder").asText()).isEqualTo(holder);
    assertThat(api.get(People.VIEWER, "/api/v1/waves/" + wave).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"REHEARSAL", "DRY_RUN"})
  void aWaveThatMovesNothingNeedsNoUnitToItself(String mode) {
    String holder = Waves.start(api);
    Waves.show(api, holder, WaveState.AT_GATE, Waves.openGate());
    var unit = new LeaseKey(LeaseKey.Kind.UNIT, "cluster-id", holder);
    assertThat(api.ledger().leases().acquire(holder, holder, List.of(unit))).isNotNull();

    String path = "/api/v1/waves/" + Waves.fresh("wave");
    Answer started = api.put(People.STARTER, path, Waves.live(holder).replace("LIVE", mode));

    assertThat(started.status()).as(started.text()).isEqualTo(201);
    assertThat(started.json().get("mode").asText()).isEqualTo(mode);
  }

  /** It moves nothing, so nothing is taken back: its own workflow is asked to end. */
  @ParameterizedTest
  @ValueSource(strings = {"REHEARSAL", "DRY_RUN"})
  void onCallEndsAWaveThatMovesNothingBeforeItsTime(String mode) {
    String runbook = Waves.start(api);
    String wave = Waves.fresh("wave");
    String path = "/api/v1/waves/" + wave;
    api.put(People.STARTER, path, Waves.live(runbook).replace("LIVE", mode));

    Answer starter = api.put(People.STARTER, path + "/rollback", "{\"reason\":\"mine\"}");
    Answer ended = api.put(People.ON_CALL, path + "/rollback", "{\"reason\":\"seen enough\"}");
    Answer again = api.put(People.ON_CALL, path + "/rollback", "{\"reason\":\"seen enough\"}");

    assertThat(starter.problem()).isEqualTo("403 forbidden");
    assertThat(ended.status()).as(ended.text()).isEqualTo(202);
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(api.ledger().messages().list(wave))
        .singleElement()
        .satisfies(said -> assertThat(said.kind()).isEqualTo(Message.Kind.ROLLBACK));
    assertThat(api.ledger().rollbacks().find(wave, 0)).as("no rollback of its own").isEmpty();

    Waves.receipt(api, Waves.said(api, wave, 1), "ACCEPTED", "as the test says");
    Waves.show(api, wave, WaveState.ROLLED_BACK, Waves.openGate());
    Answer late = api.put(People.ON_CALL, path + "/rollback", "{\"reason\":\"seen enough\"}");
    assertThat(late.status()).as(late.text()).isEqualTo(200);
    assertThat(late.json().get("state").asText()).isEqualTo("ROLLED_BACK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REHEARSAL", "DRY_RUN"})
  void aWaveThatMovesNothingAndIsOverByItselfHasNothingToEnd(String mode) {
    String runbook = Waves.start(api);
    String wave = Waves.fresh("wave");
    String path = "/api/v1/waves/" + wave;
    api.put(People.STARTER, path, Waves.live(runbook).replace("LIVE", mode));
    Waves.show(api, wave, WaveState.COMPLETED, Waves.openGate());

    Answer late = api.put(People.ON_CALL, path + "/rollback", "{\"reason\":\"seen enough\"}");
    assertThat(late.problem()).isEqualTo("409 rollback-closed");
    assertThat(late.detail()).contains("is a " + mode);
    assertThat(api.ledger().messages().list(wave)).isEmpty();
  }

  @Test
  void aRunbookThatIsNotThereIsNamed() {
    Answer answer = api.put(People.STARTER, "/api/v1/waves/w", Waves.live("nowhere"));

    assertThat(answer.problem()).isEqualTo("404 not-found");
    assertThat(answer.detail()).contains("nowhere");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"runbook":"r","mode":"LIVE","windows":[{"opens":"x"}]} | 422 invalid           | windows[0].opens
          {"runbook":"r","mode":"LIVE","windows":[]}              | 422 invalid           | windows
          {"runbook":"r","mode":"LIVE","windows":[{"opens":"2026-11-28T22:00:00+01:00"}]} | 422 invalid | windows[0].closes
          {"runbook":"r","mode":"LIVE","windows":[{"opens":"2026-11-28T22:00:00+01:00","closes":"2026-11-28T21:00:00Z"}]} | 422 invalid | windows[0].closes
          {"runbook":"r","mode":"FAST"}                           | 422 invalid           | mode
          {"runbook":"r"}                                         | 422 invalid           | mode
          {"mode":"LIVE"}                                         | 422 invalid           | runbook
          {"runbook":7,"mode":"LIVE"}                             | 422 invalid           | runbook
          {"runbook":"r","mode":"LIVE","digest":"latest"}         | 422 invalid           | digest
          {"runbook":"r","mode":"LIVE","speed":"high"}            | 422 invalid           | speed
          """)
  void whatAWaveCannotBeIsRefusedByItsField(String body, String problem, String field) {
    Answer answer = api.put(People.STARTER, "/api/v1/waves/w", body);

    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
    assertThat(answer.json().get("field").asText()).isEqualTo(field);
    assertThat(answer.detail()).contains(field);
  }

  @Test
  void theSameWindowsInAnotherOffsetAreTheSameWave() {
    String wave = Waves.start(api);
    String path = "/api/v1/waves/" + wave + "-night";
    String body =
        "{\"runbook\":\"%s\",\"mode\":\"LIVE\",\"windows\":[{\"opens\":\"%s\",\"closes\":\"%s\"}]}";
    String runbook = api.ledger().waves().find(wave).orElseThrow().request().runbook();
    api.ledger().leases().release(wave, wave);

    Answer put =
        api.put(
            People.STARTER,
            path,
            body.formatted(runbook, "2026-11-28T22:00:00+01:00", "2026-11-29T02:00:00+01:00"));
    Answer again =
        api.put(
            People.STARTER,
            path,
            body.formatted(runbook, "2026-11-28T21:00:00Z", "2026-11-29T01:00:00Z"));

    assertThat(put.status()).as(put.text()).isEqualTo(201);
    assertThat(again.status()).as(again.text()).isEqualTo(200);
  }

  @Test
  void wavesAreListedInPages() {
    String one = Waves.start(api);
    String two = Waves.start(api);
    Waves.show(api, one, WaveState.HELD, Waves.openGate());
    Waves.show(api, two, WaveState.HELD, Waves.openGate());

    Answer held = api.get(People.VIEWER, "/api/v1/waves?state=HELD&limit=1");
    assertThat(held.json().get("waves")).hasSize(1);
    String after = held.json().get("next").asText();
    assertThat(
            api.get(People.VIEWER, "/api/v1/waves?state=HELD&limit=1&after=" + after)
                .json()
                .get("waves")
                .get(0)
                .get("wave")
                .asText())
        .isGreaterThan(after);
    assertThat(api.get(People.VIEWER, "/api/v1/waves?state=held").problem())
        .isEqualTo("422 invalid");
    assertThat(api.get(People.VIEWER, "/api/v1/waves?limit=0").problem()).isEqualTo("422 invalid");
    assertThat(api.get(People.VIEWER, "/api/v1/waves?limit=many").problem())
        .isEqualTo("422 invalid");
  }
}
