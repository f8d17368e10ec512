package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Replicators that say of themselves which source offset a copy had: in a header, or by keeping it.
 * Payloads repeat where nothing but that is to decide.
 */
class OffsetAnchorsIT {
  private static final int RECORDS = 500;
  private static final int OTHERS = 3;

  /** Records after which the same payload comes again, where not all are alike. */
  private static final int PERIOD = 7;

  private static final long TIME_MS = System.currentTimeMillis();

  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  /**
   *
   *
   * <pre>
   * source |       x x x .. S=200 .. x
   * target | x x x x x x .. 203   .. x
   * header | - - - 0 1 2 .. 200   .. 499
   * </pre>
   */
  @Test
  void aHeaderWithTheSourceOffsetDecidesAmongEqualRecords() {
    HandCopy headed = repeating("headed", 1);
    headed.writeToTarget(Collections.nCopies(OTHERS, payload(0)));
    headed.copyHeaded(offset -> offset);

    Row row = headed.provenAt(200);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203L);
    assertThat(row.anchor()).isEqualTo(Anchor.HEADER);
    assertThat(row.light()).isEqualTo(Light.GREEN);

    HandCopy bare = repeating("not-headed", 1);
    bare.writeToTarget(Collections.nCopies(OTHERS, payload(0)));
    bare.copy();
    assertThat(bare.provenAt(200).verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /** True at the topic's end, so that the header is taken for one; but not near the boundary. */
  @Test
  void aHeaderThatTheContentsContradictIsNotBelieved() {
    HandCopy truthful = repeating("headed-true", PERIOD);
    truthful.copyHeaded(offset -> offset);
    Row believed = truthful.provenAt(200);
    assertThat(believed.verdict()).as(believed.reason()).isEqualTo(Verdict.EXACT);
    assertThat(believed.anchor()).isEqualTo(Anchor.HEADER);

    HandCopy wrong = repeating("headed-wrong", PERIOD);
    wrong.copyHeaded(offset -> offset > 100 && offset < 300 ? offset + OTHERS : offset);
    Row row = wrong.provenAt(200);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.anchor()).isNotEqualTo(Anchor.HEADER);
    assertThat(row.reason()).contains("1 hint read again");
    assertThat(row.light()).isEqualTo(Light.RED);

    HandCopy unique = new HandCopy(two, "headed-wrong-unique");
    unique.write(unique.numbered(0, RECORDS));
    unique.copyHeaded(offset -> offset > 100 && offset < 300 ? offset + OTHERS : offset);
    Row found = unique.provenAt(200);
    assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.EXACT);
    assertThat(found.resume()).isEqualTo(200L);
    assertThat(found.anchor()).isEqualTo(Anchor.WINDOW);
  }

  @Test
  void theSameOffsetIsTheAnchorWhereTheToolIsDeclaredToKeepOffsets() {
    HandCopy log = HandCopy.whole(two, "same-offset", RECORDS);

    Row declared = provenKeeping(log);
    assertThat(declared.verdict()).as(declared.reason()).isEqualTo(Verdict.EXACT);
    assertThat(declared.resume()).isEqualTo(200L);
    assertThat(declared.anchor()).isEqualTo(Anchor.SAME_OFFSET);
    assertThat(declared.light()).isEqualTo(Light.GREEN);
    assertThat(log.provenAt(200).anchor()).as("not declared").isEqualTo(Anchor.WINDOW);
  }

  @Test
  void aDeclarationThatTheContentsContradictIsNotBelieved() {
    HandCopy log = new HandCopy(two, "other-offset");
    log.write(log.numbered(0, RECORDS));
    log.writeToTarget(log.named("other", RECORDS, RECORDS + OTHERS));
    log.copy();

    Row row = provenKeeping(log);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203L);
    assertThat(row.anchor()).isEqualTo(Anchor.WINDOW);
  }

  /** As many on either side, and the right place is another: the replicator lags. */
  @Test
  void theSameOffsetDoesNotDecideAmongEqualRecords() {
    HandCopy log = repeating("same-offset-equal", 1);
    log.writeToTarget(Collections.nCopies(RECORDS, payload(0)));

    Row row = provenKeeping(log);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  private static Row provenKeeping(HandCopy log) {
    return log.proven(
        200, READ_UNCOMMITTED, asked -> asked.withTerms(asked.terms().withKeepsOffsets(true)));
  }

  /** On the source, all of one time. */
  private static HandCopy repeating(String name, int different) {
    HandCopy log = new HandCopy(two, name);
    List<Message> messages =
        IntStream.range(0, RECORDS).mapToObj(number -> payload(number % different)).toList();
    log.write(messages);
    return log;
  }

  private static Message payload(int number) {
    return new Message("k", "x" + number, TIME_MS);
  }
}
