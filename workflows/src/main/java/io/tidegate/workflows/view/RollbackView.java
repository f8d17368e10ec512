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

  /** Nothing was undone, and {@code why} not. */
  public static RollbackView refused(String by, String why, List<String> units) {
    return new RollbackView(State.REFUSED, by, why, units, null, null, null);
  }

  /** The same, in need of a person. */
  public RollbackView parked(String why) {
    return new RollbackView(
        State.NEEDS_OPERATOR, by, why, units, replayBound, stranded, strandedUnread);
  }

  /** REFUSED where nothing was undone. */
  public enum State {
    RUNNING,
    DONE,
    REFUSED,
    NEEDS_OPERATOR
  }
}
