package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Committed;
import org.junit.jupiter.api.Test;

/** What counts as the application's first commit. */
class ArrivalTest {
  private static final Committed.At SEEDED = new Committed.At(40, "our text");

  @Test
  void anotherOffsetIsACommit() {
    assertThat(Arrival.isCommit(new Committed.At(41, ""), SEEDED)).isTrue();
  }

  @Test
  void theSeedsOwnOffsetIsNoneWhateverTextIsBesideIt() {
    assertThat(Arrival.isCommit(SEEDED, SEEDED)).isFalse();
    assertThat(Arrival.isCommit(new Committed.At(40, ""), SEEDED)).isFalse();
  }

  @Test
  void nothingIsNone() {
    assertThat(Arrival.isCommit(null, SEEDED)).isFalse();
    assertThat(Arrival.isCommit(new Committed.None(), SEEDED)).isFalse();
  }
}
