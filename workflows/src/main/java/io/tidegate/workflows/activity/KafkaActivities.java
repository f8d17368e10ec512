package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.parity.Light;
import io.tidegate.workflows.view.Scored;
import java.util.List;

/**
 * The steps that touch Kafka and the switches, on queue {@link
 * io.tidegate.workflows.Queues#kafka()}. Each is idempotent under its call's key; each that changes
 * something checks the fence first and fails with {@link Failures#STALE_FENCE}.
 */
@ActivityInterface
public interface KafkaActivities {

  /**
   * Resolves every unit of the wave against both clusters. Findings refuse the wave; nothing is
   * touched.
   */
  Inventoried inventory(Call call);

  /** Fingerprints both sides of one unit; the body goes to the ledger. */
  Frozen freeze(Call call);

  /** What differs now from the fingerprint {@code evidence} of {@link #freeze}. */
  Drifted checkDrift(Judge call);

  /**
   * The scorecard of one unit: resolves every position of its groups, live. The rows go to the
   * ledger as evidence.
   */
  Verified verify(Call call);

  /**
   * At the moment of use: reads the cheap facts again and recomputes the digest that people decided
   * on, with the verdicts of {@code evidence}.
   */
  Rechecked recheck(Judge call);

  /**
   * Writes the positions of this moment and the commands that go back without Tidegate, to the
   * ledger and to a file.
   */
  Done writeBreakGlass(Call call);

  /**
   * Asks the unit's switch to stop its consumers on the source. The answer is not believed: {@link
   * WatchActivities#awaitSourceEmpty}.
   */
  Done stopSource(Call call);

  /**
   * Two equal stable reads of the committed offsets of the empty groups; stored as the rollback
   * anchor.
   */
  Anchored readAnchor(Call call);

  /**
   * Resolves again on the final positions, frozen source group, and compares with the approved
   * {@code evidence}.
   */
  Finals resolveFinal(Judge call);

  /**
   * Writes the target offsets of final {@code evidence} (no leader epoch, tagged), reads them back
   * and re-reads the source. The previous target offsets are in the ledger before the first write.
   */
  Done seed(Judge call);

  /** Asks the unit's switch to start its consumers on the target. */
  Done startTarget(Call call);

  /** Takes away what {@link #freeze} added. */
  Done unfreeze(Call call);

  /** A call about evidence that an earlier step put into the ledger. */
  record Judge(Call call, String evidence) {}

  /**
   * What the wave found on both clusters.
   *
   * @param findings one line each, empty when the wave may go on
   */
  record Inventoried(String key, List<String> findings, String evidence, List<UnitFound> units)
      implements Echo {}

  /**
   * One unit as inventory found it.
   *
   * @param leases what this unit's lease covers
   */
  record UnitFound(String unit, List<LedgerActivities.LeaseKey> leases) {}

  record Frozen(String key, String evidence, String note) implements Echo {}

  /**
   * What moved since the freeze.
   *
   * @param drifts one line each; empty when nothing moved
   */
  record Drifted(String key, List<String> drifts) implements Echo {}

  /**
   * The scorecard of a unit.
   *
   * @param evidence digest of the rows
   * @param decides digest of what a person decides on; it does not move with pending records, lag
   *     or time
   * @param light the worst row, taken without pending: RED opens no round
   * @param blocked true while pending is beyond the lag envelope: the round may stand, it may not
   *     be consumed
   */
  record Verified(
      String key,
      String evidence,
      String decides,
      Light light,
      boolean blocked,
      String note,
      List<Scored> scorecard)
      implements Echo {}

  /**
   * The same facts, read again.
   *
   * @param blocked as in {@link Verified}, read afresh; also while a partition is RED that was not
   *     when people decided
   */
  record Rechecked(String key, String decides, boolean blocked, List<String> differences)
      implements Echo {}

  /**
   * Where a rollback returns to.
   *
   * @param evidence digest of the anchor's body
   */
  record Anchored(String key, String evidence, String note) implements Echo {}

  /**
   * The final positions against the approved ones.
   *
   * @param worse what is worse than what was approved, one line each; then nothing may be seeded
   */
  record Finals(String key, String evidence, Light light, List<String> worse, String note)
      implements Echo {}
}
