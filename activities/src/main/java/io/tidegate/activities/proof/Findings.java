package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.NotOffered;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.SeedTag;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.Light;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** What is found beside the rows, in the order in which it was found. */
final class Findings {
  private final String group;
  private final List<ProofFinding> found = new ArrayList<>();

  Findings(String group) {
    this.group = group;
  }

  void add(String kind, Light light, String reason) {
    found.add(new ProofFinding(kind + "/" + group, light, reason));
  }

  TargetState ofTarget(Group onTarget, Cluster target) {
    if (onTarget.active()) {
      add(
          "target-active",
          Light.RED,
          "group "
              + group
              + " on "
              + target
              + " is "
              + onTarget.state()
              + " with members "
              + onTarget.memberNames()
              + "; stop them there: a group that has members takes no offsets");
      return TargetState.ACTIVE;
    }
    if (onTarget.kind() == Group.Kind.ABSENT) {
      return TargetState.ABSENT;
    }
    if (!onTarget.commitsOffsets()) {
      add(
          "target-group",
          Light.RED,
          "group "
              + group
              + " on "
              + target
              + " is of type "
              + onTarget.kind()
              + ", which keeps no offsets of ours; delete it there, or name another group");
    }
    return TargetState.EMPTY;
  }

  /**
   * A commit's text may say more than its offset: Streams and parallel consumers keep state there.
   * The tag of an earlier seed is ours, and says nothing.
   */
  void ofCommits(SortedMap<TopicPartition, Committed> commits) {
    SortedSet<TopicPartition> texts = new TreeSet<>(PartitionOrder.BY_NAME);
    commits.forEach(
        (partition, committed) -> {
          if (committed instanceof Committed.At at
              && !at.metadata().isEmpty()
              && !SeedTag.isOurs(at.metadata())) {
            texts.add(partition);
          }
        });
    if (!texts.isEmpty()) {
      add(
          "commit-metadata",
          Light.YELLOW,
          "the commits on " + texts + " carry a text beside the offset, which is not carried over");
    }
  }

  /** What a cluster is too old to say; each once, whatever it was that asked. */
  void notOffered(Cluster cluster, Collection<NotOffered> missing) {
    for (NotOffered one : new TreeSet<>(missing)) {
      String kind = "not-offered-by-broker/" + cluster + "/" + one.word();
      String id = kind + "/" + group;
      if (found.stream().noneMatch(finding -> finding.id().equals(id))) {
        add(
            kind,
            Light.YELLOW,
            "not offered by broker: "
                + cluster
                + " is too old to say "
                + one.what()
                + "; make sure of it yourself");
      }
    }
  }

  List<ProofFinding> all() {
    return List.copyOf(found);
  }

  /** GREEN where nothing was found. */
  Light worst() {
    return found.stream().map(ProofFinding::light).reduce(Light.GREEN, Light::worst);
  }
}
