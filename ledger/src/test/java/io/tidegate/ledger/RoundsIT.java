package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoundsIT {
  private final Rounds rounds = TestLedger.shared().ledger().rounds();
  private final String wave = TestLedger.name("wave");

  @Test
  void aRoundIsOpenedOnce() {
    Round first = round(1, 1);

    assertThat(open(first)).isEqualTo(new Put.Created<>(first));
    assertThat(open(first)).isEqualTo(new Put.Same<>(first));
    assertThat(open(round(1, 2))).isEqualTo(new Put.Conflict<>(first));
    assertThat(rounds.find(wave, "go", 1)).contains(first);
    assertThat(rounds.findEnd(wave, "go", 1)).isEmpty();
  }

  @Test
  void theFirstEndOfARoundStands() {
    open(round(1, 1));
    RoundEnd end = rounds.end(wave, "go", 1, "SUPERSEDED", "{}", entry("round-superseded", wave));

    assertThat(rounds.end(wave, "go", 1, "CONSUMED", "{}", entry("gate-consumed", wave)))
        .isEqualTo(end);
    assertThat(rounds.findEnd(wave, "go", 1)).contains(end);
  }

  @Test
  void aRoundThatWasNeverOpenedHasNoEnd() {
    assertThatThrownBy(
            () -> rounds.end(wave, "go", 7, "EXPIRED", "{}", entry("round-expired", wave)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("round 7 of gate 'go' of wave '" + wave + "' was never opened");
  }

  @Test
  void roundsOfAWaveAreListedByGateAndNumber() {
    open(round(2, 2));
    open(round(1, 1));

    assertThat(rounds.list(wave)).containsExactly(round(1, 1), round(2, 2));
  }

  private Put<Round> open(Round round) {
    return rounds.open(round, entry("gate-opened", wave));
  }

  private Round round(int number, int content) {
    return new Round(
        wave,
        "go",
        number,
        Evidence.digestOf(new byte[] {(byte) content}),
        "GREEN",
        Instant.parse("2026-11-22T10:00:00.123456Z"),
        "{}");
  }
}
