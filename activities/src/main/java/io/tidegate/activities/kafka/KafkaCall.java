package io.tidegate.activities.kafka;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What is asked of a cluster, so that its error can be said in the words of a person. This is the
 * one place where Kafka's exceptions get their meaning.
 *
 * @param what the call as a clause, such as {@code reading the end of payments-0}
 * @param operation Kafka's name of the operation that it needs, such as {@code DESCRIBE}
 * @param resource what it is needed on, such as {@code Topic payments}; the error's own names win
 *     over it
 */
public record KafkaCall(String what, String operation, String resource) {

  /** A call that reads what a topic is. */
  public static KafkaCall describeTopic(String what, String topic) {
    return new KafkaCall(what, "DESCRIBE", "Topic " + topic);
  }

  /** A call that reads a topic's records. */
  public static KafkaCall readTopic(String what, String topic) {
    return new KafkaCall(what, "READ", "Topic " + topic);
  }

  /** A call that reads a group's state or offsets. */
  public static KafkaCall describeGroup(String what, String group) {
    return new KafkaCall(what, "DESCRIBE", "Group " + group);
  }

  /** A call that needs an operation on the cluster itself. */
  public static KafkaCall onCluster(String what, String operation) {
    return new KafkaCall(what, operation, "Cluster");
  }

  /**
   * The failure that a thrown exception means. An interrupt is kept for the thread's owner to see.
   */
  public KafkaFailure failure(String cluster, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof KafkaFailure known) {
      return known;
    }
    if (cause instanceof InterruptException || cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new KafkaUnavailable(cluster, what, cause);
    }
    if (cause instanceof AuthorizationException denied) {
      return new KafkaDenied(cluster, what, operation, denied(denied), cause);
    }
    if (cause instanceof AuthenticationException) {
      return new KafkaDenied(cluster, what, "the login", "the cluster's listener", cause);
    }
    if (timeCanFix(cause)) {
      return new KafkaUnavailable(cluster, what, cause);
    }
    return new KafkaRefused(cluster, what, tooOld(cause));
  }

  /** Which broker would do is not in the client's own words. */
  private static Throwable tooOld(Throwable cause) {
    return cause instanceof UnsupportedVersionException
        ? new UnsupportedVersionException(
            "its brokers are too old for that; the oldest Kafka that can be read is 2.1: "
                + cause.getMessage(),
            cause)
        : cause;
  }

  private static boolean timeCanFix(Throwable cause) {
    return cause instanceof RetriableException
        || cause instanceof java.util.concurrent.TimeoutException
        || isUnresolvedHost(cause);
  }

  /**
   * A host that no name server knows today is reported as a wrong setting, yet it is the usual sign
   * of a cluster that is away.
   */
  private static boolean isUnresolvedHost(Throwable cause) {
    return cause instanceof ConfigException
        && String.valueOf(cause.getMessage()).contains("No resolvable bootstrap");
  }

  private String denied(AuthorizationException denied) {
    if (denied instanceof TopicAuthorizationException topics
        && !topics.unauthorizedTopics().isEmpty()) {
      return topics.unauthorizedTopics().stream()
          .sorted()
          .map(topic -> "Topic " + topic)
          .collect(Collectors.joining(", "));
    }
    if (denied instanceof GroupAuthorizationException group && group.groupId() != null) {
      return "Group " + group.groupId();
    }
    return denied instanceof ClusterAuthorizationException ? "Cluster" : resource;
  }

  /**
   * What a wrapper only carries: futures, and the client's "failed to create" around its real
   * cause.
   */
  static Throwable unwrap(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null
        && (at instanceof ExecutionException
            || at instanceof CompletionException
            || at.getClass() == KafkaException.class)) {
      at = at.getCause();
    }
    return at;
  }
}
