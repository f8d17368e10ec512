package io.tidegate.activities.score;

import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What of one topic was not on the target when its proof counted it, and what of that is left.
 *
 * <pre>
 * source | a b c d [ e f g h      [ = all before it was paired with the target by the proof
 * target | a b c d [ e f          then four were missing; two have arrived since, two are left
 * </pre>
 *
 * @param target its name there
 * @param pending records, as the proof counted them
 * @param rows those of the group that waits for most
 */
record Missing(String topic, String target, long pending, List<Row> rows) {
  Missing {
    rows = List.copyOf(rows);
  }

  /**
   * Records that are missing where the logs end now: of a partition whose proof says up to where
   * the two logs were paired, what is beyond that on the source and not on the target; of any other
   * what was counted.
   *
   * @param markers whether markers of transactions may lie between the records of the source: then
   *     nothing tells how many records came there since, and only what arrived is taken off
   */
  long left(TopicEnds now, boolean markers) {
    return rows.stream().mapToLong(row -> left(row, now, markers)).sum();
  }

  /** Of the source, those that wait for most before others. */
  List<TopicPartition> partitions() {
    return rows.stream()
        .filter(row -> !row.pair().isRepartitioned())
        .sorted(Comparator.comparingLong((Row row) -> row.counts().pending()).reversed())
        .map(row -> new TopicPartition(row.pair().topic(), row.pair().number()))
        .toList();
  }

  private static long left(Row row, TopicEnds now, boolean markers) {
    long counted = row.counts().pending();
    ProvenRange paired = row.proven();
    if (paired == null || row.pair().isRepartitioned()) {
      return counted;
    }
    Long source = now.source().get(new TopicPartition(row.pair().topic(), row.pair().number()));
    Long target =
        now.target()
            .get(new TopicPartition(row.pair().targetTopic(), row.pair().targetPartition()));
    if (source == null || target == null) {
      return counted;
    }
    long arrived = Math.max(0, target - paired.targetTo());
    long wanted = markers ? counted : source - paired.sourceTo();
    return Math.max(0, wanted - arrived);
  }
}
