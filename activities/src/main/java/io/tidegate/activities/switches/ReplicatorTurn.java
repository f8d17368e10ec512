package io.tidegate.activities.switches;

import java.util.List;
import java.util.Map;

/**
 * The body of a replication control's POST, with the contract's names.
 *
 * @param topics those of the unit, by their names on the source
 * @param groups those of the unit
 * @param fence the unit's fence; it never falls for a unit
 * @param idempotencyKey the same key must be answered without a second action
 */
public record ReplicatorTurn(
    String wave,
    Action action,
    List<String> topics,
    List<String> groups,
    String fence,
    String idempotencyKey)
    implements Request {

  public ReplicatorTurn {
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
  }

  /** What the replicator shall do. */
  public enum Action {
    /** Leave the groups' offsets on the target alone. */
    PAUSE_GROUP_SYNC,
    RESUME_GROUP_SYNC,
    /** Copy nothing more into the topics. */
    STOP_TOPICS,
    /** Make the topics of a linking tool writable on the target. */
    PROMOTE,
    START_TOPICS
  }

  @Override
  public String told() {
    boolean ofGroups = action == Action.PAUSE_GROUP_SYNC || action == Action.RESUME_GROUP_SYNC;
    return action + " of " + (ofGroups ? "groups " + groups : "topics " + topics);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "TIDEGATE_WAVE", wave,
        "TIDEGATE_ACTION", action.name(),
        "TIDEGATE_FENCE", fence,
        "TIDEGATE_IDEMPOTENCY_KEY", idempotencyKey);
  }
}
