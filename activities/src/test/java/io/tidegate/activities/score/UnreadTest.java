package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Proof;
import io.tidegate.parity.RecordView;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a group reads next, and what two checks make of it: a topic that is kept for a week. */
class UnreadTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant OLD = Requests.NOW.minus(Duration.ofDays(10));

  @Test
  void whatTheTargetMayHaveRemovedIsSeenWhereThePartitionCountsDifferToo() {
    Row row =
        row(
            PartitionPair.repartitioned("orders", "orders", 2),
            null,
            4L,
            new Boundary(List.of(), List.of(at(3, OLD.minusSeconds(60)), at(4, OLD))));
    assertThat(Unread.oldest(row)).contains(OLD);
    assertThat(Requests.lights(new TopicConfigs().check(asked(row))))
        .containsExactly("RED topic-config/orders/retention.ms");
  }

  @Test
  void theHeadroomIsThatOfTheOldestRecordThatAGroupReadsNext() {
    Instant next = Requests.NOW.minus(Duration.ofDays(6));
    Row behind = row(pair(0), 8L, 8L, new Boundary(List.of(at(8, next)), List.of()));
    Row atEnd = row(pair(1), 8L, 8L, Boundary.UNKNOWN);
    assertThat(headroom(behind, atEnd))
        .isEqualTo(
            "by time, the source keeps every rollback anchor until "
                + next.plus(WEEK)
                + " at least, PT24H from now");
  }

  /** The records around what diverges may be far younger. */
  @Test
  void whatAGroupReadsNextIsAtItsPositionAlsoWhereTheTargetDivergesFarFromIt() {
    Boundary position = new Boundary(List.of(at(8, OLD)), List.of());
    Boundary far = new Boundary(List.of(at(30, Requests.NOW)), List.of(at(30, Requests.NOW)));
    Row row = row(pair(0), 8L, 8L, position).withDivergence(far);
    assertThat(Unread.oldest(row)).contains(OLD);
    assertThat(Requests.lights(new TopicConfigs().check(asked(row))))
        .containsExactly("RED topic-config/orders/retention.ms");
    assertThat(headroom(row))
        .startsWith("by time, the source keeps every rollback anchor until " + OLD.plus(WEEK));
  }

  /** Nor where the records around what diverges are all that is known of it. */
  @Test
  void theHeadroomIsNotToldByTheRecordsAroundWhatDiverges() {
    Boundary far = new Boundary(List.of(at(30, Requests.NOW)), List.of(at(30, Requests.NOW)));
    Row unproven = Row.unproven(pair(0), 8L, null, "a cluster was away").withDivergence(far);
    assertThat(new AnchorHeadroom().check(asked(unproven)).findings()).isEmpty();
  }

  /** Of a row that was not proven nobody knows that its group has read all. */
  @Test
  void anAnchorOfWhichNothingIsKnownIsNotSaidToBeKept() {
    Row unproven = Row.unproven(pair(1), 8L, null, "a cluster was away");
    assertThat(new AnchorHeadroom().check(asked(unproven)).findings()).isEmpty();
    assertThat(headroom(row(pair(0), 8L, 8L, Boundary.UNKNOWN), unproven))
        .startsWith("by time, the source keeps the rollback anchors that are known, without 1");
  }

  private static String headroom(Row... rows) {
    return new AnchorHeadroom().check(asked(rows)).findings().get(0).reason();
  }

  private static ScoreRequest asked(Row... rows) {
    TreeMap<String, String> week =
        new TreeMap<>(Map.of("retention.ms", String.valueOf(WEEK.toMillis())));
    ScoreRequest asked =
        Requests.with(
            Requests.of(""),
            Set.of("classic"),
            new TopicSides("orders", "orders", 1, 1, week, week));
    return Requests.proven(asked, rows);
  }

  private static PartitionPair pair(int partition) {
    return new PartitionPair("orders", partition, "orders", partition);
  }

  private static RecordView at(long offset, Instant time) {
    return new RecordView(offset, time.toEpochMilli(), "k", "v");
  }

  private static Row row(
      PartitionPair pair, @Nullable Long committed, Long resume, Boundary boundary) {
    return new Row(
        pair,
        committed,
        resume,
        Verdict.REPLAY,
        Proof.RANGE_AND_SUFFIX,
        Anchor.NONE,
        Set.of(),
        Counts.NONE,
        List.of(),
        Light.YELLOW,
        "because",
        null,
        null,
        boundary);
  }
}
