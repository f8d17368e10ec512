package io.tidegate.bench;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.Progress;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.Prover;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The product as it is measured: the prover that the worker and the command use, without a read
 * limit and without hints of any replicator.
 */
final class Check implements AutoCloseable {
  private final Clusters clusters;
  private final Prover prover;

  Check(String sourceBootstrap, String targetBootstrap) {
    this.clusters =
        new Clusters(
            Map.of("legacy", properties(sourceBootstrap), "cloud", properties(targetBootstrap)),
            ReadLimit.NONE);
    this.prover = new Prover(clusters.get("legacy"), clusters.get("cloud"));
  }

  /** One check of one group, topics named alike on both sides. */
  GroupProof prove(String group) {
    return prover.prove(ProofRequest.strict(group), Progress.NONE);
  }

  /** One check of many groups, in their order. */
  List<GroupProof> prove(List<String> groups) {
    return prover.prove(groups.stream().map(ProofRequest::strict).toList(), Progress.NONE);
  }

  /**
   * The rows, each of them EXACT at the offset that is known to be right: a proof that fails early
   * would be fast.
   */
  static List<Row> exactAt(long resume, int partitions, GroupProof proof) {
    List<Row> rows = proof.partitions();
    if (rows.size() != partitions) {
      throw new IllegalStateException(
          proof.group() + ": " + rows.size() + " rows where " + partitions + " are right");
    }
    for (Row row : rows) {
      if (row.verdict() != Verdict.EXACT || row.resume() == null || row.resume() != resume) {
        throw new IllegalStateException(
            "%s %s: %s at %s where EXACT at %d is right: %s"
                .formatted(
                    proof.group(), row.pair(), row.verdict(), row.resume(), resume, row.reason()));
      }
    }
    return rows;
  }

  private static Map<String, String> properties(String bootstrapServers) {
    Map<String, String> properties = new HashMap<>(ConsumedRecords.settings());
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  @Override
  public void close() {
    clusters.close();
  }
}
