package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_COMMITTED;
import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Transactions that were committed, aborted or are open, on either side. Offsets move apart with
 * every marker: {@code |} is one, and brackets hold what was aborted.
 */
class TransactionsIT {
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
   * source | r0 .. r39 [S=marker] r40 .. r79 |
   * target | r0 .. r39            r40 .. r79
   * </pre>
   */
  @Test
  void aPositionOnAMarkerIsTheNextVisibleRecord() {
    HandCopy log = new HandCopy(two, "marker");
    log.commitOnSource(log.numbered(0, 40));
    log.commitOnSource(log.numbered(40, 80));
    log.copy(IsolationLevel.READ_COMMITTED, value -> true);
    Row row = log.provenAt(40, READ_COMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(40L);
    assertThat(row.light()).isEqualTo(Light.GREEN);
    assertThat(log.provenAt(41, READ_COMMITTED).resume()).isEqualTo(40L);
  }

  @Test
  void aPositionOnTheLastMarkerHasReadEverything() {
    HandCopy log = new HandCopy(two, "last-marker");
    log.commitOnSource(log.numbered(0, 40));
    log.copy(IsolationLevel.READ_COMMITTED, value -> true);
    Row row = log.provenAt(40, READ_COMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(40L);
  }

  /** A consumer of committed records may commit a position among aborted ones. */
  @Test
  void aPositionAmongAbortedRecordsIsTheNextVisibleRecord() {
    HandCopy log = new HandCopy(two, "among-aborted");
    log.commitOnSource(log.numbered(0, 40));
    log.abortOnSource(log.named("aborted", 0, 10));
    log.commitOnSource(log.numbered(40, 80));
    log.copy(IsolationLevel.READ_COMMITTED, value -> true);
    Row row = log.provenAt(45, READ_COMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(40L);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  @Test
  void aPositionInAnOpenTransactionIsUnproven() {
    HandCopy log = new HandCopy(two, "in-open");
    log.commitOnSource(log.numbered(0, 40));
    log.copy(IsolationLevel.READ_COMMITTED, value -> true);
    KafkaProducer<String, String> open = log.begun(two.onLegacy, log.numbered(40, 50));
    try {
      Row row = log.provenAt(45, READ_COMMITTED);
      assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
      assertThat(row.reason()).contains("45").contains("transaction").contains("open");
    } finally {
      open.abortTransaction();
    }
  }

  /**
   * Nothing is visible yet, and all of it was copied: the target's end would leave it out.
   *
   * <pre>
   * source | S (r0 .. r39        open, then committed
   * target |    r0 .. r39 E
   * </pre>
   */
  @Test
  void aFirstTransactionThatIsOpenAndCopiedIsUnprovenUntilItEnds() {
    HandCopy log = new HandCopy(two, "first-open");
    KafkaProducer<String, String> open = log.begun(two.onLegacy, log.numbered(0, 40));
    log.copy(IsolationLevel.READ_UNCOMMITTED, value -> true);

    Row row = log.provenAt(0, READ_COMMITTED);
    open.commitTransaction();
    App.awaitMarkers(two.onLegacy.admin(), log.partition);
    Row ended = log.provenAt(0, READ_COMMITTED);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).startsWith("a transaction is still open on the source");
    assertThat(ended.verdict()).as(ended.reason()).isEqualTo(Verdict.EXACT);
    assertThat(ended.resume()).isZero();
  }

  @Test
  void anOpenTransactionOnTheSourceHoldsNobodyBackBeforeIt() {
    HandCopy log = new HandCopy(two, "before-open");
    log.commitOnSource(log.numbered(0, 40));
    KafkaProducer<String, String> open = log.begun(two.onLegacy, log.numbered(40, 50));
    try {
      log.copy(IsolationLevel.READ_COMMITTED, value -> true);
      Row row = log.provenAt(20, READ_COMMITTED);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(20L);
      assertThat(row.counts().pending()).isZero();
    } finally {
      open.abortTransaction();
    }
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. r79
   * target | r0 .. r39 [r40 .. r49] r40 .. r79 |   a replicator that writes in transactions
   * </pre>
   */
  @Test
  void whatAReplicatorAbortedComesToNoReaderOfCommittedRecordsAndTwiceToOthers() {
    HandCopy log = new HandCopy(two, "aborted-copies");
    log.write(log.numbered(0, 80));
    log.commitOnTarget(log.numbered(0, 40));
    log.abortOnTarget(log.numbered(40, 50));
    log.commitOnTarget(log.numbered(40, 80));

    Row committed = log.provenAt(20, READ_COMMITTED);
    assertThat(committed.verdict()).as(committed.reason()).isEqualTo(Verdict.EXACT);
    assertThat(committed.resume()).isEqualTo(20L);
    assertThat(committed.light()).isEqualTo(Light.GREEN);

    Row all = log.provenAt(20, READ_UNCOMMITTED);
    assertThat(all.verdict()).as(all.reason()).isEqualTo(Verdict.REPLAY);
    assertThat(all.resume()).isEqualTo(20L);
    assertThat(all.counts().replay()).isEqualTo(10);
    assertThat(all.counts().replaySpan()).isEqualTo(Duration.ofMillis(90));
    assertThat(all.light()).isEqualTo(Light.RED);
    ReplayWindow tolerated = new ReplayWindow(10L, Duration.ofSeconds(1));
    assertThat(log.proven(20, READ_UNCOMMITTED, asked -> asked.withWindow(tolerated)).light())
        .isEqualTo(Light.GREEN);
  }

  @Test
  void whatAReplicatorHasNotCommittedYetIsPending() {
    HandCopy log = new HandCopy(two, "open-copies");
    log.write(log.numbered(0, 80));
    log.commitOnTarget(log.numbered(0, 60));
    KafkaProducer<String, String> open = log.begun(two.onCloud, log.numbered(60, 80));
    try {
      Row row = log.provenAt(20, READ_COMMITTED);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(20L);
      assertThat(row.counts().pending()).isEqualTo(20);
    } finally {
      open.commitTransaction();
    }
  }

  /** The group sees what the replicator does not. */
  @Test
  void aReaderOfAllBehindAReplicatorOfCommittedRecordsLosesTheAbortedOnesYellow() {
    HandCopy log = new HandCopy(two, "unequal");
    log.commitOnSource(log.numbered(0, 40));
    log.abortOnSource(log.named("aborted", 40, 50));
    log.commitOnSource(log.numbered(50, 90));
    log.copy(IsolationLevel.READ_COMMITTED, value -> true);

    Row row = log.provenAt(20, READ_UNCOMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(20L);
    assertThat(row.counts().aborted()).isEqualTo(10);
    assertThat(row.counts().skip()).isZero();
    assertThat(row.light()).isEqualTo(Light.YELLOW);

    Row beyond = log.provenAt(60, READ_UNCOMMITTED);
    assertThat(beyond.verdict()).as(beyond.reason()).isEqualTo(Verdict.EXACT);
    assertThat(beyond.counts().aborted()).as("aborted ones that were read").isZero();
    assertThat(beyond.light()).isEqualTo(Light.GREEN);
  }

  /**
   * The application aborts and sends the same again; the replicator copies both.
   *
   * <pre>
   * source | r0 .. r39 [r40 .. r47] S r40 .. r79
   * target | r0 .. r39  r40 .. r47              are these the aborted ones, or the others?
   * </pre>
   */
  @Test
  void copiesThatAnAbortedTwinExplainsAsWellAreNoAnswerYet() {
    HandCopy log = new HandCopy(two, "twins");
    log.commitOnSource(log.numbered(0, 40));
    log.abortOnSource(log.numbered(40, 48));
    log.commitOnSource(log.numbered(40, 80));
    log.writeToTarget(log.numbered(0, 48));
    Row row = log.provenAt(50, READ_COMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.resume()).isNull();
  }
}
