package io.tidegate.activities.score;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.UnitGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every group waits for and would read again, beside what its owner tolerates, and the records
 * around its boundaries as they were read. It grades nothing: the proof does.
 */
final class Tolerances implements Check {
  /** Boundaries of a group that stand in the evidence; the rows tell of all. */
  private static final int BOUNDARIES_MAX = 200;

  @Override
  public String name() {
    return "tolerances";
  }

  @Override
  public Dimension dimension() {
    return Dimension.OFFSET_PARITY;
  }

  @Override
  public boolean isMadeAgain() {
    return false;
  }

  /** One group: records are summed over its partitions, times the largest of one. */
  record OfGroup(
      String group,
      long pending,
      Duration pendingAge,
      LagEnvelope lagEnvelope,
      long replay,
      Duration replaySpan,
      ReplayWindow replayWindow,
      List<AtBoundary> boundaries) {}

  /**
   * The records on either side of a boundary.
   *
   * @param diverging those around the first that diverges; null where none does
   */
  record AtBoundary(String partition, Boundary read, @Nullable Boundary diverging) {}

  @Override
  public Checked check(ScoreRequest asked) {
    List<OfGroup> groups =
        asked.proofs().stream()
            .map(proof -> of(proof, asked.unit().groupNamed(proof.group()).orElseThrow()))
            .toList();
    return Checked.of(this, new Findings(), Map.of("groups", groups));
  }

  private static OfGroup of(GroupProof proof, UnitGroup declared) {
    List<Counts> counts = proof.partitions().stream().map(Row::counts).toList();
    return new OfGroup(
        proof.group(),
        counts.stream().mapToLong(Counts::pending).sum(),
        longest(counts.stream().map(Counts::pendingAge).toList()),
        declared.lagEnvelope(),
        counts.stream().mapToLong(Counts::replay).sum(),
        longest(counts.stream().map(Counts::replaySpan).toList()),
        declared.replayWindow(),
        proof.partitions().stream()
            .limit(BOUNDARIES_MAX)
            .map(row -> new AtBoundary(row.pair().name(), row.boundary(), row.divergence()))
            .toList());
  }

  private static Duration longest(List<Duration> times) {
    return times.stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }
}
