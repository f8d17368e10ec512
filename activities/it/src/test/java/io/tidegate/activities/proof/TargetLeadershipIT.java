package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A target of two brokers whose leaders change while a check is under way. It lacks the last record
 * until then, so that the check has read what there was and waits for it.
 */
class TargetLeadershipIT {
  private static final int RECORDS = 100;
  private static final long POSITION = 40;

  /** Longer than brokers need to stop and start. */
  private static final Duration SETTLE = Duration.ofSeconds(12);

  private static KafkaSandbox pair;
  private static TwoClusters two;
  private static Leaders leaders;

  @BeforeAll
  static void start() {
    pair = KafkaSandbox.start("cloud", 2, Map.of("unclean.leader.election.enable", "true"));
    two = new TwoClusters(World.shared().legacy(), pair);
    leaders = new Leaders(two.onCloud);
  }

  @AfterAll
  static void stop() {
    two.close();
    pair.close();
  }

  @Test
  void anElectionOnTheTargetDuringACheckIsNoFault() {
    HandCopy log = new HandCopy(two, "target-elected");
    log.write(log.numbered(0, RECORDS));
    List<Message> last = log.copyButTheLast();
    int before = leaders.of(log.partition);
    Row row =
        provenWhile(
            log,
            () -> {
              leaders.elect(log.partition, leaders.follower(log.partition));
              log.writeToTarget(last);
            });
    assertThat(leaders.of(log.partition)).as("the leader now").isNotEqualTo(before);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(POSITION);
    new Arrivals(two, READ_UNCOMMITTED).verify(row);
  }

  /**
   * The leader alone holds the copies of r60 to r98 and goes away; the other goes on from 60 with
   * records of somebody else. What the check has read is as long as ever, and other records.
   */
  @Test
  void aTruncationOfTheTargetDuringACheckVoidsIt() {
    HandCopy log = new HandCopy(two, "target-truncated");
    log.write(log.numbered(0, 60));
    log.copy();
    int leader = leaders.of(log.partition);
    int follower = leaders.follower(log.partition);
    pair.stopBroker(follower);
    log.write(log.numbered(60, RECORDS));
    List<Message> last = log.copyButTheLast();
    Row row =
        provenWhile(
            log,
            () -> {
              pair.stopBroker(leader);
              pair.startBroker(follower);
              leaders.awaitLeader(log.partition, follower);
              two.onCloud.openProducerAnew();
              log.writeToTarget(log.named("other", 60, RECORDS - 1));
              pair.startBroker(leader);
              log.writeToTarget(last);
            });
    assertThat(two.onCloud.read(log.partition, 60, IsolationLevel.READ_UNCOMMITTED))
        .as("the log was truncated")
        .first()
        .satisfies(found -> assertThat(found.value()).isEqualTo("other60"));
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason())
        .startsWith("target target-truncated.replica-0 was truncated while it was read")
        .endsWith("check again");
    assertThat(row.light()).isEqualTo(Light.RED);
    Row again = log.provenAt(POSITION);
    assertThat(again.verdict()).as("of what stands there now").isEqualTo(Verdict.SKIP);
    assertThat(again.counts().skip()).as("r60 to r98").isEqualTo(39);
    assertThat(again.reason()).contains("(source offsets 60 to 98)");
  }

  /** One check; when it has waited for some time, something happens. */
  private static Row provenWhile(HandCopy log, Runnable meanwhile) {
    String group = log.group(POSITION, READ_UNCOMMITTED);
    two.commit(group, log.partition, POSITION);
    return TwoClusters.row(
        two.proveWhile(
            TwoClusters.plain(group).withTerms(Terms.strict().withSettle(SETTLE)), meanwhile),
        0);
  }
}
