package io.tidegate.workflows.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts are JSON strings, as everywhere in the contract. Null while not yet counted. */
public record RollbackView(
    State state,
    String by,
    String reason,
    List<String> units,
    @Nullable String replayBound,
    @Nullable String stranded,
    @Nullable String strandedUnread) {

  public enum State {
    RUNNING,
    DONE,
    REFUSED,
    NEEDS_OPERATOR
  }
}
