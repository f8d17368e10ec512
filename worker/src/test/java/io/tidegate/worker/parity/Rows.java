package io.tidegate.worker.parity;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Grade;
import io.tidegate.parity.GroupRows;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Proof;
import io.tidegate.parity.RecordView;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows and proofs as a prover gives them, on the topic {@code payments}. */
final class Rows {
  private static final long DAY_MS = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

  private Rows() {}

  static Row exact(int partition) {
    return row(partition, Verdict.EXACT, 10L, Counts.NONE, "resume here", null, null);
  }

  /** Exact, with an offset of the group on the target. */
  static Row graded(int partition, long targetCommitted, Grade grade) {
    return row(partition, Verdict.EXACT, 10L, Counts.NONE, "resume here", targetCommitted, grade);
  }

  static Row replay(int partition, long records) {
    Counts counts =
        new Counts(
            5, records, Duration.ofMillis(1_500), 0, 3, Duration.ofSeconds(2), 0, 0, 0, 0, 0, 0);
    return row(partition, Verdict.REPLAY, 10L, counts, records + " come again", null, null);
  }

  static Row diverged(int partition) {
    Counts counts = new Counts(5, 0, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, 2, 0, 0);
    return row(partition, Verdict.DIVERGED, 8L, counts, "2 are foreign", null, null);
  }

  static Row skip(int partition, long records) {
    Counts counts = new Counts(5, 0, Duration.ZERO, records, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);
    return row(
        partition, Verdict.SKIP, null, counts, records + " are not on the target", null, null);
  }

  /** One target partition of a topic whose partition counts differ. */
  static Row repartitioned(int targetPartition) {
    Row row = exact(0);
    return new Row(
        PartitionPair.repartitioned("payments", "legacy.payments", targetPartition),
        null,
        row.resume(),
        Verdict.REPLAY,
        row.proof(),
        row.anchor(),
        row.obligations(),
        row.counts(),
        row.candidates(),
        Light.YELLOW,
        "order per key is unproven",
        null,
        null,
        row.boundary());
  }

  /** The same of other topics. */
  static Row named(Row row, String topic, String targetTopic) {
    int partition = row.pair().targetPartition();
    return new Row(
        new PartitionPair(topic, partition, targetTopic, partition),
        row.committed(),
        row.resume(),
        row.verdict(),
        row.proof(),
        row.anchor(),
        row.obligations(),
        row.counts(),
        row.candidates(),
        row.light(),
        row.reason(),
        row.targetCommitted(),
        row.grade(),
        row.boundary(),
        row.proven(),
        row.divergence());
  }

  static Row withBoundary(Row row, List<RecordView> source, List<RecordView> target) {
    return new Row(
        row.pair(),
        row.committed(),
        row.resume(),
        row.verdict(),
        row.proof(),
        row.anchor(),
        row.obligations(),
        row.counts(),
        row.candidates(),
        row.light(),
        row.reason(),
        row.targetCommitted(),
        row.grade(),
        new Boundary(source, target));
  }

  /** A record of the business {@code number}, at an offset. */
  static RecordView record(long offset, int number) {
    return new RecordView(offset, DAY_MS + number, "k" + number % 3, "order " + number);
  }

  static GroupProof proof(String group, List<ProofFinding> findings, Row... rows) {
    return proof(group, findings, List.of(rows));
  }

  static GroupProof proof(String group, List<ProofFinding> findings, List<Row> rows) {
    GroupRows lit = GroupRows.lit(group, rows, ReplayWindow.NONE, null);
    List<Light> lights = new ArrayList<>(List.of(lit.light()));
    findings.forEach(finding -> lights.add(finding.light()));
    return new GroupProof(group, Light.worst(lights), TargetState.EMPTY, findings, lit.rows());
  }

  static ParityReport report(GroupProof... proofs) {
    return new ParityReport(
        Instant.parse("2026-11-22T10:00:00Z"),
        new ParityReport.End("legacy.properties", "source-id"),
        new ParityReport.End("cloud.properties", "target-id"),
        List.of(proofs));
  }

  private static Row row(
      int partition,
      Verdict verdict,
      @Nullable Long resume,
      Counts counts,
      String reason,
      @Nullable Long targetCommitted,
      @Nullable Grade grade) {
    return new Row(
        new PartitionPair("payments", partition, "payments", partition),
        8L,
        resume,
        verdict,
        Proof.RANGE_AND_SUFFIX,
        Anchor.WINDOW,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        reason,
        targetCommitted,
        grade,
        Boundary.UNKNOWN);
  }
}
