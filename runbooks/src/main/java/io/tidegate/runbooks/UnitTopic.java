package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A topic on both clusters.
 *
 * @param source its name on the source
 * @param target its name on the target, by the replicator's naming unless the runbook says
 *     otherwise
 * @param produce where on the target the application writes after the switch what it writes to the
 *     source's topic now; null where that is {@code target}
 */
public record UnitTopic(
    String source,
    String target,
    Role role,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String produce) {

  /** One that is written where its copy is. */
  public UnitTopic(String source, String target, Role role) {
    this(source, target, role, null);
  }

  public UnitTopic {
    Require.topic(source);
    Require.topic(target);
    if (produce != null) {
      Require.topic(produce);
      produce = produce.equals(target) ? null : produce;
    }
  }

  /** Where the application writes on the target after the switch. */
  public String written() {
    return produce == null ? target : produce;
  }

  /** The topic of the target that nothing is copied to, and that only the application writes. */
  public Optional<String> apart() {
    return Optional.ofNullable(produce);
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
