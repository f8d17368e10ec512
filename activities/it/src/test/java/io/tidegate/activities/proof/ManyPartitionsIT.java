package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Partitions that are read together have the answer that each has alone. */
class ManyPartitionsIT {
  /** More than are read together while nothing is known of their records. */
  private static final int PARTITIONS = 150;

  private static final int RECORDS = 150;
  private static final int LONG = 12_000;
  private static final long FIRST_MS = System.currentTimeMillis() - 600_000;

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
   * On the target every partition lacks a few of the first records, every tenth holds its first
   * half twice, and every eleventh lacks an unread record.
   */
  @Test
  void everyPartitionHasItsOwnAnswer() {
    String topic = two.byHand("many", PARTITIONS).topic();
    Map<TopicPartition, Long> commits = new HashMap<>();
    for (int number = 0; number < PARTITIONS; number++) {
      commits.put(new TopicPartition(topic, number), (long) committed(number));
    }
    fill(topic, PARTITIONS);
    new App(two.legacy).commit("many-reader", commits);
    GroupProof first = two.prove(TwoClusters.hasty(TwoClusters.plain("many-reader")));
    GroupProof second = two.prove(TwoClusters.hasty(TwoClusters.plain("many-reader")));
    assertThat(first.partitions()).hasSize(PARTITIONS);
    for (int number = 0; number < PARTITIONS; number++) {
      Row row = TwoClusters.row(first, number);
      if (skipped(number) >= 0) {
        assertThat(row.verdict())
            .as("partition %d: %s", number, row.reason())
            .isEqualTo(Verdict.SKIP);
      } else {
        assertThat(row.verdict())
            .as("partition %d: %s", number, row.reason())
            .isEqualTo(Verdict.EXACT);
        assertThat(row.resume()).as("partition %d", number).isEqualTo(resume(number));
      }
      Row again = TwoClusters.row(second, number);
      assertThat(again.verdict()).as("read again: %s", again.reason()).isEqualTo(row.verdict());
      assertThat(again.resume()).isEqualTo(row.resume());
    }
    assertThat(first.light()).isEqualTo(Light.RED);
  }

  /**
   * What they read of a partition is read once, from where the one begins that is furthest behind.
   */
  @Test
  void groupsThatAreReadTogetherHaveTheAnswersThatEachHasAlone() {
    int partitions = 40;
    String topic = two.byHand("together", partitions).topic();
    fill(topic, partitions);
    List<ProofRequest> requests = new ArrayList<>();
    for (int reader = 0; reader < 4; reader++) {
      Map<TopicPartition, Long> commits = new HashMap<>();
      for (int number = 0; number < partitions; number++) {
        commits.put(new TopicPartition(topic, number), (long) committed(number + 19 * reader));
      }
      new App(two.legacy).commit("together-" + reader, commits);
      requests.add(TwoClusters.hasty(TwoClusters.plain("together-" + reader)));
    }
    List<GroupProof> alone = new ArrayList<>();
    Prover prover = new Prover(two.clusters.get("legacy"), two.clusters.get("cloud"));
    long before = two.clusters.get("legacy").bytesRead();
    for (ProofRequest request : requests) {
      alone.add(prover.prove(request, Progress.NONE));
    }
    long readAlone = two.clusters.get("legacy").bytesRead() - before;

    List<GroupProof> together = prover.prove(requests, Progress.NONE);

    assertThat(together).usingRecursiveComparison().isEqualTo(alone);
    assertThat(together.get(0).partitions()).hasSize(partitions);
    assertThat(two.clusters.get("legacy").bytesRead() - before - readAlone)
        .as("read together, of %d alone", readAlone)
        .isLessThan(readAlone / 2);
  }

  /**
   * Of groups far behind, each takes up the walk of the one before it; two stand at one place. In
   * the second partition a record is lost, in the third some are copied twice.
   */
  @Test
  void groupsFarBehindHaveTheAnswersThatEachHasAlone() {
    String topic = two.byHand("far-together", 3).topic();
    fillLong(topic);
    List<ProofRequest> requests = at(topic, 3, 1_000, 1_000, 3_000, 5_000, 6_000, 7_500);
    Prover prover = new Prover(two.clusters.get("legacy"), two.clusters.get("cloud"));
    List<GroupProof> alone = new ArrayList<>();
    for (ProofRequest request : requests) {
      alone.add(prover.prove(request, Progress.NONE));
    }

    assertThat(prover.prove(requests, Progress.NONE))
        .usingRecursiveComparison()
        .ignoringFields("partitions.proven") // what is handed on may begin earlier
        .isEqualTo(alone);
    assertThat(alone.get(0).partitions().stream().map(Row::verdict))
        .containsExactly(Verdict.EXACT, Verdict.SKIP, Verdict.REPLAY);
  }

  @Test
  void whatGroupsFarBehindNeedIsReadOnce() {
    TopicPartition log = two.byHand("far-once", 1);
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int i = 0; i < 5 * LONG; i++) {
      String value = "once-entry-".repeat(40) + i;
      records.add(new ProducerRecord<>(log.topic(), 0, FIRST_MS + i, "k" + i, value));
    }
    send(new App(two.legacy), records);
    send(new App(two.cloud), records);
    List<ProofRequest> requests = at(log.topic(), 1, 1_000, 1_000, 9_000, 20_000, 33_333, 40_000);
    Prover prover = new Prover(two.clusters.get("legacy"), two.clusters.get("cloud"));
    long before = two.clusters.get("legacy").bytesRead();
    prover.prove(requests.get(0), Progress.NONE);
    long readByOne = two.clusters.get("legacy").bytesRead() - before;

    List<GroupProof> together = prover.prove(requests, Progress.NONE);

    assertThat(together)
        .allSatisfy(
            proof ->
                assertThat(TwoClusters.row(proof, 0).verdict())
                    .as(TwoClusters.row(proof, 0).reason())
                    .isEqualTo(Verdict.EXACT));
    assertThat(two.clusters.get("legacy").bytesRead() - before - readByOne)
        .as("by six groups; the first of them alone reads %d", readByOne)
        .isLessThan(2 * readByOne);
  }

  /** One group at each of these places in every partition. */
  private static List<ProofRequest> at(String topic, int partitions, long... positions) {
    List<ProofRequest> requests = new ArrayList<>();
    for (long position : positions) {
      Map<TopicPartition, Long> commits = new HashMap<>();
      for (int number = 0; number < partitions; number++) {
        commits.put(new TopicPartition(topic, number), position);
      }
      String group = topic + "-" + requests.size();
      new App(two.legacy).commit(group, commits);
      requests.add(TwoClusters.hasty(TwoClusters.plain(group)));
    }
    return requests;
  }

  /** More records than are held in memory for all groups. */
  private static void fillLong(String topic) {
    List<ProducerRecord<String, String>> onSource = new ArrayList<>();
    List<ProducerRecord<String, String>> onTarget = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      for (int i = 0; i < LONG; i++) {
        onSource.add(record(topic, number, i));
        if (number != 1 || i != LONG - 500) {
          onTarget.add(record(topic, number, i));
        }
        if (number == 2 && i == LONG / 2) {
          for (int again = LONG / 3; again <= i; again++) {
            onTarget.add(record(topic, number, again));
          }
        }
      }
    }
    send(new App(two.legacy), onSource);
    send(new App(two.cloud), onTarget);
  }

  private static void fill(String topic, int partitions) {
    List<ProducerRecord<String, String>> onSource = new ArrayList<>();
    List<ProducerRecord<String, String>> onTarget = new ArrayList<>();
    for (int number = 0; number < partitions; number++) {
      for (int i = 0; i < RECORDS; i++) {
        onSource.add(record(topic, number, i));
      }
      for (int i = lost(number); i < RECORDS; i++) {
        if (i != skipped(number)) {
          onTarget.add(record(topic, number, i));
        }
        if (i == RECORDS / 2 && sentAgain(number)) {
          for (int again = lost(number); again <= i; again++) {
            onTarget.add(record(topic, number, again));
          }
        }
      }
    }
    send(new App(two.legacy), onSource);
    send(new App(two.cloud), onTarget);
  }

  private static int committed(int number) {
    return RECORDS / 2 + 1 + number % (RECORDS / 2);
  }

  private static int lost(int number) {
    return number % 7;
  }

  private static boolean sentAgain(int number) {
    return number % 10 == 3;
  }

  /** An unread record that is not on the target; -1 for none. */
  private static int skipped(int number) {
    return number % 11 == 5 && committed(number) < RECORDS - 1 ? committed(number) : -1;
  }

  /** The place of the committed record among what was written to the target. */
  private static long resume(int number) {
    int twice = sentAgain(number) ? RECORDS / 2 - lost(number) + 1 : 0;
    return committed(number) - lost(number) + (long) twice;
  }

  private static ProducerRecord<String, String> record(String topic, int number, int i) {
    return new ProducerRecord<>(topic, number, FIRST_MS + i, "k" + i, "p" + number + " r" + i);
  }

  private static void send(App app, List<ProducerRecord<String, String>> records) {
    try (KafkaProducer<String, String> producer = app.producer()) {
      List<Future<?>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      App.await(sent);
    }
  }
}
