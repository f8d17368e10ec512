package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.parity.Light;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /**
   * Denies ALTER on the unit's own topics and groups to the unit's principals, on both sides, where
   * its freeze declares {@code denyAlter}. Which entries it added is in the ledger before the first
   * of them: {@link #unfreeze} removes exactly those. Asked before {@link #freeze}, which
   * fingerprints them too. A check that a person may skip.
   */
  Done denyAlter(Call call);

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
   * Denies the unit's principals READ on its source groups where it declares {@code fence: deny},
   * so that no zombie and no {@code assign()} consumer commits there any more; then reads the
   * positions again and fails with {@link Failures#REFUSED} where they are not those of the anchor.
   * Which entries it added is in the ledger before the first of them. Without a fence it reads the
   * positions again all the same.
   */
  Done fenceSource(Call call);

  /**
   * Resolves again on the final positions, frozen source group, and compares with the approved
   * {@code evidence}.
   */
  Finals resolveFinal(Judge call);

  /**
   * PAUSE_GROUP_SYNC for the unit's groups through the replication control; does nothing, and says
   * so, where none is declared. Who holds the pause is in the ledger: {@link
   * UndoActivities#resumeGroupSync}.
   */
  Done pauseGroupSync(Call call);

  /**
   * Writes the target offsets of final {@code evidence} (no leader epoch, tagged), reads them back
   * and re-reads the source. The previous target offsets are in the ledger before the first write.
   */
  Done seed(Judge call);

  /**
   * Asks the unit's switch to start its consumers on the target, where none of the deny entries of
   * this wave stands on the target.
   */
  Done startTarget(Call call);

  /**
   * Asks the unit's producers' switch to stop its producers on the source. The answer is not
   * believed: {@link WatchActivities#awaitDrained}.
   */
  Done stopProducers(Call call);

  /**
   * Denies the unit's principals WRITE on its source topics where it declares {@code fence: deny};
   * keeps the moment, so that a record after it is told from one before it.
   */
  Done fenceProducers(Call call);

  /**
   * Proves every partition of the unit's topics to its tail: each record of the source up to the
   * drained end is on the target, in order. Waits for the replicator at most the runbook's settle
   * time. Stores the freeze anchors (end on the source, end on the target, digest of the tail) in
   * the ledger; fails with {@link Failures#REFUSED} naming what is not proven.
   */
  TailProven proveTail(Call call);

  /**
   * STOP_TOPICS of the unit's topics through the replication control, PROMOTE for a linking tool;
   * does nothing, and says so, where none is declared or it knows only group sync.
   */
  Done stopTopics(Call call);

  /**
   * Asks the unit's producers' switch to start its producers on the target, where none of the deny
   * entries of this wave stands on the target and the ends of the source are those of the anchors.
   */
  Done startProducers(Call call);

  /**
   * Takes away exactly what {@link #denyAlter} added, and what a killed canary left on the target.
   * That is best effort: what cannot be removed is in the answer and in the ledger.
   */
  Done unfreeze(Call call);

  /** A call about evidence that an earlier step put into the ledger. */
  record Judge(Call call, String evidence) implements AboutCall {}

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
   * @param waivers of the unit, also those that count no more; the scorecard has those of its own
   *     findings
   * @param rehearsal null where it was never rehearsed
   */
  record Verified(
      String key,
      String evidence,
      String decides,
      Light light,
      boolean blocked,
      String note,
      List<Scored> scorecard,
      List<Waived> waivers,
      @Nullable LastRehearsal rehearsal)
      implements Echo {
    public Verified {
      // A history of before there were waivers says nothing.
      waivers = List.copyOf(Objects.requireNonNullElse(waivers, List.of()));
    }
  }

  /**
   * A person's acceptance of one finding.
   *
   * @param finding its id
   * @param stands whether it counts: it has not expired
   * @param told who signed, when, until when and why
   */
  record Waived(String finding, boolean stands, String told) {}

  /**
   * The last rehearsal of a unit, for whoever decides about the real thing.
   *
   * @param at when it ended
   * @param ownConsumer whether the application's own consumer took part
   * @param differences of the positions of now from those of then, one line each, what was found
   *     then, and what it has shown nothing of
   * @param timings of its steps, in their order
   */
  record LastRehearsal(
      String wave,
      Instant at,
      Light light,
      boolean ownConsumer,
      List<String> differences,
      List<RehearsalActivities.Timing> timings) {
    public LastRehearsal {
      differences = List.copyOf(differences);
      timings = List.copyOf(timings);
    }
  }

  /**
   * The same facts, read again.
   *
   * @param blocking why the round may stand and not be used, as {@code blocked} of {@link Verified}
   *     but read afresh, or because a partition is RED that was not when people decided; one line
   *     each, empty where nothing does
   */
  record Rechecked(String key, String decides, List<String> blocking, List<String> differences)
      implements Echo {}

  /**
   * Where a rollback returns to.
   *
   * @param evidence digest of the anchor's body
   * @param kept until when the source keeps the records of the anchor, as its retention stands now;
   *     null where nothing of it expires
   */
  record Anchored(String key, String evidence, String note, @Nullable Until kept) implements Echo {}

  /**
   * Nothing of the source is missing on the target.
   *
   * @param evidence digest of the freeze anchors
   */
  record TailProven(String key, String evidence, String note) implements Echo {}

  /**
   * The final positions against the approved ones.
   *
   * @param worse what is worse than what was approved, one line each; then nothing may be seeded
   */
  record Finals(String key, String evidence, Light light, List<String> worse, String note)
      implements Echo {}
}
