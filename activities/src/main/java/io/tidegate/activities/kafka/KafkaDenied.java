package io.tidegate.activities.kafka;

import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The principal may not do this. Only a person can change it, so it names exactly what to grant.
 */
public final class KafkaDenied extends KafkaFailure {
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final String resource;

  public KafkaDenied(
      String cluster, String what, String operation, String resource, Throwable cause) {
    super(
        cluster,
        "cluster "
            + cluster
            + " denies "
            + operation
            + " on "
            + resource
            + " while "
            + what
            + ": "
            + words(cause),
        cause);
    this.operation = operation;
    this.resource = resource;
  }

  /** One sentence for people, with what they can do. */
  public String told() {
    return getCause() instanceof AuthorizationException
        ? "cluster %s denies %s on %s to Tidegate's own principal; grant it there and check again"
            .formatted(cluster(), operation, resource)
        : String.valueOf(getMessage());
  }

  /** Kafka's name of the operation that is missing, such as {@code DESCRIBE}. */
  public String operation() {
    return operation;
  }

  /** Kind and name of the resource, such as {@code Topic payments}. */
  public String resource() {
    return resource;
  }
}
