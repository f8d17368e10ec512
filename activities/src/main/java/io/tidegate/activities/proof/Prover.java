package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;

/**
 * Proves where the groups of a source cluster resume on a target cluster. Reads only. Safe for many
 * threads; each proof works with {@link SideBySide#WORKING_MAX} partitions at a time.
 */
public final class Prover {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;

  /**
   * Between two of the configured clusters. Keep it between proofs: calibrated topics are kept in
   * it.
   */
  public Prover(Cluster source, Cluster target) {
    this.source = source;
    this.target = target;
    this.profiles = new Profiles();
  }

  /** Between two clusters by their names in the configuration. */
  public static Prover between(Clusters clusters, String source, String target) {
    return new Prover(clusters.get(source), clusters.get(target));
  }

  /**
   * One check of one group. Every partition found has a row; what could not be read is UNPROVEN
   * with the reason.
   *
   * @throws io.tidegate.activities.kafka.KafkaUnavailable if a cluster as a whole does not answer:
   *     ask again
   * @throws io.tidegate.activities.kafka.KafkaDenied if the group itself may not be looked at
   */
  public GroupProof prove(ProofRequest request, Progress progress) {
    try (SideBySide beside = new SideBySide("proof-" + request.group(), progress)) {
      return new GroupCheck(source, target, profiles, request, beside).run();
    }
  }
}
