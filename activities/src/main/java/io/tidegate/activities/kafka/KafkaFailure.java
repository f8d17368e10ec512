package io.tidegate.activities.kafka;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;

/**
 * A call to a cluster that gave no answer. The kind says who can change that: time, or a person.
 */
public abstract sealed class KafkaFailure extends RuntimeException
    permits KafkaUnavailable, KafkaDenied, KafkaRefused {
  private static final long serialVersionUID = 1L;

  private final String cluster;

  KafkaFailure(String cluster, String message, Throwable cause) {
    super(message, cause);
    this.cluster = cluster;
  }

  /** The cluster's name in the configuration. */
  public String cluster() {
    return cluster;
  }

  /** Why, in Kafka's words, without the call that it came from; one line. */
  public String reason() {
    Throwable cause = getCause();
    if (cause == null) {
      return String.valueOf(getMessage());
    }
    return cause instanceof ConfigException || cause instanceof ApiException
        ? sentence(cause)
        : words(cause);
  }

  /** The class and words of a cause on one line; Kafka's own messages are often null. */
  static String words(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = cause.getMessage();
    return message == null || message.isBlank() ? name : name + ": " + message.replace('\n', ' ');
  }

  /** The words of a cause on one line; its class where it has none. */
  static String sentence(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.replace('\n', ' ');
  }
}
