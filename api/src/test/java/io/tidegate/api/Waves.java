package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.WaveState;
import io.tidegate.ledger.WaveView;
import io.tidegate.parity.Light;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.SlotView;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Waves as their workflows would leave them in the ledger. */
final class Waves {

  static final String DIGEST = "sha256:" + "a".repeat(64);
  static final String NEWER_DIGEST = "sha256:" + "b".repeat(64);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private Waves() {}

  /** A name that no other test has. */
  static String fresh(String what) {
    return what + "-" + COUNT.incrementAndGet();
  }

  /** Puts a runbook and starts a wave of it; both, and the unit, have the same name. */
  static String start(Api api) {
    String wave = fresh("wave");
    return start(api, wave, Yaml.runbook(wave, wave));
  }

  /** Of this runbook, which has the wave's name. */
  static String start(Api api, String wave, String yaml) {
    Api.Answer runbook =
        api.send(People.STARTER, "PUT", "/api/v1/runbooks/" + wave, Api.YAML, yaml);
    assertThat(runbook.status()).as(runbook.text()).isEqualTo(201);
    Api.Answer started = api.put(People.STARTER, "/api/v1/waves/" + wave, live(wave));
    assertThat(started.status()).as(started.text()).isEqualTo(201);
    return wave;
  }

  static String live(String runbook) {
    return "{\"runbook\":\"" + runbook + "\",\"mode\":\"LIVE\"}";
  }

  static GateView go(
      GateView.State state,
      int round,
      String digest,
      @Nullable String owner,
      @Nullable String manager) {
    return new GateView(
        "go",
        "quiesce",
        state,
        round,
        digest,
        Light.GREEN,
        List.of(new SlotView("payments-owners", owner), new SlotView("release-manager", manager)),
        Instant.now().plus(Duration.ofMinutes(30)),
        null,
        null);
  }

  static GateView openGate() {
    return go(GateView.State.OPEN, 1, DIGEST, null, null);
  }

  /** Saves a view as the wave's workflow would. */
  static void show(
      Api api, String wave, io.tidegate.workflows.view.WaveState state, GateView gate) {
    show(api, wave, state, gate, StepView.State.RUNNING);
  }

  static void show(
      Api api,
      String wave,
      io.tidegate.workflows.view.WaveState state,
      GateView gate,
      StepView.State verify) {
    show(api, wave, state, gate, verify, List.of());
  }

  static void show(
      Api api,
      String wave,
      io.tidegate.workflows.view.WaveState state,
      GateView gate,
      StepView.State verify,
      List<Scored> scorecard) {
    var row = api.ledger().waves().find(wave).orElseThrow();
    var view =
        new io.tidegate.workflows.view.WaveView(
            wave,
            "LIVE",
            state,
            "as the test says",
            new io.tidegate.workflows.view.WaveView.RunbookRef(wave, row.request().runbookDigest()),
            List.of(
                new UnitView(
                    wave,
                    "payments-owners",
                    state,
                    List.of(new StepView("verify", verify, null, null, null)),
                    scorecard)),
            List.of(gate),
            null,
            null,
            null);
    try {
      save(api, view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the next view of its wave. */
  static void save(Api api, io.tidegate.workflows.view.WaveView view)
      throws JsonProcessingException {
    var row = api.ledger().waves().find(view.wave()).orElseThrow();
    SortedMap<Integer, String> units = new TreeMap<>();
    for (UnitView unit : view.units()) {
      units.put(units.size(), Wire.mapper().writeValueAsString(unit));
    }
    WaveView next =
        new WaveView(
            view.wave(),
            row.view().version() + 1,
            WaveState.valueOf(view.state().name()),
            Wire.mapper().writeValueAsString(view.withUnits(List.of())),
            units);
    assertThat(api.ledger().waves().saveView(next, List.of())).isTrue();
  }

  /** Waits for the n-th message to the wave, from 1. */
  static Message said(Api api, String wave, int number) {
    return Await.value(
        Duration.ofSeconds(60),
        "message " + number + " to " + wave,
        () -> api.ledger().messages().list(wave).stream().skip(number - 1L).findFirst());
  }

  static void receipt(Api api, Message message, String outcome, String reason) {
    var unused = api.ledger().messages().receipt(message.id(), outcome, reason);
  }
}
