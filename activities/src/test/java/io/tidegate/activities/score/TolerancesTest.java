package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.score.Tolerances.OfGroup;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Proof;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a group waits for and reads again, beside what its owner tolerates. */
class TolerancesTest {
  @Test
  void recordsAreSummedAndTimesAreTheLongestOfOnePartition() {
    OfGroup group =
        only(
            row(0, counts(3, Duration.ofSeconds(9), 5, Duration.ofSeconds(20))),
            row(1, counts(4, Duration.ofSeconds(70), 0, Duration.ZERO)),
            row(2, counts(0, Duration.ZERO, 6, Duration.ofSeconds(8))));
    assertThat(group.group()).isEqualTo("shop-group");
    assertThat(group.replay()).isEqualTo(7);
    assertThat(group.replaySpan()).isEqualTo(Duration.ofSeconds(70));
    assertThat(group.pending()).isEqualTo(11);
    assertThat(group.pendingAge()).isEqualTo(Duration.ofSeconds(20));
    assertThat(group.replayWindow()).isEqualTo(new ReplayWindow(0L, Duration.ZERO));
    assertThat(group.lagEnvelope()).isEqualTo(new LagEnvelope(10L, Duration.ofSeconds(30)));
  }

  @Test
  void aGroupWithoutARowHasNone() {
    OfGroup group = only();
    assertThat(group.pending()).isZero();
    assertThat(group.pendingAge()).isEqualTo(Duration.ZERO);
    assertThat(group.boundaries()).isEmpty();
  }

  @Test
  void eachPartitionHasItsBoundariesTheFirstTwoHundredOfThem() {
    Boundary diverging = new Boundary(List.of(), List.of());
    OfGroup group = only(row(7, Counts.NONE).withDivergence(diverging), row(8, Counts.NONE));
    assertThat(group.boundaries())
        .containsExactly(
            new Tolerances.AtBoundary("orders-7", Boundary.UNKNOWN, diverging),
            new Tolerances.AtBoundary("orders-8", Boundary.UNKNOWN, null));
    Row[] many =
        IntStream.range(0, 201)
            .mapToObj(number -> row(number, counts(1, Duration.ZERO, 1, Duration.ZERO)))
            .toArray(Row[]::new);
    assertThat(only(many).boundaries()).hasSize(200);
    assertThat(only(many).pending()).as("of all, also of those left out").isEqualTo(201);
  }

  private static OfGroup only(Row... rows) {
    Checked checked = new Tolerances().check(Requests.proven(Requests.of(""), rows));
    assertThat(checked.findings()).as("the proof grades them").isEmpty();
    assertThat(checked.evidence()).isInstanceOf(Map.class);
    Object groups = ((Map<?, ?>) checked.evidence()).get("groups");
    return (OfGroup) ((List<?>) Objects.requireNonNull(groups)).get(0);
  }

  private static Counts counts(
      long replay, Duration replaySpan, long pending, Duration pendingAge) {
    return new Counts(0, replay, replaySpan, 0, pending, pendingAge, 0, 0, 0, 0, 0, 0);
  }

  private static Row row(int number, Counts counts) {
    return new Row(
        new PartitionPair("orders", number, "orders", number),
        8L,
        8L,
        Verdict.REPLAY,
        Proof.RANGE_AND_SUFFIX,
        Anchor.NONE,
        Set.of(),
        counts,
        List.of(),
        Light.YELLOW,
        "because",
        null,
        null,
        Boundary.UNKNOWN);
  }
}
