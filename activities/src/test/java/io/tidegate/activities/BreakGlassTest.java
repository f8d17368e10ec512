package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.Anchor.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the sheet. */
class BreakGlassTest {
  @Test
  void aGroupWithoutAnyCommitGetsNoCommandThatWouldFail() {
    GroupAnchor group =
        new GroupAnchor("fresh", List.of(new Position("payments", 0, null, null, null, 0, 9)));
    assertThat(BreakGlass.commands(group, "broker:9092"))
        .doesNotContain("kafka-consumer-groups", "positions.csv")
        .contains("fresh", "payments-0 (no commit)");
  }
}
