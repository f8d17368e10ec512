package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What a canary leaves on the target: a topic, and a group of each protocol. All bear its name, so
 * that whoever finds them knows.
 */
public final class CanaryTraces {
  /** After which a classic member that could not leave is no longer one. */
  static final Duration SESSION = Duration.ofSeconds(10);

  /** Members leave as a rule; one that was interrupted may have to be waited for. */
  private static final Duration GROUPS_WITHIN = SESSION.plusSeconds(5);

  private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

  private final Cluster target;
  private final String name;
  private final Set<String> protocols;

  CanaryTraces(Cluster target, String name, Set<String> protocols) {
    this.target = target;
    this.name = name;
    this.protocols = new TreeSet<>(protocols);
  }

  /** Whatever a canary of this wave's unit can have made, of either protocol. */
  public static CanaryTraces of(Cluster target, String wave, String unit) {
    return new CanaryTraces(target, Canary.topic(wave, unit), Set.of("classic", "consumer"));
  }

  /** Of the topic. */
  public String name() {
    return name;
  }

  /** The groups' names, one of each protocol. */
  public List<String> groups() {
    return protocols.stream().map(this::group).toList();
  }

  String group(String protocol) {
    return name + "-" + protocol;
  }

  /**
   * As {@link #remove(Duration)}, with the time in which a member of a classic group that died is
   * thrown out.
   */
  void remove() {
    remove(GROUPS_WITHIN);
  }

  /**
   * Removes the groups, as soon as they have no member, and the topic; gone is gone, whoever
   * removed it. What cannot be removed keeps nothing else from it, but for a cluster that does not
   * answer: then it ends at once.
   *
   * @param members how long they may stay, zero or more
   * @throws KafkaFailure the first of those that could not be removed
   */
  public void remove(Duration members) {
    KafkaFailure first = null;
    long deadline = System.nanoTime() + members.toNanos();
    for (String protocol : protocols) {
      KafkaFailure failed = removeGroup(group(protocol), deadline);
      if (failed instanceof KafkaUnavailable) {
        throw failed;
      }
      first = first == null ? failed : first;
    }
    KafkaFailure failed =
        failure(
            new KafkaCall("removing " + name, "DELETE", "Topic " + name),
            target.admin().deleteTopics(Set.of(name)).all());
    first = first == null ? failed : first;
    if (first != null) {
      throw first;
    }
  }

  private @Nullable KafkaFailure removeGroup(String group, long deadline) {
    while (true) {
      KafkaFailure failed =
          failure(
              new KafkaCall("removing group " + group, "DELETE", "Group " + group),
              target.admin().deleteConsumerGroups(Set.of(group)).all());
      if (failed == null
          || !(failed.getCause() instanceof GroupNotEmptyException)
          || System.nanoTime() > deadline
          || !paused()) {
        return failed;
      }
    }
  }

  private static boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER.toMillis());
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private @Nullable KafkaFailure failure(KafkaCall call, KafkaFuture<Void> answer) {
    try {
      var unused = target.await(call, answer);
      return null;
    } catch (KafkaFailure failed) {
      boolean gone =
          failed.getCause() instanceof UnknownTopicOrPartitionException
              || failed.getCause() instanceof GroupIdNotFoundException;
      return gone ? null : failed;
    }
  }
}
