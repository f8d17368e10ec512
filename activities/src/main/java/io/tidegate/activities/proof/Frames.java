package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.kafka.TopicFacts.Topic;
import io.tidegate.parity.Frame;
import io.tidegate.parity.PartitionPair;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frame of a proof over one topic: both sides as they are described, or why there is none. */
sealed interface Frames {

  /** How many rows it makes, as far as the source tells; 0 for unknown. */
  int sourcePartitions();

  /** Both sides exist. */
  record Both(Topic source, Topic target) implements Frames {

    /** The frame, given how the topics look now. */
    Frame seenAgain(Frames now) {
      return new Frame(
          broken(now),
          source.partitions() == target.partitions(),
          compacts(source),
          compacts(target),
          source.id(),
          target.id());
    }

    Frame frame() {
      return seenAgain(this);
    }

    @Override
    public int sourcePartitions() {
      return source.partitions();
    }

    /** Why a partition cannot be read on one of the sides; null where both have a leader. */
    @Nullable String leaderless(PartitionPair pair) {
      String onSource = leaderless("source", source, pair.sourcePartition());
      return onSource != null ? onSource : leaderless("target", target, pair.targetPartition());
    }

    /** The same for the first such partition of the topic, whatever it is compared with. */
    @Nullable String leaderless() {
      if (!source.leaderless().isEmpty()) {
        return leaderless("source", source, source.leaderless().first());
      }
      return target.leaderless().isEmpty()
          ? null
          : leaderless("target", target, target.leaderless().first());
    }

    private static @Nullable String leaderless(String side, Topic topic, int partition) {
      return topic.leaderless().contains(partition)
          ? side
              + " "
              + topic.name()
              + "-"
              + partition
              + " has no leader; bring its brokers back and check again"
          : null;
    }

    private @Nullable String broken(Frames now) {
      if (now instanceof None gone) {
        return gone.why();
      }
      Both other = (Both) now;
      String onSource = moved("source", source, other.source);
      return onSource != null ? onSource : moved("target", target, other.target);
    }

    private static @Nullable String moved(String side, Topic before, Topic after) {
      if (!Objects.equals(before.id(), after.id())) {
        return side + " topic " + before.name() + " was created anew during the check";
      }
      return before.partitions() == after.partitions()
          ? null
          : side
              + " topic "
              + before.name()
              + " went from "
              + before.partitions()
              + " to "
              + after.partitions()
              + " partitions during the check";
    }

    private static boolean compacts(Topic topic) {
      return String.valueOf(topic.configs().get("cleanup.policy")).contains("compact");
    }
  }

  /** There is nothing to compare. */
  record None(String why, int sourcePartitions) implements Frames {}

  static Frames of(Cluster source, String sourceTopic, Cluster target, String targetTopic) {
    Supplier<SortedMap<String, Topic>> onSource = new TopicFacts(source).ask(List.of(sourceTopic));
    Supplier<SortedMap<String, Topic>> onTarget = new TopicFacts(target).ask(List.of(targetTopic));
    try {
      Topic from = onSource.get().get(sourceTopic);
      if (from == null) {
        return new None("topic " + sourceTopic + " does not exist on " + source.name(), 0);
      }
      return withTarget(from, onTarget, target, targetTopic);
    } catch (KafkaDenied denied) {
      return new None(String.valueOf(denied.getMessage()), 0);
    }
  }

  private static Frames withTarget(
      Topic from, Supplier<SortedMap<String, Topic>> onTarget, Cluster target, String targetTopic) {
    try {
      Topic to = onTarget.get().get(targetTopic);
      return to == null
          ? new None(
              "topic "
                  + targetTopic
                  + " does not exist on "
                  + target.name()
                  + "; let the replicator copy it, or check what it is called there",
              from.partitions())
          : new Both(from, to);
    } catch (KafkaDenied denied) {
      return new None(String.valueOf(denied.getMessage()), from.partitions());
    }
  }
}
