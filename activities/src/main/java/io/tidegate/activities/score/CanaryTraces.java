package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.KafkaFailure;
import java.time.Duration;
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
final class CanaryTraces {
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

  String group(String protocol) {
    return name + "-" + protocol;
  }

  /**
   * Removes the groups, as soon as they have no member, and the topic; gone is gone, whoever
   * removed it. What cannot be removed keeps nothing else from it.
   *
   * @throws KafkaFailure the first of those that could not be removed
   */
  void remove() {
    KafkaFailure first = null;
    long deadline = System.nanoTime() + GROUPS_WITHIN.toNanos();
    for (String protocol : protocols) {
      KafkaFailure failed = removeGroup(group(protocol), deadline);
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
