package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/**
 * How an application is stopped on one cluster and started on the other. None is believed: the
 * effect is checked on Kafka.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "via")
@JsonSubTypes(@JsonSubTypes.Type(value = Switch.Webhook.class, name = "webhook"))
public sealed interface Switch {

  /** The longest that one STOP or START may take. */
  Duration within();

  /**
   * How long the application may stand still, from STOP until its members hold their assignment on
   * the target.
   */
  Duration maxPause();

  /**
   * A POST to the application, signed and at least once.
   *
   * @param url http or https
   * @param maxPause longer than {@code within}, or every switch would back out
   */
  record Webhook(String url, Duration within, Duration maxPause) implements Switch {
    public Webhook {
      Require.url(url);
      Require.positive("within", within);
      Require.that(
          maxPause.compareTo(within) > 0,
          "maxPause " + maxPause + " does not exceed within " + within);
    }
  }
}
