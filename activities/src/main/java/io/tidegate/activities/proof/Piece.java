package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Hint;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a group, and what is known before it is read.
 *
 * @param declared where the group stands, if that is not its commit: an offset, or why there is
 *     none
 * @param targetCommits whether offsets of the target group are read, to be graded
 */
record Piece(
    ProofRequest request,
    PartitionPair pair,
    TopicPair topic,
    Calibration calibration,
    List<Hint> hints,
    @Nullable Committed declared,
    boolean targetCommits) {

  /** The same, with what the replicator noted. */
  Piece with(List<Hint> noted) {
    return new Piece(request, pair, topic, calibration, noted, declared, targetCommits);
  }

  TopicPartition onSource() {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  TopicPartition onTarget() {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }

  @Nullable Profile profile() {
    return calibration instanceof Calibrated calibrated ? calibrated.profile() : null;
  }
}
