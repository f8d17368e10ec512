package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that retention took away on one side, before or beyond where a group stands. */
class ExpiryIT {
  private static final int RECORDS = 100;
  private static final Terms RESUME_AT_BEGIN =
      new Terms(Reset.FAIL, Reset.FAIL, true, false, Duration.ofSeconds(1), null, false);

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
   * source |          S=r40 (gone)  [r60 .. r99
   * target | r0 .. r40 ..            r60 .. r99
   * </pre>
   */
  @Test
  void aPositionBeforeTheSourcesBeginIsExpiredThere() {
    HandCopy log = HandCopy.whole(two, "expired-source", RECORDS);
    two.onLegacy.expire(log.partition, 60);

    Row undeclared = log.provenAt(40);
    assertThat(undeclared.verdict()).as(undeclared.reason()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(undeclared.light()).isEqualTo(Light.RED);
    assertThat(undeclared.reason()).contains("40").contains("60");

    Row declared = resumedAtBegin(log, 40);
    assertThat(declared.verdict()).as(declared.reason()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(declared.resume()).isEqualTo(60L);
    assertThat(declared.light()).isEqualTo(Light.YELLOW);
    new Arrivals(two, READ_UNCOMMITTED).verify(declared, 60);
  }

  @Test
  void whatExpiredOnTheSourceBeforeThePositionHarmsNobody() {
    HandCopy log = HandCopy.whole(two, "read-and-expired", RECORDS);
    two.onLegacy.expire(log.partition, 60);
    assertExactAt(log.provenAt(60), 60);
    assertExactAt(log.provenAt(80), 80);
  }

  @Test
  void aSourceThatLostAllThatWasReadIsResumedAtTheTargetsEnd() {
    HandCopy log = HandCopy.whole(two, "all-expired", RECORDS);
    two.onLegacy.expire(log.partition, RECORDS);
    assertExactAt(log.provenAt(RECORDS), RECORDS);
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. S=r40 ..        r60 .. r99
   * target |       r40 .. (gone)  [r60 .. r99
   * </pre>
   */
  @Test
  void unreadRecordsBeforeTheTargetsBeginAreExpiredThere() {
    HandCopy log = HandCopy.whole(two, "expired-target", RECORDS);
    two.onCloud.expire(log.partition, 60);

    Row undeclared = log.provenAt(40);
    assertThat(undeclared.verdict()).as(undeclared.reason()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(undeclared.counts().skip()).isEqualTo(20);
    assertThat(undeclared.light()).isEqualTo(Light.RED);

    Row declared = resumedAtBegin(log, 40);
    assertThat(declared.verdict()).as(declared.reason()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(declared.resume()).as("the target's begin").isEqualTo(60L);
    assertThat(declared.light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void whatExpiredOnTheTargetBeforeThePositionHarmsNobody() {
    HandCopy log = HandCopy.whole(two, "target-shortened", RECORDS);
    two.onCloud.expire(log.partition, 60);
    assertExactAt(log.provenAt(60), 60);
    assertExactAt(log.provenAt(80), 80);
  }

  private static Row resumedAtBegin(HandCopy log, long committed) {
    return log.proven(committed, READ_UNCOMMITTED, asked -> asked.withTerms(RESUME_AT_BEGIN));
  }

  private static void assertExactAt(Row row, long resume) {
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }
}
