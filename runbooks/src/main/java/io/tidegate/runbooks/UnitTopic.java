package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A topic on both clusters.
 *
 * @param source its name on the source
 * @param target its name on the target, by the replicator's naming unless the runbook says
 *     otherwise
 */
public record UnitTopic(String source, String target, Role role) {

  public UnitTopic {
    Require.topic(source);
    Require.topic(target);
  }

  /** What the application uses a topic for. */
  public enum Role {
    @JsonProperty("main")
    MAIN,
    @JsonProperty("retry")
    RETRY,
    @JsonProperty("dead-letter")
    DEAD_LETTER
  }
}
