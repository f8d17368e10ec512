package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that retention took away on one side, before or beyond where a group stands. */
class ExpiryIT {
  private static final int RECORDS = 100;
  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
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

  @Test
  void whatExpiredOnTheTargetBeforeThePositionHarmsNobody() {
    HandCopy log = HandCopy.whole(two, "target-shortened", RECORDS);
    two.onCloud.expire(log.partition, 60);
    assertExactAt(log.provenAt(60), 60);
    assertExactAt(log.provenAt(80), 80);
  }

  private static void assertExactAt(Row row, long resume) {
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }
}
