package io.tidegate.activities;

import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Whether every record that the source still has is on the target, to the last. */
final class WholeTail {
  /** With these every record that the source still has is on the target, none after another. */
  private static final Set<Verdict> WHOLE =
      EnumSet.of(Verdict.EXACT, Verdict.REPLAY, Verdict.UNCOMMITTED, Verdict.EXPIRED_SOURCE);

  /** With these something is between the records, or nobody can tell; time does not mend it. */
  private static final Set<Verdict> NEVER_WHOLE =
      EnumSet.of(Verdict.DIVERGED, Verdict.AMBIGUOUS, Verdict.OUT_OF_RANGE);

  private WholeTail() {}

  /**
   * What is not shown to be there, one line each.
   *
   * @param proofs and {@code covered}: every partition of every topic is in one of them
   */
  static List<String> unproven(Plan plan, List<GroupProof> proofs, List<TopicCoverage> covered) {
    List<String> lines = new ArrayList<>();
    Set<TopicPartition> left = new TreeSet<>(PartitionOrder.BY_NAME);
    left.addAll(Tail.partitions(plan, Side.SOURCE));
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        left.remove(onSource(row));
        if (!isWhole(row)) {
          lines.add(line(row));
        }
      }
    }
    for (TopicCoverage topic : covered) {
      topic.rows().forEach(row -> left.remove(onSource(row)));
      if (topic.light() != Light.GREEN) {
        lines.add(topic.reason());
      }
    }
    left.forEach(partition -> lines.add(partition + " was not read"));
    return lines;
  }

  /** What stays unproven however long it is waited for, one line each. */
  static List<String> neverProven(List<GroupProof> proofs) {
    List<String> lines = new ArrayList<>();
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        if (row.pair().isRepartitioned() || NEVER_WHOLE.contains(row.verdict())) {
          lines.add(line(row));
        }
      }
    }
    return lines;
  }

  private static String line(Row row) {
    return row.pair().name() + " is " + row.verdict() + ": " + row.reason();
  }

  private static boolean isWhole(Row row) {
    return WHOLE.contains(row.verdict())
        && !row.pair().isRepartitioned()
        && row.counts().skip() == 0
        && row.counts().pending() == 0
        && row.counts().awaited() == 0;
  }

  private static TopicPartition onSource(Row row) {
    return new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
  }
}
