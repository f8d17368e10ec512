package io.tidegate.activities;

import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What a rehearsal of a unit came to: detail of its audit entry, and a row of the journal for the
 * live wave that follows it.
 *
 * @param runbook digest of the runbook that was rehearsed
 * @param source id of the cluster that was rehearsed from
 * @param target id of the cluster that was rehearsed to
 * @param groups that were rehearsed
 * @param at when it ended
 * @param light GREEN where positions were proven GREEN, everything that was delivered is what the
 *     source has next, and nothing else was found
 * @param ownConsumer whether the application's own consumers read every shadow group; else a
 *     built-in consumer did
 * @param verdicts partitions by their verdict
 * @param pending records that were not on the target when positions were taken
 * @param findings one line each
 * @param notRehearsed what a live wave does and this one has shown nothing of, one line each
 * @param timings of its steps, in their order
 * @param evidence digests of the bodies that it rests on
 */
record Rehearsed(
    String wave,
    String unit,
    String runbook,
    String source,
    String target,
    List<String> groups,
    Instant at,
    Light light,
    boolean ownConsumer,
    SortedMap<String, Long> verdicts,
    long pending,
    List<String> findings,
    List<String> notRehearsed,
    List<Timing> timings,
    List<String> evidence) {
  Rehearsed {
    groups = List.copyOf(groups);
    findings = List.copyOf(findings);
    notRehearsed = List.copyOf(notRehearsed);
    timings = List.copyOf(timings);
    evidence = List.copyOf(evidence);
  }

  /** Whether it showed anything of these groups between these clusters: of all of them. */
  boolean isOf(String sourceId, String targetId, List<String> wanted) {
    return source.equals(sourceId) && target.equals(targetId) && groups.containsAll(wanted);
  }
}
