package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.kafka.TopicFacts.Topic;
import io.tidegate.parity.Frame;
import io.tidegate.parity.PartitionPair;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frame of a proof over one topic: both sides as they are described, or why there is none. */
sealed interface Frames {

  /** How many rows it makes, as far as the source tells; 0 for unknown. */
  int sourcePartitions();

  /** What one topic is called on either side. */
  record Names(String source, String target) {}

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

  /** Of one topic. */
  static Frames of(Cluster source, String sourceTopic, Cluster target, String targetTopic) {
    Names names = new Names(sourceTopic, targetTopic);
    Frames found = of(source, target, List.of(names)).get(names);
    if (found == null) {
      throw new IllegalStateException("nothing was said of " + names);
    }
    return found;
  }

  /** Of each of these, in two calls a cluster. */
  static Map<Names, Frames> of(Cluster source, Cluster target, Collection<Names> topics) {
    return of(
        source,
        target,
        new TopicFacts(source).askEach(topics.stream().map(Names::source).toList()),
        new TopicFacts(target).askEach(topics.stream().map(Names::target).toList()),
        topics);
  }

  /**
   * The same in one call a cluster, without settings: for a later look, which {@link
   * Both#seenAgain} asks for identity alone. Asked now; who takes the answer waits for it.
   */
  static Supplier<Map<Names, Frames>> askAgain(
      Cluster source, Cluster target, Collection<Names> topics) {
    var onSource = new TopicFacts(source).askEachBare(topics.stream().map(Names::source).toList());
    var onTarget = new TopicFacts(target).askEachBare(topics.stream().map(Names::target).toList());
    return () -> of(source, target, onSource, onTarget, topics);
  }

  private static Map<Names, Frames> of(
      Cluster source,
      Cluster target,
      Map<String, Supplier<Optional<Topic>>> onSource,
      Map<String, Supplier<Optional<Topic>>> onTarget,
      Collection<Names> topics) {
    Map<Names, Frames> frames = new HashMap<>();
    for (Names names : topics) {
      frames.put(
          names,
          frame(
              names,
              source,
              onSource.getOrDefault(names.source(), Optional::empty),
              target,
              onTarget.getOrDefault(names.target(), Optional::empty)));
    }
    return frames;
  }

  private static Frames frame(
      Names names,
      Cluster source,
      Supplier<Optional<Topic>> onSource,
      Cluster target,
      Supplier<Optional<Topic>> onTarget) {
    try {
      Topic from = onSource.get().orElse(null);
      return from == null
          ? new None("topic " + names.source() + " does not exist on " + source.name(), 0)
          : withTarget(names, from, target, onTarget);
    } catch (KafkaDenied denied) {
      return new None(denied.told(), 0);
    }
  }

  private static Frames withTarget(
      Names names, Topic from, Cluster target, Supplier<Optional<Topic>> onTarget) {
    try {
      Topic to = onTarget.get().orElse(null);
      return to == null
          ? new None(
              "topic "
                  + names.target()
                  + " does not exist on "
                  + target.name()
                  + "; let the replicator copy it, or check what it is called there",
              from.partitions())
          : new Both(from, to);
    } catch (KafkaDenied denied) {
      return new None(denied.told(), from.partitions());
    }
  }
}
