package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import java.util.List;

/**
 * Proves where the groups of a source cluster resume on a target cluster. Reads only. Safe for many
 * threads; each check works with {@link SideBySide#WORKING_MAX} partitions at a time, whatever the
 * number of its groups.
 */
public final class Prover {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
  private final Budget budget = Budget.OF_THE_HEAP;
  private final KeptSyncs kept;
  private final Covered covered = new Covered();

  /**
   * Between two of the configured clusters. Keep it between proofs: calibrated topics are kept in
   * it.
   */
  public Prover(Cluster source, Cluster target) {
    this(source, target, KeptSyncs.NONE);
  }

  /** With notes of the replicator that were kept beside its own topic. */
  public Prover(Cluster source, Cluster target, KeptSyncs kept) {
    this.source = source;
    this.target = target;
    this.profiles = new Profiles();
    this.kept = kept;
  }

  /**
   * One check of many groups, side by side: they share one time to settle, so their waits do not
   * add up. The proofs come in the order of the requests; the progress is told from several
   * threads. Throws as {@link #prove(ProofRequest, Progress)} does.
   */
  public List<GroupProof> prove(List<ProofRequest> requests, Progress progress) {
    try (SideBySide beside = new SideBySide("proofs", progress)) {
      Census census = Census.of(source, target, requests, beside);
      return beside.parts("groups proven", requests, request -> prove(request, census, beside));
    }
  }

  /**
   * One check of one group. Every partition found has a row; what could not be read, or may not be
   * looked at, is UNPROVEN with the reason.
   *
   * @throws io.tidegate.activities.kafka.KafkaUnavailable if a cluster as a whole does not answer:
   *     ask again
   */
  public GroupProof prove(ProofRequest request, Progress progress) {
    try (SideBySide beside = new SideBySide("proof-" + request.group(), progress)) {
      return prove(request, Census.of(source, target, List.of(request), beside), beside);
    }
  }

  private GroupProof prove(ProofRequest request, Census census, SideBySide beside) {
    Census.Entry entry = census.of(request.group());
    return new GroupCheck(source, target, profiles, budget, kept, request, entry, beside).run();
  }

  /**
   * Whether the target holds every record of each topic, from where the source's log begins: for
   * topics that no group reads. What this prover compared before is not read again. Throws as
   * {@link #prove(ProofRequest, Progress)} does.
   *
   * @param request with the topics in {@link ProofRequest#only()}; its group is asked nothing
   */
  public List<TopicCoverage> cover(ProofRequest request, Progress progress) {
    try (SideBySide beside = new SideBySide("coverage", progress)) {
      ProofRequest goingOn = request.withProven(covered.of(request));
      return covered.seen(
          new CoverageCheck(source, target, profiles, budget, kept, goingOn, beside).run());
    }
  }
}
