package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * How a replicator is told to leave group offsets or topics alone. None is believed: where Kafka or
 * Connect can show the effect it is checked.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "via")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Control.Webhook.class, name = "webhook"),
  @JsonSubTypes.Type(value = Control.Connect.class, name = "connect"),
  @JsonSubTypes.Type(value = Control.Command.class, name = "command"),
  @JsonSubTypes.Type(value = Control.Manual.class, name = "manual")
})
public sealed interface Control {

  /** A POST, signed and at least once. */
  record Webhook(String url) implements Control {
    public Webhook {
      Require.url(url);
    }
  }

  /**
   * The REST of a Kafka Connect worker. It pauses and resumes one connector, so it serves the group
   * sync alone.
   *
   * @param url of the worker, without {@code /connectors}
   * @param connector the one that syncs group offsets, such as MirrorMaker's checkpoint connector
   */
  record Connect(String url, String connector) implements Control {
    public Connect {
      Require.url(url);
      Require.that(
          Names.isMarker(connector), "connector '" + connector + "' is not " + Names.MARKER);
    }
  }

  /**
   * A process on the worker's machine.
   *
   * @param name of an argument list in the worker's configuration; a runbook holds none
   */
  record Command(String name) implements Control {
    public Command {
      Require.name("command", name);
    }
  }

  /** A person, who is told what to do. */
  record Manual(String instructions) implements Control {
    public Manual {
      Require.that(!instructions.isBlank(), "a manual control has no instructions");
    }
  }
}
