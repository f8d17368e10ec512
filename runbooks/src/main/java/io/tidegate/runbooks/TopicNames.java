package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the replicator calls a source topic on the target. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TopicNames.Identity.class, name = "identity"),
  @JsonSubTypes.Type(value = TopicNames.Prefixed.class, name = "prefix")
})
public sealed interface TopicNames {

  /** The name on the target of a topic of the source. */
  String onTarget(String sourceTopic);

  /** Same name on both clusters. */
  record Identity() implements TopicNames {
    @Override
    public String onTarget(String sourceTopic) {
      return sourceTopic;
    }
  }

  /** MirrorMaker's default policy: the prefix, a dot, the name. */
  record Prefixed(String prefix) implements TopicNames {
    public Prefixed {
      Require.topic(prefix);
    }

    @Override
    public String onTarget(String sourceTopic) {
      return prefix + "." + sourceTopic;
    }
  }
}
