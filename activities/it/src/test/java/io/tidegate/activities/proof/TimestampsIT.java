package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Timestamps lead to the place and, where both sides keep the producer's, tell records apart; they
 * need not be in order, nor different. The target lacks the first seven, so that a right offset is
 * never the same one.
 */
class TimestampsIT {
  private static final int RECORDS = 200;
  private static final int LACKING = 7;
  private static final long HOUR_MS = 3_600_000;

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
  void theBrokersTimeOnTheTargetIsNoPartOfARecord() {
    HandCopy log =
        new HandCopy(
            two, "broker-time", Map.of(), Map.of("message.timestamp.type", "LogAppendTime"));
    log.write(log.numbered(0, RECORDS));
    assertExactBehindLacking(log);
  }

  @Test
  void theBrokersTimeOnBothSidesIsNoPartOfARecord() {
    Map<String, String> brokersTime = Map.of("message.timestamp.type", "LogAppendTime");
    HandCopy log = new HandCopy(two, "broker-times", brokersTime, brokersTime);
    log.write(log.numbered(0, RECORDS));
    assertExactBehindLacking(log);
  }

  @Test
  void manyRecordsOfOneMillisecondAreToldApart() {
    HandCopy log = new HandCopy(two, "one-millisecond");
    long now = System.currentTimeMillis();
    log.write(HandCopy.each(log.numbered(0, RECORDS), one -> one.at(now)));
    assertExactBehindLacking(log);
  }

  @Test
  void timesThatRunBackwardsLeadToTheSamePlace() {
    HandCopy log = new HandCopy(two, "backwards");
    long now = System.currentTimeMillis();
    log.write(
        HandCopy.each(
            log.numbered(0, RECORDS), one -> one.at(2 * now - one.timestampMs() - 120_000)));
    assertExactBehindLacking(log);
  }

  /** Shuffled within a second, and a few far in the past and in the future. */
  @Test
  void timesWithoutAnyOrderLeadToTheSamePlace() {
    HandCopy log = new HandCopy(two, "disorder");
    long now = System.currentTimeMillis();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      times.add(now - 5L * i + (i % 50 == 9 ? HOUR_MS / 2 : i % 50 == 31 ? -HOUR_MS : 0));
    }
    Collections.shuffle(times, new Random(20));
    var next = times.iterator();
    log.write(HandCopy.each(log.numbered(0, RECORDS), one -> one.at(next.next())));
    assertExactBehindLacking(log);
  }

  private static void assertExactBehindLacking(HandCopy log) {
    log.copy(
        IsolationLevel.READ_UNCOMMITTED, value -> Integer.parseInt(value.substring(1)) >= LACKING);
    for (long position : List.of(40L, 120L, (long) RECORDS)) {
      Row row = log.provenAt(position);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(position - LACKING);
      assertThat(row.light()).isEqualTo(Light.GREEN);
    }
  }
}
