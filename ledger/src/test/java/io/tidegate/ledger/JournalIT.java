package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JournalIT {
  private final Journal journal = TestLedger.shared().ledger().journal();
  private final String wave = TestLedger.name("wave");

  @Test
  void rowsOfAUnitComeBackInTheOrderInWhichTheyWereRecorded() {
    JournalRow quiesce = journal.record(row("payments", "quiesce", "step", "b", "{}"));
    JournalRow otherUnit = journal.record(row("ledger", "quiesce", "step", "c", "{}"));
    JournalRow seed = journal.record(row("payments", "seed", "step", "a", "{}"));

    assertThat(journal.list(wave, "payments")).containsExactly(quiesce, seed);
    assertThat(journal.list(wave)).containsExactly(quiesce, otherUnit, seed);
    assertThat(journal.list(TestLedger.name("wave"))).isEmpty();
  }

  @Test
  void theRowsOfOneStepAreFound() {
    JournalRow first = journal.record(row("payments", "seed", "step", "1", "{}"));
    journal.record(row("payments", "observe", "step", "2", "{}"));
    JournalRow second = journal.record(row("shipments", "seed", "step", "3", "{}"));

    assertThat(journal.listOfStep(wave, "seed")).containsExactly(first, second);
  }

  @Test
  void anAnchorThatWasStoredIsTheAnchor() {
    JournalRow first =
        journal.record(row("payments", "quiesce", "anchor", "payments/0", "{\"offset\":\"6\"}"));

    assertThat(
            journal.record(
                row("payments", "quiesce", "anchor", "payments/0", "{\"offset\":\"9\"}")))
        .isEqualTo(first);
    assertThat(journal.list(wave)).containsExactly(first);
  }

  @Test
  void theNewestOfAKindIsFound() {
    journal.record(row("payments", "observe", "mapped-back", "1", "{}"));
    JournalRow newest = journal.record(row("payments", "observe", "mapped-back", "2", "{}"));
    journal.record(row("payments", "observe", "step", "3", "{}"));

    assertThat(journal.latest(wave, "payments", "mapped-back")).contains(newest);
    assertThat(journal.latest(wave, "payments", "anchor")).isEmpty();
  }

  @Test
  void ofOpenWavesTheNewestOfAKindOfEachUnitIsFound() {
    Waves waves = TestLedger.shared().ledger().waves();
    waves.create(TestLedger.request(wave), TestLedger.entry("wave-created", wave));
    journal.record(row("payments", "seed", "pause", "1", "{}"));
    JournalRow payments = journal.record(row("payments", "seed", "pause", "2", "{}"));
    JournalRow shipments = journal.record(row("shipments", "seed", "pause", "3", "{}"));
    journal.record(row("shipments", "seed", "step", "4", "{}"));

    assertThat(journal.latestOfOpenWaves("pause")).contains(payments, shipments).hasSize(2);
    assertThat(
            waves.saveView(
                new WaveView(wave, 1, WaveState.COMPLETED, "{}", new TreeMap<>()), List.of()))
        .isTrue();
    assertThat(journal.latestOfOpenWaves("pause")).isEmpty();
  }

  @Test
  void ofARunbookTheNewestOfAKindIsFoundWhicheverWaveItIsOf() {
    NewWave asked = TestLedger.request(wave);
    TestLedger.shared().ledger().waves().create(asked, TestLedger.entry("wave-created", wave));
    String unit = TestLedger.name("unit");
    journal.record(row(unit, "complete", "rehearsed", "1", "{}"));
    JournalRow newest = journal.record(row(unit, "complete", "rehearsed", "2", "{}"));

    assertThat(journal.latestOfRunbook(asked.runbook(), unit, "rehearsed")).contains(newest);
    assertThat(journal.latestOfRunbook(asked.runbook(), "another", "rehearsed")).isEmpty();
    assertThat(journal.latestOfRunbook("another", unit, "rehearsed")).isEmpty();
  }

  private JournalRow row(String unit, String step, String kind, String key, String detail) {
    return new JournalRow(wave, unit, step, kind, key, detail);
  }
}
