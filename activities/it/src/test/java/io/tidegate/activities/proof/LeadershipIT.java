package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A source of two brokers whose leaders change while a check is under way. The target lacks the
 * last record until then, so that the check has read what there was and waits for it.
 */
class LeadershipIT {
  private static final int RECORDS = 100;
  private static final long POSITION = 40;

  /** Longer than brokers need to stop and start. */
  private static final Duration SETTLE = Duration.ofSeconds(12);

  private static KafkaSandbox pair;
  private static TwoClusters two;
  private static Leaders leaders;

  @BeforeAll
  static void start() {
    pair = KafkaSandbox.start("legacy", 2, Map.of("unclean.leader.election.enable", "true"));
    two = new TwoClusters(pair, World.shared().cloud());
    leaders = new Leaders(two.onLegacy);
  }

  @AfterAll
  static void stop() {
    two.close();
    pair.close();
  }

  @Test
  void anElectionDuringACheckIsNoFault() {
    HandCopy log = new HandCopy(two, "elected");
    two.commit(log.group(POSITION, Isolation.READ_UNCOMMITTED), log.partition, 0);
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
    new Arrivals(two, Isolation.READ_UNCOMMITTED).verify(row);
  }

  /**
   * The leader alone holds r60 to r99 and goes away; the other goes on from 60 with records of its
   * own. What the check has read up to there is on the target to the last record, and no more on
   * the source.
   */
  @Test
  void aTruncationDuringACheckVoidsIt() {
    HandCopy log = new HandCopy(two, "truncated");
    two.commit(log.group(POSITION, Isolation.READ_UNCOMMITTED), log.partition, 0);
    log.write(log.numbered(0, 60));
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
              two.onLegacy.openProducerAnew();
              log.write(log.named("other", 60, RECORDS));
              pair.startBroker(leader);
              log.writeToTarget(last);
            });
    assertThat(two.onLegacy.read(log.partition, 60, IsolationLevel.READ_UNCOMMITTED))
        .as("the log was truncated")
        .first()
        .satisfies(found -> assertThat(found.value()).isEqualTo("other60"));
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason())
        .startsWith("source truncated.replica-0 was truncated while it was read")
        .endsWith("check again");
    assertThat(row.light()).isEqualTo(Light.RED);
    Row again = provenAgain(log);
    assertThat(again.verdict()).as("of what stands there now").isEqualTo(Verdict.DIVERGED);
    assertThat(again.counts().foreign()).as("r60 to r99").isEqualTo(40);
  }

  /** One broker of two is gone, and with it the only copy of one partition. */
  @Test
  void aPartitionWithoutALeaderIsUnprovenAndTheOthersAreProven() {
    String topic = "leaderless.replica";
    List<Integer> brokers = pair.brokers();
    Clients.await(
        two.onLegacy
            .admin()
            .createTopics(
                List.of(
                    new NewTopic(
                        topic, Map.of(0, List.of(brokers.get(0)), 1, List.of(brokers.get(1))))))
            .all());
    two.onCloud.createTopic(topic, 2, Map.of());
    for (int number = 0; number < 2; number++) {
      HandCopy.fill(two, new TopicPartition(topic, number), RECORDS);
      two.commit("leaderless-reader", new TopicPartition(topic, number), POSITION);
    }
    pair.stopBroker(brokers.get(1));
    try {
      leaders.awaitLeader(new TopicPartition(topic, 1), Node.noNode().id());
      GroupProof proof = two.prove(TwoClusters.hasty(TwoClusters.plain("leaderless-reader")));
      Row led = TwoClusters.row(proof, 0);
      assertThat(led.verdict()).as(led.reason()).isEqualTo(Verdict.EXACT);
      Row leaderless = TwoClusters.row(proof, 1);
      assertThat(leaderless.verdict()).isEqualTo(Verdict.UNPROVEN);
      assertThat(leaderless.committed()).isEqualTo(POSITION);
      assertThat(leaderless.reason())
          .isEqualTo(
              "source leaderless.replica-1 has no leader; bring its brokers back and check again");
    } finally {
      pair.startBroker(brokers.get(1));
      leaders.awaitLeader(new TopicPartition(topic, 1), brokers.get(1));
    }
  }

  /** One check; when it has waited for some time, something happens. */
  private static Row provenWhile(HandCopy log, Runnable meanwhile) {
    String group = log.group(POSITION, Isolation.READ_UNCOMMITTED);
    two.commit(group, log.partition, POSITION);
    GroupProof proof =
        two.proveWhile(
            TwoClusters.plain(group).withTerms(Terms.strict().withSettle(SETTLE)), meanwhile);
    return TwoClusters.row(proof, 0);
  }

  private static Row provenAgain(HandCopy log) {
    String group = log.group(POSITION, Isolation.READ_UNCOMMITTED);
    return TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain(group))), 0);
  }
}
