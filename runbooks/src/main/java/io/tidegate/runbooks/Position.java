package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * Where a group stands on the source, as its owner declares it; the same way on every partition.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Position.Committed.class, name = "committed"),
  @JsonSubTypes.Type(value = Position.Checkpoint.class, name = "checkpoint"),
  @JsonSubTypes.Type(value = Position.Timestamp.class, name = "timestamp"),
  @JsonSubTypes.Type(value = Position.Marker.class, name = "marker"),
  @JsonSubTypes.Type(value = Position.External.class, name = "external")
})
public sealed interface Position {

  /** What the group has committed. */
  record Committed() implements Position {}

  /** The upstream offset of the group's newest MirrorMaker checkpoint. */
  record Checkpoint() implements Position {}

  /** The first record at or after a time. */
  record Timestamp(Instant at) implements Position {}

  /** Behind the last record that carries this header with this value. */
  record Marker(String header, String value) implements Position {
    public Marker {
      Require.that(Names.isMarker(header), "header '" + header + "' is not " + Names.MARKER);
      Require.that(Names.isMarker(value), "value '" + value + "' is not " + Names.MARKER);
    }
  }

  /**
   * What the application itself says. It keeps its positions outside Kafka, is told where to go on
   * with START, and no offset of its group is read or written.
   *
   * @param url where it answers with its positions of the source
   */
  record External(String url) implements Position {
    public External {
      Require.url(url);
    }
  }

  /** In the words of a reason and of what people approve. */
  default String told() {
    if (this instanceof Timestamp timestamp) {
      return "first record at or after " + timestamp.at();
    }
    if (this instanceof Marker marker) {
      return "place behind the last record with header " + marker.header() + " = " + marker.value();
    }
    if (this instanceof External external) {
      return "application's own, as told at " + external.url();
    }
    return this instanceof Checkpoint ? "newest MirrorMaker checkpoint" : "committed offset";
  }
}
