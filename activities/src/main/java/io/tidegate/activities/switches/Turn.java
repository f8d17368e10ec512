package io.tidegate.activities.switches;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidegate.runbooks.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a switch's POST, with the contract's names. Whole numbers travel as strings.
 *
 * @param group only where the switch stands on a group
 * @param positions where to resume, only for an application that keeps its own positions
 * @param fence the unit's fence; it never falls for a unit
 * @param idempotencyKey the same key must be answered without a second action
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Turn(
    String wave,
    String unit,
    @Nullable String group,
    String mode,
    Action action,
    Side cluster,
    @Nullable List<Position> positions,
    String fence,
    String idempotencyKey)
    implements Request {

  @Override
  public String told() {
    return action
        + (group == null ? " unit " + unit : " group " + group + " of unit " + unit)
        + " on the "
        + cluster.word();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> facts = new HashMap<>();
    facts.put("TIDEGATE_WAVE", wave);
    facts.put("TIDEGATE_UNIT", unit);
    facts.put("TIDEGATE_GROUP", group == null ? "" : group);
    facts.put("TIDEGATE_MODE", mode);
    facts.put("TIDEGATE_ACTION", action.name());
    facts.put("TIDEGATE_CLUSTER", cluster.word());
    facts.put("TIDEGATE_FENCE", fence);
    facts.put("TIDEGATE_IDEMPOTENCY_KEY", idempotencyKey);
    return Map.copyOf(facts);
  }

  /** What the application shall do. */
  public enum Action {
    STOP,
    START
  }

  /** One partition's position. */
  public record Position(String topic, int partition, String offset) {}
}
