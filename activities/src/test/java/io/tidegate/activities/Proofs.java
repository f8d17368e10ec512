package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.GroupRows;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Proof;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Fences;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.RehearsalTerms;
import io.tidegate.runbooks.RollbackTerms;
import io.tidegate.runbooks.Switch;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proofs as a prover gives them, for one unit with the group {@code charger} on the topic {@code
 * payments}.
 */
final class Proofs {
  static final LagEnvelope ENVELOPE = new LagEnvelope(100L, Duration.ofSeconds(30));

  private static final UnitGroup CHARGER = charger(new Position.Committed());

  static final MigrationUnit UNIT = unit(new Position.Committed());

  private Proofs() {}

  private static UnitGroup charger(Position position) {
    return charger(position, UnitGroup.Expired.FAIL);
  }

  private static UnitGroup charger(Position position, UnitGroup.Expired expired) {
    return new UnitGroup(
        "charger",
        null,
        position,
        Isolation.READ_UNCOMMITTED,
        Reset.FAIL,
        expired,
        Reset.FAIL,
        null,
        new ReplayWindow(10L, Duration.ofMinutes(1)),
        ENVELOPE,
        null);
  }

  /** The unit, its group with a declared position. */
  static MigrationUnit unit(Position position) {
    return unit(charger(position));
  }

  /** The unit, its group resuming at the begin of what is left of an expired position. */
  static MigrationUnit resumingAtBegin() {
    return unit(charger(new Position.Committed(), UnitGroup.Expired.RESUME_AT_BEGIN));
  }

  private static MigrationUnit unit(UnitGroup group) {
    return new MigrationUnit(
        "payments",
        "owners",
        List.of(new UnitTopic("payments", "payments", UnitTopic.Role.MAIN)),
        List.of(group),
        List.of(),
        List.of(),
        new Switch.Webhook("http://payments/ops", Duration.ofSeconds(30), Duration.ofMinutes(2)),
        null,
        null,
        new RollbackTerms("oncall", Duration.ofDays(1), List.of()),
        Fences.NONE,
        List.of(),
        new RehearsalTerms.Waived("a sample"));
  }

  static GroupProof proof(Row... rows) {
    return proof(List.of(), rows);
  }

  static GroupProof proof(List<ProofFinding> findings, Row... rows) {
    GroupRows lit = GroupRows.lit("charger", List.of(rows), CHARGER.replayWindow(), ENVELOPE);
    List<Light> lights = new ArrayList<>(List.of(lit.light()));
    findings.forEach(finding -> lights.add(finding.light()));
    return new GroupProof("charger", Light.worst(lights), TargetState.ABSENT, findings, lit.rows());
  }

  static Row exact(int partition, long pending) {
    return row(partition, Verdict.EXACT, 10L, counts(0, pending));
  }

  /** All of a topic's one partition was copied; the group stands there on both sides. */
  static Row exactAt(String topic, long offset) {
    PartitionPair pair = new PartitionPair(topic, 0, topic, 0);
    return row(pair, Verdict.EXACT, offset, offset, counts(0, 0));
  }

  /** The same where the source's log begins later by now, and a policy says to resume there. */
  static Row expiredAt(String topic, long committed, long resume) {
    PartitionPair pair = new PartitionPair(topic, 0, topic, 0);
    return row(pair, Verdict.EXPIRED_SOURCE, committed, resume, counts(0, 0));
  }

  static Row replay(int partition, long records) {
    return row(partition, Verdict.REPLAY, 10L, counts(records, 0));
  }

  /** Without a commit on the source; a policy says where it starts. */
  static Row uncommitted(int partition) {
    return row(partition, Verdict.UNCOMMITTED, null, 10L, counts(0, 0));
  }

  static Row skip(int partition) {
    return row(partition, Verdict.SKIP, null, Counts.NONE);
  }

  /** With records on the target that the source never had. */
  static Row diverged(int partition, long foreign) {
    return row(
        partition,
        Verdict.DIVERGED,
        10L,
        new Counts(5, 0, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, foreign, 0, 0));
  }

  /** Of which repeating payloads leave more than one place possible. */
  static Row ambiguous(int partition, long replay) {
    return row(partition, Verdict.AMBIGUOUS, 10L, counts(replay, 0));
  }

  /** Of a target partition, whose records may come from any of the source. */
  static Row repartitioned(int targetPartition) {
    Row row = row(targetPartition, Verdict.REPLAY, null, 10L, counts(0, 0));
    return new Row(
        PartitionPair.repartitioned("payments", "payments", targetPartition),
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
        row.boundary());
  }

  private static Counts counts(long replay, long pending) {
    return new Counts(5, replay, Duration.ZERO, 0, pending, Duration.ZERO, 0, 0, 0, 0, 0, 0);
  }

  private static Row row(int partition, Verdict verdict, @Nullable Long resume, Counts counts) {
    return row(partition, verdict, 8L, resume, counts);
  }

  private static Row row(
      int partition,
      Verdict verdict,
      @Nullable Long committed,
      @Nullable Long resume,
      Counts counts) {
    PartitionPair pair = new PartitionPair("payments", partition, "payments", partition);
    return row(pair, verdict, committed, resume, counts);
  }

  private static Row row(
      PartitionPair pair,
      Verdict verdict,
      @Nullable Long committed,
      @Nullable Long resume,
      Counts counts) {
    return new Row(
        pair,
        committed,
        resume,
        verdict,
        Proof.RANGE_AND_SUFFIX,
        Anchor.HEAD,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        "because",
        null,
        null,
        Boundary.UNKNOWN);
  }
}
