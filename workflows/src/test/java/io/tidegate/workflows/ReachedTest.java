package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.LedgerActivities.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachedTest {

  @Test
  void isTheLastStepThatHasAWayBack() {
    assertThat(of()).isEqualTo(Reached.NOTHING);
    assertThat(of("freeze")).isEqualTo(Reached.FROZEN);
    assertThat(of("freeze", "quiesce")).isEqualTo(Reached.STOPPED);
    assertThat(of("freeze", "quiesce", "seed")).isEqualTo(Reached.SEEDED);
    assertThat(of("freeze", "quiesce", "seed", "switch-consumers")).isEqualTo(Reached.STARTED);
    assertThat(of("freeze", "quiesce", "seed", "switch-consumers", "complete"))
        .isEqualTo(Reached.COMPLETING);
  }

  @Test
  void startsAgainAfterABackOut() {
    assertThat(of("freeze", "quiesce", "seed", "backed-out")).isEqualTo(Reached.FROZEN);
    assertThat(of("freeze", "quiesce", "seed", "backed-out", "quiesce")).isEqualTo(Reached.STOPPED);
  }

  @Test
  void isNothingOnceRolledBack() {
    assertThat(of("freeze", "quiesce", "rolled-back")).isEqualTo(Reached.NOTHING);
  }

  @Test
  void looksAtNoOtherUnit() {
    List<Entry> entries =
        List.of(
            new Entry("", "parked", "k", 0, "{}"), entry("other", "seed"), entry("unit", "freeze"));

    assertThat(Reached.in(entries, "unit")).isEqualTo(Reached.FROZEN);
  }

  private static Reached of(String... steps) {
    return Reached.in(Stream.of(steps).map(step -> entry("unit", step)).toList(), "unit");
  }

  private static Entry entry(String unit, String step) {
    return new Entry(unit, step, "key", 1, "{}");
  }
}
