package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows and envelopes are the group's. */
final class GroupRowsTest {

  private static Row row(Verdict verdict, Counts counts) {
    boolean seeds = verdict == Verdict.EXACT || verdict == Verdict.REPLAY;
    return new Row(
        Checks.PAIR,
        1L,
        seeds ? (Long) 1L : null,
        verdict,
        Proof.RANGE_AND_SUFFIX,
        Anchor.SYNC,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        "because",
        null,
        null,
        Boundary.UNKNOWN);
  }

  private static Row replays(long records, long spanMs) {
    return row(
        Verdict.REPLAY,
        new Counts(0, records, Duration.ofMillis(spanMs), 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0));
  }

  private static Row pending(long records, long ageMs) {
    return row(
        Verdict.EXACT,
        new Counts(0, 0, Duration.ZERO, 0, records, Duration.ofMillis(ageMs), 0, 0, 0, 0, 0, 0));
  }

  private static GroupRows lit(ReplayWindow window, LagEnvelope envelope, Row... rows) {
    return GroupRows.lit("g", List.of(rows), window, envelope);
  }

  private static final LagEnvelope TEN = new LagEnvelope(10L, null);

  @Test
  void replayedRecordsAreSummedOverTheGroup() {
    ReplayWindow ten = new ReplayWindow(10L, Duration.ofSeconds(1));

    assertThat(lit(ten, TEN, replays(6, 5)).light()).isEqualTo(Light.GREEN);
    GroupRows both = lit(ten, TEN, replays(6, 5), replays(5, 5), pending(0, 0));
    assertThat(both.rows())
        .extracting(Row::light)
        .containsExactly(Light.RED, Light.RED, Light.GREEN);
  }

  @Test
  void bothBoundsOfAWindowMustHold() {
    ReplayWindow narrow = new ReplayWindow(10L, Duration.ofMillis(4));

    assertThat(lit(narrow, TEN, replays(6, 5)).light()).isEqualTo(Light.RED);
  }

  @Test
  void anOffsetOnTheTargetThatIsRedIsToldInItsRowWithWhatToDo() {
    Row skips = graded(43, Verdict.SKIP, 3);
    GroupRows lit = lit(ReplayWindow.NONE, TEN, skips, graded(9, Verdict.REPLAY, 1));
    assertThat(lit.light()).isEqualTo(Light.RED);
    assertThat(lit.rows()).extracting(Row::light).containsOnly(Light.GREEN);
    assertThat(lit.rows())
        .extracting(Row::reason)
        .containsExactly(
            "because; but offset 43, where the group stands on the target, is RED: from there it"
                + " skips 3 records; seed 40 over it, or reset it to 40",
            "because; but offset 9, where the group stands on the target, is RED: from there it"
                + " processes 1 record again, more than the group's window allows; seed 40 over"
                + " it, or reset it to 40");

    assertThat(GroupRows.lit("g", lit.rows(), ReplayWindow.NONE, TEN).rows())
        .as("told once, however often it is lit")
        .isEqualTo(lit.rows());
    assertThat(lit(new ReplayWindow(1L, null), TEN, graded(9, Verdict.REPLAY, 1)).rows())
        .as("within the window")
        .extracting(Row::reason)
        .containsExactly("because");
    assertThat(lit(ReplayWindow.NONE, TEN, graded(40, Verdict.EXACT, 0)).rows())
        .extracting(Row::reason)
        .containsExactly("because");
  }

  private static Row graded(long targetCommitted, Verdict verdict, long records) {
    Row row = row(Verdict.EXACT, Counts.NONE);
    return new Row(
        row.pair(),
        row.committed(),
        40L,
        row.verdict(),
        row.proof(),
        row.anchor(),
        row.obligations(),
        row.counts(),
        row.candidates(),
        row.light(),
        row.reason(),
        targetCommitted,
        new Grade(verdict, records, Duration.ZERO),
        row.boundary());
  }

  @Test
  void oneOfAPairBoundsOnlyItself() {
    assertThat(lit(new ReplayWindow(10L, null), TEN, replays(6, 50_000)).light())
        .isEqualTo(Light.GREEN);
    assertThat(lit(new ReplayWindow(null, Duration.ofSeconds(1)), TEN, replays(6_000, 5)).light())
        .isEqualTo(Light.GREEN);
  }

  @Test
  void pendingRecordsAreSummedOverTheGroup() {
    GroupRows both = lit(ReplayWindow.NONE, TEN, pending(6, 1), pending(6, 1), pending(0, 0));

    assertThat(both.rows())
        .extracting(Row::light)
        .containsExactly(Light.RED, Light.RED, Light.GREEN);
    assertThat(both.light()).isEqualTo(Light.RED);
  }

  @ParameterizedTest
  @CsvSource({"PT10S, GREEN", "PT9.999S, RED"})
  void whatIsPendingMayBeSoOldAndNoOlder(Duration ageMax, Light light) {
    LagEnvelope envelope = new LagEnvelope(null, ageMax);

    assertThat(envelope.holds(1_000_000, Duration.ofSeconds(10))).isEqualTo(light == Light.GREEN);
    assertThat(new LagEnvelope(10L, ageMax).holds(11, Duration.ZERO)).isFalse();
    assertThat(new LagEnvelope(10L, ageMax).holds(10, Duration.ofSeconds(10)))
        .isEqualTo(light == Light.GREEN);
  }

  @Test
  void aProofThatWasCutIsYellow() {
    Row cut =
        new Row(
            Checks.PAIR,
            1L,
            1L,
            Verdict.EXACT,
            Proof.RANGE,
            Anchor.SYNC,
            Set.of(),
            Counts.NONE,
            List.of(),
            Light.RED,
            "because",
            null,
            null,
            Boundary.UNKNOWN);

    assertThat(lit(ReplayWindow.NONE, TEN, cut).light()).isEqualTo(Light.YELLOW);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"UNPROVEN", "NOT_REPLICATED_YET", "SKIP", "AMBIGUOUS", "DIVERGED", "UNCOMMITTED"})
  void noWindowMakesAnUnsafeVerdictSafe(Verdict verdict) {
    assertThat(lit(new ReplayWindow(1_000L, null), TEN, row(verdict, Counts.NONE)).light())
        .isEqualTo(Light.RED);
  }

  @Test
  void nothingLookedAtIsRed() {
    assertThat(lit(ReplayWindow.NONE, TEN).light()).isEqualTo(Light.RED);
  }

  @Test
  void aGradeThatSkipsMakesTheGroupRed() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 20);
    Row late = Checks.ask(Checks.live(source, target, 7).withTargetCommitted(9L), source, target);

    GroupRows group = lit(ReplayWindow.NONE, TEN, late);

    assertThat(group.rows().get(0).light()).isEqualTo(Light.GREEN);
    assertThat(group.light()).isEqualTo(Light.RED);
  }

  /** The offset is five records and four milliseconds too early. */
  @Test
  void anOffsetThatReplaysIsWithinTheWindowByRecordsAndBySpan() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 20);
    Row early = Checks.ask(Checks.live(source, target, 7).withTargetCommitted(2L), source, target);

    assertThat(early.grade()).isEqualTo(new Grade(Verdict.REPLAY, 5, Duration.ofMillis(4)));
    assertThat(lit(new ReplayWindow(5L, Duration.ofMillis(4)), TEN, early).light())
        .isEqualTo(Light.GREEN);
    assertThat(lit(new ReplayWindow(5L, Duration.ofMillis(3)), TEN, early).light())
        .isEqualTo(Light.RED);
    assertThat(lit(new ReplayWindow(4L, null), TEN, early).light()).isEqualTo(Light.RED);
  }

  @Test
  void theBrokersTimeTellsNothingOfASpan() {
    MemoryLog source = MemoryLog.withBrokersTime("source").range(0, 20);
    MemoryLog target = MemoryLog.withBrokersTime("target").range(0, 20);
    Question question =
        Question.of(Checks.PAIR, 7L, Isolation.READ_UNCOMMITTED, Checks.contentOnly(), target.end())
            .withTargetCommitted(2L);
    Row early = Checks.ask(question, source, target);

    assertThat(early.grade()).isEqualTo(new Grade(Verdict.REPLAY, 5, null));
    assertThat(lit(new ReplayWindow(5L, Duration.ofDays(1)), TEN, early).light())
        .isEqualTo(Light.RED);
    assertThat(lit(new ReplayWindow(5L, null), TEN, early).light()).isEqualTo(Light.GREEN);
  }

  @Test
  void rowsRefuseNonsense() {
    assertThatThrownBy(() -> Row.unproven(Checks.PAIR, 1L, null, " "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReplayWindow(null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LagEnvelope(-1L, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Hint(Anchor.NONE, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
