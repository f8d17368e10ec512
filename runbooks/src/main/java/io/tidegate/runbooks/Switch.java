package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/**
 * How an application is stopped on one cluster and started on the other. None is believed: the
 * effect is checked on Kafka.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "via")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Switch.Webhook.class, name = "webhook"),
  @JsonSubTypes.Type(value = Switch.Command.class, name = "command"),
  @JsonSubTypes.Type(value = Switch.Manual.class, name = "manual")
})
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
      Require.bounds(within, maxPause);
    }
  }

  /**
   * A process on the worker's machine.
   *
   * @param name of an argument list in the worker's configuration; a runbook holds none
   * @param maxPause longer than {@code within}
   */
  record Command(String name, Duration within, Duration maxPause) implements Switch {
    public Command {
      Require.name("command", name);
      Require.bounds(within, maxPause);
    }
  }

  /**
   * A person, who is told what to do; Kafka tells when it is done.
   *
   * @param instructions a sentence for that person
   * @param maxPause longer than {@code within}
   */
  record Manual(String instructions, Duration within, Duration maxPause) implements Switch {
    public Manual {
      Require.that(!instructions.isBlank(), "a manual switch has no instructions");
      Require.bounds(within, maxPause);
    }
  }
}
