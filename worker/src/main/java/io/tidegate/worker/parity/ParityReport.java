package io.tidegate.worker.parity;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Light;
import java.time.Instant;
import java.util.List;

/**
 * What one run of the command found.
 *
 * @param checkedAt when the last row was judged
 * @param groups in the order in which they were asked for
 */
record ParityReport(Instant checkedAt, End source, End target, List<GroupProof> groups) {

  /** One of the two clusters, by the file that it was named with and its own id. */
  record End(String file, String clusterId) {}

  ParityReport {
    groups = List.copyOf(groups);
  }

  ParityReport(Instant checkedAt, Ends ends, List<GroupProof> groups) {
    this(
        checkedAt,
        new End(ends.sourceFile().file().toString(), ends.source().id()),
        new End(ends.targetFile().file().toString(), ends.target().id()),
        groups);
  }

  /** The worst of all; RED where nothing was looked at. */
  Light light() {
    return Light.worst(groups.stream().map(GroupProof::light).toList());
  }
}
