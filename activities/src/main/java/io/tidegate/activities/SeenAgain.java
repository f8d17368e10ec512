package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What a short look makes of the checks that rest on proofs. It hardly waits for a replicator, so
 * what is only not there yet stands as people saw it: it blocks the use of their decision and is no
 * other decision.
 */
final class SeenAgain {
  private SeenAgain() {}

  /** The coverage as it is now, with what was under way then and without what is now. */
  static Checked coverage(Checked then, Checked now) {
    return with(then, now, Scorecard::isUnderWay);
  }

  /**
   * The anchors as they are now; as they were then where nothing is proven of a partition now.
   *
   * @param before the proofs of {@code then}, {@code proofs} those of {@code now}
   */
  static Checked anchors(
      Checked then, Checked now, List<GroupProof> before, List<GroupProof> proofs) {
    Set<String> standing = places(before, row -> true);
    standing.removeAll(places(proofs, row -> row.resume() != null));
    return with(
        then, now, found -> standing.stream().anyMatch(place -> found.id().endsWith("/" + place)));
  }

  private static Set<String> places(List<GroupProof> proofs, Predicate<Row> which) {
    return proofs.stream()
        .flatMap(proof -> proof.partitions().stream().filter(which).map(row -> place(proof, row)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As {@link Anchors} ends the id of a finding. */
  private static String place(GroupProof proof, Row row) {
    return proof.group() + "/" + new TopicPartition(row.pair().topic(), row.pair().number());
  }

  private static Checked with(Checked then, Checked now, Predicate<Finding> standing) {
    return Scorecard.check(
        now.check(),
        now.dimension(),
        Stream.concat(
                now.findings().stream().filter(standing.negate()),
                then.findings().stream().filter(standing))
            .toList(),
        now.evidence());
  }
}
