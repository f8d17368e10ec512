package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.Prover;
import io.tidegate.activities.proof.WayBackMap;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Proves the groups of a unit, side by side. Provers are kept, since they keep what they
 * calibrated.
 */
final class Proving {
  private final Map<String, Prover> provers = new ConcurrentHashMap<>();
  private final Map<String, WayBackMap> waysBack = new ConcurrentHashMap<>();
  private final SyncJournals journals;

  Proving(SyncJournals journals) {
    this.journals = journals;
  }

  /** With the runbook's own time to settle. */
  List<GroupProof> groups(Plan plan, Pulse pulse) {
    return groups(plan, plan.runbook().settle(), Map.of(), Map.of(), pulse);
  }

  /**
   * @param settle how long a replicator that is behind is waited for
   * @param topics what a group must be proven on, by its name; a group without an entry as the
   *     runbook says
   * @param proven by group, what an earlier check proved of it and need not be read again
   */
  List<GroupProof> groups(
      Plan plan,
      Duration settle,
      Map<String, List<String>> topics,
      Map<String, Map<PartitionPair, ProvenRange>> proven,
      Pulse pulse) {
    Prover prover =
        provers.computeIfAbsent(
            flow(plan),
            flow ->
                new Prover(
                    plan.source(),
                    plan.target(),
                    new JournaledSyncs(journals, plan.source().name(), plan.target().name())));
    List<ProofRequest> requests =
        plan.unit().groups().stream()
            .map(group -> ProofRequest.of(plan.runbook(), plan.unit(), group, false))
            .map(asked -> with(asked, settle, topics.get(asked.group())))
            .map(asked -> asked.withProven(proven.getOrDefault(asked.group(), Map.of())))
            .toList();
    return prover.prove(requests, done -> pulse.beat());
  }

  WayBackMap wayBack(Plan plan) {
    return waysBack.computeIfAbsent(
        flow(plan), flow -> new WayBackMap(plan.source(), plan.target()));
  }

  private static String flow(Plan plan) {
    return plan.source().name() + " " + plan.target().name();
  }

  private static ProofRequest with(
      ProofRequest asked, Duration settle, @Nullable List<String> topics) {
    ProofRequest settled = asked.withTerms(asked.terms().withSettle(settle));
    return topics == null ? settled : settled.withOnly(topics);
  }
}
