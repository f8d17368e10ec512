package io.tidegate.activities;

import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.UnitGroup;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where on the source a group's next records are: at its commits, or where its policy sends it. */
final class SourceStarts {
  private final UnitGroup declared;
  private final Map<TopicPartition, LogEnds.Place> begins;

  private SourceStarts(UnitGroup declared, Map<TopicPartition, LogEnds.Place> begins) {
    this.declared = declared;
    this.begins = begins;
  }

  /** Asks the source where its logs begin, of what has no commit to go on from. */
  static SourceStarts of(Plan plan, GroupProof proof, UnitGroup declared) {
    return new SourceStarts(
        declared,
        new LogEnds(plan.source())
            .knownBegins(
                proof.partitions().stream()
                    .filter(row -> !row.pair().isRepartitioned() && row.verdict() != Verdict.EXACT)
                    .map(row -> ShadowPartition.onSource(row.pair()))
                    .toList()));
  }

  /** Null where nobody can tell. */
  @Nullable Long of(Row row) {
    Long committed = row.committed();
    return switch (row.verdict()) {
      case UNCOMMITTED -> byPolicy(row, declared.uncommitted());
      case OUT_OF_RANGE -> byPolicy(row, declared.outOfRange());
      case EXPIRED_SOURCE -> byPolicy(row, Reset.EARLIEST);
      default -> committed;
    };
  }

  private @Nullable Long byPolicy(Row row, Reset policy) {
    if (row.pair().isRepartitioned()) {
      return null;
    }
    ProvenRange proven = row.proven();
    LogEnds.Place begin = begins.get(ShadowPartition.onSource(row.pair()));
    return switch (policy) {
      case EARLIEST -> begin == null ? null : (Long) begin.offset();
      case LATEST -> proven == null ? null : (Long) proven.sourceTo();
      case FAIL -> null;
    };
  }
}
