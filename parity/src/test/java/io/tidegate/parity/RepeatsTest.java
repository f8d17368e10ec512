package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.frozen;
import static io.tidegate.parity.Checks.live;
import static io.tidegate.parity.Checks.sync;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Payloads that repeat: the same bytes at many offsets. */
final class RepeatsTest {

  private static MemoryLog constants(String name, int records) {
    return MemoryLog.of(name, IntStream.range(0, records).map(n -> 7).toArray());
  }

  @Test
  void equalPayloadsWithoutAnAnchorAreAmbiguousAndTheSmallestCandidateOnlyReplays() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 497);

    Row row = ask(source, target, 200);

    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.candidates()).hasSize(Candidates.MOST).isSorted();
    assertThat(row.resume()).isEqualTo(row.candidates().get(0));
    assertThat(row.reason()).contains("497 (the first 16 are listed)");
    assertThat(row.obligations()).doesNotContain(Obligation.SETTLED);
  }

  /** Its newest note is of its last copy, so it was sent nothing again since. */
  @Test
  void theNoteOfTheLastCopyAndAnotherMakeEqualPayloadsExact() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = MemoryLog.of("target", 900, 901, 902);
    source.idsFrom(0).forEach(id -> target.add(id));
    Question question = noted(source, target, 200, sync(101, 104), sync(499, 502));

    Row row = ask(question, source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203);
    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
  }

  /**
   * As many on either side, and yet 50 were sent twice and 50 are still to come. The one note that
   * shows it is far from the position, and the newest.
   *
   * <pre>
   * source | 0 .. S=100 .. 849 850 .. 899 .. 949 950 .. 999     copied to 899, killed, again from 850
   * target | 0 ..                 .. 899 850 .. 949              1,000 as well
   * </pre>
   */
  @Test
  void aReplicatorThatWentBackFarFromThePositionIsNotExact() {
    MemoryLog source = constants("source", 1_000);
    MemoryLog target = constants("target", 1_000);
    SyncNotes notes = new SyncNotes(100);
    for (long at = 0; at <= 800; at += 100) {
      notes.add(at, at);
    }
    Question before = live(source, target, 100).withHints(notes.near()).withNewest(notes::newest);
    assertThat(ask(before, source, target).verdict()).isEqualTo(Verdict.AMBIGUOUS);

    notes.add(850, 900);
    Question after = live(source, target, 100).withHints(notes.near()).withNewest(notes::newest);
    assertThat(notes.near()).doesNotContain(sync(850, 900));
    assertThat(ask(after, source, target).verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /** What was sent twice after a note leaves none where a producer only tried again. */
  @Test
  void aNewestNoteBeforeTheLastCopyDecidesNothing() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 500);
    Question question = noted(source, target, 200, sync(101, 101), sync(404, 404));

    assertThat(ask(question, source, target).verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /** Equal records cannot refute it, so it may come from another topic of the same name. */
  @Test
  void oneSyncAloneProvesNothingAboutEqualPayloads() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 500);

    assertThat(ask(noted(source, target, 200, sync(100, 100)), source, target).verdict())
        .isEqualTo(Verdict.AMBIGUOUS);
    assertThat(ask(noted(source, target, 500, sync(499, 499)), source, target).verdict())
        .isEqualTo(Verdict.AMBIGUOUS);
  }

  /**
   * Three and three from there on, so nothing seems pending; yet the sync belongs to another topic
   * of that name, and the third record is still to come.
   *
   * <pre>
   * source | 7 [7 7                   a sync says 0 = 0: the place would be 1, and deliver one
   * target | 7' 7 7   then 7          too many; 7' is a stranger of the same content
   * </pre>
   */
  @Test
  void asManyAfterOneSyncOnEitherSideMayStillDeliverOneTooMany() {
    MemoryLog source = constants("source", 3);
    MemoryLog target = constants("target", 3);
    Oracle oracle = new Oracle(source.idsFrom(1), target, source.idsFrom(2), true);

    Row row = ask(noted(source, target, 1, sync(0, 0)), source, target);

    assertThat(oracle.exactAt(1)).isFalse();
    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(oracle.wrong(row)).isEmpty();
  }

  /**
   * The header of the last copy tells where the replicator stands, however equal the records are.
   *
   * <pre>
   * source | 7 [7 7 7
   * target | 7  7 7 7   headers 0 1 0 1: it went back, 2 and 3 are still to come
   * </pre>
   */
  @Test
  void equalPayloadsWithHeadersAreExactOnlyWhereTheLastHeaderNamesTheSourcesEnd() {
    MemoryLog source = constants("source", 4);
    MemoryLog backAgain = MemoryLog.named("target");
    MemoryLog straight = MemoryLog.named("target");
    for (int n = 0; n < 4; n++) {
      backAgain.copied(7, n % 2);
      straight.copied(7, n);
    }

    assertThat(ask(headed(source, backAgain), source, backAgain).verdict())
        .isEqualTo(Verdict.AMBIGUOUS);
    Row row = ask(headed(source, straight), source, straight);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.anchor()).isEqualTo(Anchor.HEADER);
    assertThat(row.resume()).isEqualTo(1);
  }

  /** With these notes of a replicator, as it wrote them one after the other. */
  private static Question noted(
      MemoryLog source, MemoryLog target, long committed, Hint... written) {
    SyncNotes notes = new SyncNotes(committed);
    for (Hint note : written) {
      notes.add(note.sourceOffset(), note.targetOffset());
    }
    return live(source, target, committed).withHints(notes.near()).withNewest(notes::newest);
  }

  private static Question headed(MemoryLog source, MemoryLog target) {
    Profile profile =
        Profile.plain(true, source.isolation()).withOffsetHeader("redpanda-migrator-offset");
    return Question.of(Checks.PAIR, 1L, source.isolation(), profile, target.end())
        .withTerms(Terms.strict().withSettle(Duration.ZERO));
  }

  /** 1 is not 9: what does not hold backs nothing up, though it would lie on the path. */
  @Test
  void aSyncThatDoesNotHoldDoesNotBackUpAnother() {
    MemoryLog source = MemoryLog.of("source", 1, 7, 7, 7, 7, 7, 7, 7, 7);
    MemoryLog target = MemoryLog.of("target", 9, 7, 7, 7, 7, 7, 7, 7, 7);
    Question question = noted(source, target, 6, sync(0, 0), sync(8, 8));

    Row row = ask(question, source, target, Checks.SMALL);

    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /** It is from before the replicator last went back. */
  @Test
  void anOlderSyncBesideThePathForbidsNothing() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 503);
    Question question =
        noted(source, target, 200, sync(20, 20), sync(101, 104), sync(404, 407), sync(499, 502));

    Row row = ask(question, source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203);
  }

  @Test
  void theSmallestCandidateIsWhereTheFirstEqualRecordStands() {
    MemoryLog source = constants("source", 10);
    MemoryLog target = MemoryLog.of("target", 900, 901, 902, 7, 7, 7, 7, 7);

    Row row = ask(source, target, 4);

    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.candidates()).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(row.resume()).isEqualTo(3);
  }

  /** In lockstep the place would be 7, where nothing comes again. */
  @Test
  void whatARowSaysIsOfTheCandidateThatItOffers() {
    MemoryLog source = constants("source", 10);
    MemoryLog target = MemoryLog.of("target", 900, 901, 902, 7, 7, 7, 7, 7);

    Row row = ask(source, target, 4);

    assertThat(row.resume()).isEqualTo(3);
    assertThat(row.counts().replay()).isEqualTo(4);
    assertThat(row.boundary().target()).extracting(RecordView::offset).contains(0L);
    assertThat(row.obligations()).containsExactlyInAnyOrder(Obligation.PROFILE, Obligation.FRAME);
  }

  @Test
  void whileRecordsArePendingSyncsDoNotTellHowManyWereSentAgain() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 490);
    Question question = noted(source, target, 200, sync(101, 101), sync(489, 489));

    assertThat(ask(question, source, target).verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /** The replicator started again at 300 and left a sync: one record was sent twice. */
  @Test
  void aNewerSyncBesideThePathForbidsExact() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 500);
    Question question = noted(source, target, 200, sync(101, 101), sync(150, 150), sync(300, 301));

    assertThat(ask(question, source, target).verdict()).isEqualTo(Verdict.AMBIGUOUS);
  }

  /**
   *
   *
   * <pre>
   * source | 500 equal records, S = 200
   * target | 3 strangers of the same content, then the 500     the same offset is wrong, 203 right
   * </pre>
   */
  @Test
  void drainedLogsArePairedFromTheirEnds() {
    MemoryLog source = constants("source", 500);
    MemoryLog target = constants("target", 503);

    Row row = ask(frozen(source, target, 200), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203);
    assertThat(row.anchor()).isEqualTo(Anchor.TAIL);
  }

  @Test
  void whereTheLastRecordIsUniqueWhatRepeatsBeforeItDoesNoHarm() {
    MemoryLog source = constants("source", 500).add(8);
    MemoryLog target = constants("target", 500).add(8);

    Row row = ask(source, target, 200);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(200);
  }

  /** Only their count after the boundary matters. */
  @Test
  void lossAmongReadRecordsOfEqualContentHarmsNobody() {
    MemoryLog source = constants("source", 500).add(8);
    MemoryLog target = constants("target", 497).add(8);

    Row row = ask(source, target, 200);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(197);
  }

  /** Which of the equal records were lost, read ones or unread ones, nobody can say. */
  @Test
  void tooFewEqualPayloadsForAllThatIsUnreadAreUnproven() {
    MemoryLog source = constants("source", 500).add(8);
    MemoryLog target = constants("target", 250).add(8);

    Row row = ask(source, target, 200);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("lost");
  }
}
