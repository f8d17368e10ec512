package io.tidegate.workflows.view;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gate in its current round.
 *
 * @param round 0 before the first opens
 * @param mine whether the person who asks may decide; filled by the api
 */
public record GateView(
    String gate,
    String before,
    State state,
    int round,
    @Nullable String evidenceDigest,
    @Nullable Light light,
    List<SlotView> slots,
    @Nullable Instant expiresAt,
    @Nullable Mine mine) {

  /** Before its first round opens. */
  public static GateView notOpen(GateRule rule) {
    return new GateView(
        rule.gate(), rule.before().word(), State.NOT_OPEN, 0, null, null, List.of(), null, null);
  }

  /** Of its current round. */
  public enum State {
    NOT_OPEN,
    OPEN,
    CONSUMED,
    REJECTED,
    EXPIRED,
    SUPERSEDED
  }

  /**
   * One approval that the round needs.
   *
   * @param by subject who filled it; null while it is open
   */
  public record SlotView(String role, @Nullable String by) {}

  /**
   * Whether the person who asks may decide.
   *
   * @param why not, or why so, in a sentence
   */
  public record Mine(boolean eligible, String why) {}
}
