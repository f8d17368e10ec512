package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Waits waits = TestLedger.shared().ledger().waits();
  private final String wave = TestLedger.name("wave");

  @Test
  void theLatestFailureOfAStepTakesThePlaceOfTheOneBefore() {
    waits.failed(wave, "orders", "seed", 1, "cloud does not answer");
    waits.failed(wave, "orders", "seed", 2, "cloud still does not answer");
    waits.failed(wave, "bills", "seed", 1, "cloud does not answer");

    assertThat(waits.latest(wave, MINUTE))
        .containsExactly(
            new Wait(wave, "orders", "seed", 2, "cloud still does not answer"),
            new Wait(wave, "bills", "seed", 1, "cloud does not answer"));
    assertThat(waits.latest(null, MINUTE)).filteredOn(each -> each.wave().equals(wave)).hasSize(2);
  }

  @Test
  void howFarAStepIsTakesThePlaceOfWhyItFailedBefore() {
    waits.failed(wave, "orders", "verify", 1, "cloud does not answer");
    waits.underWay(wave, "orders", "verify", "3 of 20 groups proven");

    assertThat(waits.latest(wave, MINUTE))
        .containsExactly(new Wait(wave, "orders", "verify", 0, "3 of 20 groups proven"))
        .allMatch(Wait::isUnderWay);
  }

  @Test
  void aStepThatHasSucceededWaitsNoMore() {
    waits.failed(wave, "orders", "seed", 1, "cloud does not answer");
    waits.failed(wave, "orders", "quiesce", 1, "legacy does not answer");

    waits.over(wave, "orders", "seed");

    assertThat(waits.latest(wave, MINUTE)).extracting(Wait::step).containsExactly("quiesce");
  }

  @Test
  void whatIsOldIsNotShown() {
    waits.failed(wave, "orders", "seed", 1, "cloud does not answer");

    assertThat(waits.latest(wave, Duration.ZERO)).isEmpty();
  }

  @Test
  void aLongReasonIsCut() {
    waits.failed(wave, "orders", "seed", 1, "x".repeat(5_000));

    assertThat(waits.latest(wave, MINUTE))
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).hasSize(1_000));
  }
}
