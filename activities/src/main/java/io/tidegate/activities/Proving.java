package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.OwnPositions;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.Prover;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.proof.WayBackMap;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitTopic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Proves the groups of a unit, side by side. Provers are kept, since they keep what they
 * calibrated.
 */
final class Proving {
  private final Map<String, Prover> provers = new ConcurrentHashMap<>();
  private final Map<String, WayBackMap> waysBack = new ConcurrentHashMap<>();
  private final SyncJournals journals;
  private final Bearings bearings;
  private final InstantSource clock;

  Proving(SyncJournals journals, Bearings bearings, InstantSource clock) {
    this.journals = journals;
    this.bearings = bearings;
    this.clock = clock;
  }

  /**
   * What was found of all groups.
   *
   * @param checkedAt when the last of them was; what is pending is as old as it was then
   */
  record Proven(Instant checkedAt, List<GroupProof> groups) {}

  /** With the runbook's own time to settle. */
  Proven groups(Plan plan, Pulse pulse) {
    return groups(plan, plan.runbook().settle(), Map.of(), Map.of(), pulse);
  }

  /**
   * @param settle how long a replicator that is behind is waited for
   * @param topics what a group must be proven on, by its name; a group without an entry as the
   *     runbook says
   * @param proven by group, what an earlier check proved of it and need not be read again
   */
  Proven groups(
      Plan plan,
      Duration settle,
      Map<String, List<String>> topics,
      Map<String, Map<PartitionPair, ProvenRange>> proven,
      Pulse pulse) {
    return groups(plan, settle, topics, proven, Map.of(), pulse);
  }

  /**
   * @param own by group, what is known already of where applications stand that keep their own
   *     positions; the others are asked
   */
  private Proven groups(
      Plan plan,
      Duration settle,
      Map<String, List<String>> topics,
      Map<String, Map<PartitionPair, ProvenRange>> proven,
      Map<String, OwnPositions> own,
      Pulse pulse) {
    List<ProofRequest> requests =
        plan.unit().groups().stream()
            .map(
                group -> {
                  ProofRequest asked = ProofRequest.of(plan.runbook(), plan.unit(), group, false);
                  OwnPositions known = own.get(group.group());
                  return Optional.ofNullable(known)
                      .or(() -> bearings.of(plan, group, pulse))
                      .map(asked::withOwn)
                      .orElse(asked);
                })
            .map(asked -> with(asked, settle, topics.get(asked.group())))
            .map(asked -> asked.withProven(proven.getOrDefault(asked.group(), Map.of())))
            .toList();
    List<GroupProof> proofs = plan.paced(() -> prover(plan).prove(requests, pulse::at));
    Instant checkedAt = clock.instant();
    return new Proven(
        checkedAt,
        IntStream.range(0, proofs.size())
            .mapToObj(i -> proofs.get(i).at(checkedAt, requests.get(i)))
            .toList());
  }

  /** The unit's topics that no row is about, compared on their own. */
  List<TopicCoverage> coverage(Plan plan, List<GroupProof> proofs, Pulse pulse) {
    return coverage(plan, plan.runbook().settle(), proofs, pulse);
  }

  /**
   * @param settle how long a replicator that is behind is waited for
   */
  List<TopicCoverage> coverage(Plan plan, Duration settle, List<GroupProof> proofs, Pulse pulse) {
    List<String> unread = unread(plan.unit(), proofs);
    if (unread.isEmpty()) {
      return List.of();
    }
    ProofRequest asked =
        with(ProofRequest.covering(plan.runbook(), plan.unit(), unread), settle, null);
    return plan.paced(() -> prover(plan).cover(asked, pulse::at));
  }

  private static List<String> unread(MigrationUnit unit, List<GroupProof> proofs) {
    Set<String> read =
        proofs.stream()
            .flatMap(proof -> proof.partitions().stream())
            .map(row -> row.pair().topic())
            .collect(Collectors.toSet());
    return unit.topics().stream()
        .map(UnitTopic::source)
        .filter(topic -> !read.contains(topic))
        .toList();
  }

  /**
   * What the groups had not read on the source when they left it, once more: all of it has to be on
   * the target by now. An application that keeps its own positions is elsewhere by now, so it is
   * not asked again.
   *
   * @param settle how long a replicator that is behind is waited for
   */
  Proven tail(Plan plan, Anchor anchor, Duration settle, Pulse pulse) {
    Map<String, List<String>> read = new HashMap<>();
    Map<String, OwnPositions> own = new HashMap<>();
    for (Anchor.GroupAnchor group : anchor.groups()) {
      read.put(
          group.group(),
          group.positions().stream().map(Anchor.Position::topic).distinct().toList());
      if (plan.keepsItsOwnPositions(group.group())) {
        own.put(group.group(), group.told());
      }
    }
    return groups(plan, settle, read, Map.of(), own, pulse);
  }

  private Prover prover(Plan plan) {
    return provers.computeIfAbsent(
        flow(plan),
        flow ->
            new Prover(
                plan.source(),
                plan.target(),
                new JournaledSyncs(journals, plan.source().name(), plan.target().name())));
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
