package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What is another now than it was in the last rehearsal, and what that has shown nothing of, for
 * whoever is asked at a gate.
 */
final class SinceRehearsal {
  private SinceRehearsal() {}

  static LastRehearsal of(Plan plan, Rehearsed last, List<GroupProof> now) {
    List<String> differences = new ArrayList<>();
    SortedMap<String, Long> verdicts = Rehearsals.verdicts(now);
    TreeSet<String> names = new TreeSet<>(verdicts.keySet());
    names.addAll(last.verdicts().keySet());
    for (String verdict : names) {
      long then = last.verdicts().getOrDefault(verdict, 0L);
      long is = verdicts.getOrDefault(verdict, 0L);
      if (then != is) {
        differences.add("%d partitions %s, %d in the rehearsal".formatted(is, verdict, then));
      }
    }
    long pending = Rehearsals.pending(now);
    if (pending != last.pending()) {
      differences.add("%d records pending, %d in the rehearsal".formatted(pending, last.pending()));
    }
    if (!plan.call().runbook().equals(last.runbook())) {
      differences.add("another version of the runbook was rehearsed, " + last.runbook());
    }
    last.findings().forEach(finding -> differences.add("found in the rehearsal: " + finding));
    last.notRehearsed().forEach(line -> differences.add("not rehearsed: " + line));
    return new LastRehearsal(
        last.wave(), last.at(), last.light(), last.ownConsumer(), differences, last.timings());
  }
}
