package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.BOB;
import static io.tidegate.ledger.TestLedger.entry;
import static io.tidegate.ledger.TestLedger.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WavesIT {
  private static final TestLedger WORLD = TestLedger.shared();

  private final Ledger ledger = WORLD.ledger();
  private final Waves waves = ledger.waves();
  private final String wave = TestLedger.name("wave");

  @Test
  void aNewWaveStandsWithItsEntry() {
    Put<WaveRow> put = waves.create(request(wave), entry("wave-created", wave));

    assertThat(put).isInstanceOf(Put.Created.class);
    assertThat(waves.find(wave)).contains(put.standing());
    assertThat(put.standing().request()).isEqualTo(request(wave));
    assertThat(put.standing().view())
        .isEqualTo(new WaveView(wave, 0, WaveState.RUNNING, null, new TreeMap<>()));
    assertThat(kinds()).containsExactly("wave-created");
  }

  @Test
  void theSameRequestIsTheSameWaveWhoeverAsksAndWhateverVersionIsCurrent() {
    waves.create(request(wave), entry("wave-created", wave));
    var again =
        new NewWave(
            wave,
            request(wave).requestJson(),
            "demo",
            Evidence.digestOf(new byte[] {2}),
            "LIVE",
            BOB);

    Put<WaveRow> put = waves.create(again, entry("wave-created", wave));

    assertThat(put).isInstanceOf(Put.Same.class);
    assertThat(put.standing().request()).isEqualTo(request(wave));
    assertThat(kinds()).containsExactly("wave-created");
  }

  @Test
  void anotherRequestUnderTheNameIsAConflict() {
    waves.create(request(wave), entry("wave-created", wave));
    NewWave first = request(wave);
    var other =
        new NewWave(
            wave,
            "{\"runbook\":\"other\"}",
            "other",
            first.runbookDigest(),
            "LIVE",
            first.startedBy());

    assertThat(waves.create(other, entry("wave-created", wave)))
        .isEqualTo(new Put.Conflict<>(waves.find(wave).orElseThrow()));
  }

  @Test
  void ofSeveralWhoCreateOneWaveOneDoes() throws Exception {
    List<Put<WaveRow>> puts =
        SideBySide.run(4, thread -> waves.create(request(wave), entry("wave-created", wave)));

    assertThat(puts).filteredOn(put -> put instanceof Put.Created).hasSize(1);
    assertThat(puts).filteredOn(put -> put instanceof Put.Same).hasSize(3);
    assertThat(kinds()).containsExactly("wave-created");
  }

  @Test
  void aLateViewDoesNotOverwriteANewerOneButItsEntriesStand() {
    waves.create(request(wave), entry("wave-created", wave));

    assertThat(save(2, WaveState.AT_GATE, "gate-opened")).isTrue();
    assertThat(save(1, WaveState.RUNNING, "verified")).isFalse();

    assertThat(waves.find(wave)).map(WaveRow::view).contains(view(2, WaveState.AT_GATE));
    assertThat(kinds()).containsExactly("wave-created", "gate-opened", "verified");
  }

  @Test
  void eachUnitIsAsItsNewestViewSaysAndALateOneTakesOnlyWhatIsStillNews() {
    waves.create(request(wave), entry("wave-created", wave));
    save(1, Map.of(0, "a1", 1, "b1", 2, "c1"));
    save(4, Map.of(1, "b4"));
    save(3, Map.of(1, "b3", 2, "c3"));
    save(2, Map.of());

    assertThat(waves.find(wave))
        .map(WaveRow::view)
        .contains(view(4, WaveState.RUNNING, units(Map.of(0, "a1", 1, "b4", 2, "c3"))));
  }

  private void save(long version, Map<Integer, String> units) {
    waves.saveView(view(version, WaveState.RUNNING, units(units)), List.of());
  }

  @Test
  void aViewThatArrivesTwiceIsOnce() throws Exception {
    waves.create(request(wave), entry("wave-created", wave));

    List<Boolean> taken = SideBySide.run(4, thread -> save(1, WaveState.HELD, "held"));

    assertThat(taken).containsExactlyInAnyOrder(true, false, false, false);
    assertThat(kinds()).containsExactly("wave-created", "held");
  }

  @Test
  void aViewOfAWaveThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> save(1, WaveState.HELD, "held"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wave '" + wave + "' is not in the ledger");
    assertThat(kinds()).isEmpty();
  }

  @Test
  void whatIsKnownOfAWaveWithoutItsViewIsThatOfItsRow() {
    assertThat(waves.head(wave)).isEmpty();
    waves.create(request(wave), entry("wave-created", wave));
    save(3, WaveState.HELD, "held");

    WaveRow row = waves.find(wave).orElseThrow();
    assertThat(waves.head(wave))
        .contains(new WaveHead(row.request(), row.createdAt(), 3, WaveState.HELD));
  }

  @Test
  void openWavesAreThoseThatAreNotClosed() {
    waves.create(request(wave), entry("wave-created", wave));
    assertThat(waves.openWaves()).extracting(WaveHead::wave).contains(wave);

    save(1, WaveState.COMPLETED, "completed");

    assertThat(waves.openWaves()).extracting(WaveHead::wave).doesNotContain(wave);
    assertThat(waves.list(WaveState.COMPLETED, null, 1_000))
        .extracting(WaveRow::wave)
        .contains(wave);
  }

  @Test
  void pagesFollowEachOtherByName() {
    Waves own = TestLedger.fresh().ledger().waves();
    for (String name : List.of("c", "a", "b")) {
      own.create(request(name), entry("wave-created", name));
    }

    assertThat(own.list(null, null, 2)).extracting(WaveRow::wave).containsExactly("a", "b");
    assertThat(own.list(null, "b", 2)).extracting(WaveRow::wave).containsExactly("c");
    assertThat(own.list(WaveState.HELD, null, 2)).isEmpty();
  }

  private boolean save(long version, WaveState state, String kind) {
    return waves.saveView(view(version, state), List.of(entry(kind, wave)));
  }

  private WaveView view(long version, WaveState state) {
    return view(version, state, new TreeMap<>());
  }

  private WaveView view(long version, WaveState state, SortedMap<Integer, String> units) {
    return new WaveView(wave, version, state, "{\"version\":" + version + "}", units);
  }

  private static SortedMap<Integer, String> units(Map<Integer, String> byPlace) {
    return new TreeMap<>(byPlace);
  }

  private List<String> kinds() {
    return ledger.entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }
}
