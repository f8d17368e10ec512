package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Isolation;
import org.junit.jupiter.api.Test;

/** What groups are going to read of one partition. */
final class PlannedTest {
  @Test
  void whatSeveralGroupsNeedIsCountedOnceAndWhatLiesBetweenIsNot() {
    Planned planned = new Planned(false);
    planned.add(Isolation.READ_COMMITTED, 100, 200);
    planned.add(Isolation.READ_COMMITTED, 500, 600);
    planned.add(Isolation.READ_COMMITTED, 150, 250);
    planned.add(Isolation.READ_COMMITTED, 160, 170);
    planned.add(Isolation.READ_COMMITTED, 700, 700);

    assertThat(planned.records()).isEqualTo(150 + 100);
  }

  @Test
  void groupsOfOtherIsolationReadOnTheirOwn() {
    Planned planned = new Planned(false);
    planned.add(Isolation.READ_COMMITTED, 100, 200);
    planned.add(Isolation.READ_UNCOMMITTED, 150, 200);

    assertThat(planned.records()).isEqualTo(100 + 50);
  }

  @Test
  void whereACleanerWorksOnlyThoseAtOnePlaceReadTogether() {
    Planned planned = new Planned(true);
    planned.add(Isolation.READ_COMMITTED, 100, 200);
    planned.add(Isolation.READ_COMMITTED, 100, 200);
    planned.add(Isolation.READ_COMMITTED, 150, 200);

    assertThat(planned.records()).isEqualTo(100 + 50);
  }
}
