package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.api.command.Runbooks;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.WaveRow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.ArrayList;
import java.util.List;

/** Waves as the ledger shows them. Facts leave through the ledger: Temporal is not asked. */
final class WaveBook {

  private static final ObjectMapper JSON = Wire.mapper();

  private final Ledger ledger;
  private final Runbooks runbooks;

  WaveBook(Ledger ledger, Runbooks runbooks) {
    this.ledger = ledger;
    this.runbooks = runbooks;
  }

  /** A wave with the view that its workflow saved last. */
  record Page(WaveRow row, WaveView view) {
    String wave() {
      return row.wave();
    }

    /** This page, unless nothing can be said to its wave any more. */
    Page stillOpen() {
      if (view.state().isClosed()) {
        throw new Refusal(ProblemType.WAVE_CLOSED, "wave " + wave() + " is " + view.state());
      }
      return this;
    }

    GateView gate(String gate) {
      return view.gates().stream()
          .filter(candidate -> candidate.gate().equals(gate))
          .findFirst()
          .orElseThrow(() -> Refusal.notFound("gate of wave " + wave(), gate));
    }
  }

  Page open(String wave) {
    return page(ledger.waves().find(wave).orElseThrow(() -> Refusal.notFound("wave", wave)));
  }

  Page page(WaveRow row) {
    String json = row.view().json();
    return new Page(row, json == null ? unanswered(row.request()) : read(row.view(), json));
  }

  Runbook runbookOf(NewWave wave) {
    return runbooks.compiled(wave.runbookDigest());
  }

  /** One of the units of its runbook. */
  MigrationUnit unit(Page page, String unit) {
    return runbookOf(page.row().request())
        .unitNamed(unit)
        .orElseThrow(() -> Refusal.notFound("unit of wave " + page.wave(), unit));
  }

  private static WaveView read(io.tidegate.ledger.WaveView saved, String json) {
    try {
      List<UnitView> units = new ArrayList<>();
      for (String unit : saved.units().values()) {
        units.add(JSON.readValue(unit, UnitView.class));
      }
      return JSON.readValue(json, WaveView.class).withUnits(units);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the saved view of wave " + saved.wave() + " cannot be read", e);
    }
  }

  /** Before its workflow has said anything, a wave has its units and gates and no steps. */
  private WaveView unanswered(NewWave wave) {
    Runbook runbook = runbookOf(wave);
    return new WaveView(
        wave.wave(),
        wave.mode(),
        WaveState.RUNNING,
        "accepted; no worker has answered yet",
        new WaveView.RunbookRef(wave.runbook(), wave.runbookDigest()),
        runbook.units().stream()
            .map(
                unit ->
                    new UnitView(
                        unit.unit(), unit.owner(), WaveState.RUNNING, List.of(), List.of()))
            .toList(),
        runbook.gates().stream().map(GateView::notOpen).toList(),
        null,
        null,
        null);
  }
}
