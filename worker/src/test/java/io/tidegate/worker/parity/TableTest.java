package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Light;
import io.tidegate.parity.RecordView;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person sees. */
class TableTest {
  @Test
  void aHealthyGroupIsALineAPartitionAndTheirReasonOnce() {
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), Rows.exact(0), Rows.exact(1)))))
        .isEqualTo(
            """
            source   legacy.properties, cluster source-id
            target   cloud.properties, cluster target-id
            checked  2026-11-22T10:00:00Z

            charger  GREEN  (group on the target: EMPTY)
              TOPIC     PART  COMMITTED -> RESUME  VERDICT  LIGHT   PROOF             ANCHOR
              payments     0          8 -> 10      EXACT    GREEN   RANGE_AND_SUFFIX  WINDOW
              payments     1          8 -> 10      EXACT    GREEN   RANGE_AND_SUFFIX  WINDOW
                  resume here
              2 partitions: 2 EXACT; 2 GREEN

            GREEN  1 group (1 GREEN), 2 partitions: 2 EXACT; 2 GREEN\
            """);
  }

  @Test
  void theRecordsAroundABoundaryThatIsNotExactStandSideBySide() {
    Row row =
        Rows.withBoundary(
            Rows.skip(3, 1),
            List.of(Rows.record(7, 7), Rows.record(8, 8), Rows.record(9, 9)),
            List.of(Rows.record(5, 7), Rows.record(6, 9)));
    String text = text(Rows.report(Rows.proof("charger", List.of(), row)));
    assertThat(text)
        .contains(
            """
              payments     3          8 -> -       SKIP     RED     RANGE_AND_SUFFIX  WINDOW  skip 1
                  1 are not on the target
                  SOURCE payments-3                           TARGET payments-3
                    OFFSET TIME (UTC)         KEY VALUE         OFFSET TIME (UTC)         KEY VALUE
                         7 11-22 10:00:00.007 k1  order 7  =         5 11-22 10:00:00.007 k1  order 7
                  *      8 11-22 10:00:00.008 k2  order 8
                  *      9 11-22 10:00:00.009 k0  order 9  =         6 11-22 10:00:00.009 k0  order 9
            """);
    assertThat(text).contains("* not read yet");
  }

  @Test
  void ofARowThatDivergesTheRecordsAroundThePositionAndThoseAroundTheFirstThatDivergesAreShown() {
    Row row =
        Rows.withBoundary(Rows.diverged(3), List.of(Rows.record(8, 8)), List.of(Rows.record(8, 8)))
            .withDivergence(
                new Boundary(
                    List.of(Rows.record(30, 30)),
                    List.of(Rows.record(30, 900), Rows.record(31, 30))));
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), row))))
        .containsSubsequence(
            "order 8  =", "around the first record on the target that diverges:", "order 900");
    Row atOnce = row.withDivergence(row.boundary());
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), atOnce))))
        .containsOnlyOnce("order 8  =")
        .doesNotContain("that diverges:");
  }

  @Test
  void whereSomethingIsLostOrComesAgainIsShownToo() {
    Boundary elsewhere =
        new Boundary(
            List.of(Rows.record(30, 30), Rows.record(31, 31)), List.of(Rows.record(30, 30)));
    assertThat(
            text(
                Rows.report(
                    Rows.proof("charger", List.of(), Rows.skip(3, 1).withDivergence(elsewhere)))))
        .containsSubsequence(
            "around the first unread record that the target lacks:", "order 30  =", "order 31");
    assertThat(
            text(
                Rows.report(
                    Rows.proof("charger", List.of(), Rows.replay(3, 4).withDivergence(elsewhere)))))
        .containsSubsequence("around the first record that comes again:", "order 30  =");
  }

  /** Each lost others. */
  @Test
  void rowsThatDifferInOffsetsAloneSayTheSame() {
    List<String> where =
        List.of(
            "(source offset 7)",
            "(source offsets 7 to 9)",
            "(source offsets 7 to 9, 12 and 40)",
            "(source offsets 7, 12 to 14, 40 and others)");
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 40)
        .forEach(
            partition ->
                rows.add(
                    Rows.skip(partition, 4)
                        .withReason(
                            "4 are not on the target " + where.get(partition % 4) + " at all")));
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), rows))))
        .contains("35 x")
        .contains("partitions 5-39");
  }

  @Test
  void countsThatAreNotZeroAreNamed() {
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), Rows.replay(0, 4)))))
        .contains("replay 4 (PT1.5S), pending 3 (PT2S)")
        .doesNotContain("skip")
        .doesNotContain("phantom");
  }

  @Test
  void anOffsetOfTheTargetGroupThatMakesItRedIsExplained() {
    Row row = Rows.graded(0, 9, new Grade(Verdict.REPLAY, 1, null));
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), row))))
        .contains("charger  RED")
        .contains("target group at 9: replays 1")
        .contains("RED  the offsets that the group has on the target are not the resume points");
  }

  @Test
  void aFindingStandsAboveTheRows() {
    ProofFinding finding = new ProofFinding("target-active/charger", Light.RED, "members [m-1]");
    assertThat(text(Rows.report(Rows.proof("charger", List.of(finding), Rows.exact(0)))))
        .contains("charger  RED")
        .containsSubsequence("  RED  members [m-1]", "TOPIC", "payments");
  }

  @Test
  void manyThatSayTheSameAreToldByTheirPartitionsAndNoneIsDropped() {
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 400).forEach(partition -> rows.add(Rows.exact(partition)));
    rows.set(7, Rows.skip(7, 2));
    IntStream.range(100, 120)
        .forEach(partition -> rows.set(partition, Rows.replay(partition, partition)));
    String text = text(Rows.report(Rows.proof("charger", List.of(), rows)));

    assertThat(text)
        .contains("379 x")
        .contains("partitions 0-6, 8-99, 120-399")
        .contains("15 x")
        .contains("partitions 105-119")
        .contains("400 partitions: 1 SKIP, 20 REPLAY, 379 EXACT; 379 GREEN, 21 RED")
        .contains("every row: --verbose or --json");
    assertThat(text.lines().count()).isLessThan(40);
    assertThat(Table.lines(Rows.report(Rows.proof("g", List.of(), rows)), new Paint(false), true))
        .filteredOn(line -> line.contains(" -> "))
        .hasSize(401);
  }

  @Test
  void noLineIsWiderThanTheScreen() {
    Row row =
        Rows.withBoundary(
            Rows.skip(3, 1),
            IntStream.range(0, 6).mapToObj(TableTest::wide).toList(),
            IntStream.range(3, 9).mapToObj(TableTest::wide).toList());
    assertThat(
            Table.lines(
                Rows.report(Rows.proof("charger", List.of(), row)), new Paint(false), false))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Text.WIDTH));
  }

  @Test
  void whereThePartitionCountsDifferARowIsOneOfTheTarget() {
    assertThat(text(Rows.report(Rows.proof("charger", List.of(), Rows.repartitioned(2)))))
        .contains("payments -> legacy.payments  to 2");
  }

  @Test
  void nothingThatAnybodyNamedReachesTheTerminalRaw() {
    String name = "\u001b[31m\nGREEN\r\u009b2J\u202e\u2028";
    List<String> hostile = lines(name);
    assertThat(hostile)
        .allSatisfy(
            line ->
                assertThat(line)
                    .doesNotContainPattern("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{202e}\\x{2028}]"))
        .anySatisfy(line -> assertThat(line).startsWith("a group\\u001b[31m\\u000aGREEN\\u000d"));
    assertThat(hostile)
        .as("no line more")
        .hasSameSizeAs(lines("x".repeat(Text.printable(name).length())));
  }

  /** Of a report in which that stands in every text that is not the command's own. */
  private static List<String> lines(String text) {
    Row row =
        Rows.named(
            Rows.withBoundary(
                    Rows.diverged(0),
                    List.of(new RecordView(8, 8, "k" + text, "v" + text)),
                    List.of(Rows.record(8, 8)))
                .withReason("why" + text)
                .withDivergence(
                    new Boundary(List.of(), List.of(new RecordView(9, 9, "k" + text, "v" + text)))),
            "payments" + text,
            "cloud.payments" + text);
    List<Row> rows = new ArrayList<>(List.of(row));
    IntStream.rangeClosed(1, Fold.WHOLE_MAX)
        .forEach(
            partition ->
                rows.add(Rows.named(Rows.exact(partition), "orders" + text, "orders" + text)));
    ProofFinding finding =
        new ProofFinding("target-active/g", Light.RED, "members [m" + text + "]");
    ParityReport report =
        new ParityReport(
            Instant.EPOCH,
            new ParityReport.End("legacy" + text, "source-id" + text),
            new ParityReport.End("cloud" + text, "target-id" + text),
            List.of(Rows.proof("a group" + text, List.of(finding), rows)));
    return text(report).lines().toList();
  }

  @Test
  void coloursSayNothingThatWordsDoNot() {
    ParityReport report = Rows.report(Rows.proof("charger", List.of(), Rows.exact(0)));
    String coloured = String.join("\n", Table.lines(report, new Paint(true), false));
    assertThat(coloured).contains("\u001b[32mGREEN");
    assertThat(coloured.replaceAll("\u001b\\[\\d*m", "")).isEqualTo(text(report));
  }

  private static RecordView wide(int number) {
    return new RecordView(
        1_000_000_000_000L + number,
        number,
        "key ".repeat(8) + number,
        "value ".repeat(5) + number);
  }

  private static String text(ParityReport report) {
    return String.join("\n", Table.lines(report, new Paint(false), false));
  }
}
