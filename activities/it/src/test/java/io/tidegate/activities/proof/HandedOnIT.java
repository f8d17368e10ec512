package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A proof that is handed on: the next check of the group reads what lies beyond it. */
class HandedOnIT {
  private static final int RECORDS = 60_000;

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
  void theSecondCheckReadsOnlyWhatLiesBeyondTheFirst() {
    TopicPartition topic = two.copied("ledgers", 1);
    new App(two.legacy).produce(topic, "ledger-entry-".repeat(20), RECORDS);
    two.awaitCopied(topic, RECORDS);
    two.commit("ledger-reader", topic, 1_000);
    ProofRequest request = TwoClusters.withSyncs("ledger-reader", Isolation.READ_UNCOMMITTED);

    long before = bytesRead();
    GroupProof first = two.prove(request);
    long byTheFirst = bytesRead() - before;
    new App(two.legacy).produce(topic, "later-entry-", 50);
    two.awaitCopied(topic, RECORDS + 50);
    two.commit("ledger-reader", topic, 1_200);
    long between = bytesRead();
    GroupProof second = two.prove(request.withProven(ranges(first)));
    long byTheSecond = bytesRead() - between;
    GroupProof afresh = two.prove(request);

    Row row = TwoClusters.row(second, 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(1_200);
    assertThat(row.proof()).isEqualTo(TwoClusters.row(afresh, 0).proof());
    assertThat(row.resume()).isEqualTo(TwoClusters.row(afresh, 0).resume());
    assertThat(byTheSecond)
        .as("bytes of records; the first check read %d", byTheFirst)
        .isLessThan(byTheFirst / 4);
  }

  private static long bytesRead() {
    return two.clusters.get("legacy").bytesRead() + two.clusters.get("cloud").bytesRead();
  }

  private static Map<PartitionPair, ProvenRange> ranges(GroupProof proof) {
    Map<PartitionPair, ProvenRange> ranges = new HashMap<>();
    proof
        .partitions()
        .forEach(
            row -> {
              if (row.proven() != null) {
                ranges.put(row.pair(), row.proven());
              }
            });
    assertThat(ranges).as("what the first check handed out").isNotEmpty();
    return ranges;
  }
}
