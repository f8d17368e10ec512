package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.Retention.Bound;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

  @Test
  void theEarliestEndCounts() {
    Retention retention =
        new Retention(
            List.of(
                new Bound("orders", 0, 7, NOON, 7_200_000, false),
                new Bound("orders", 1, 3, NOON - 1_800_000, 7_200_000, false)),
            0);

    Until until = retention.until().orElseThrow();
    assertThat(until.at()).isEqualTo(Instant.parse("2026-11-23T13:30:00Z"));
    assertThat(until.atTheEarliest()).isTrue();
    assertThat(until.why()).contains("orders-1 keeps records for 7200000 ms");
  }

  @Test
  void whereSizeDeletesTooItIsSaid() {
    Retention retention = new Retention(List.of(new Bound("orders", 0, 7, NOON, 1_000, true)), 0);

    assertThat(retention.until().orElseThrow().why()).endsWith("may delete them earlier");
  }

  @Test
  void partitionsThatWereNotLookedAtAreCounted() {
    Retention retention = new Retention(List.of(new Bound("orders", 0, 7, NOON, 1_000, false)), 41);

    assertThat(retention.until().orElseThrow().why())
        .endsWith("; 41 more partitions were not looked at");
  }

  @Test
  void whereTimeDeletesNothingThereIsNoEnd() {
    assertThat(new Retention(List.of(), 0).until()).isEmpty();
  }

  @Test
  void aRetentionOfAllTimeDoesNotWrapAround() {
    Bound forever = new Bound("orders", 0, 7, NOON, Long.MAX_VALUE, false);

    assertThat(forever.until()).isAfter(Instant.parse("9999-01-01T00:00:00Z"));
  }
}
