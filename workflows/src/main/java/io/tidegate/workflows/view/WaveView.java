package io.tidegate.workflows.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wave as people see it.
 *
 * @param reason one plain sentence: what it waits for, or why it stands
 * @param holder with REFUSED: the wave that holds a lease this one needs
 */
public record WaveView(
    String wave,
    String mode,
    WaveState state,
    String reason,
    RunbookRef runbook,
    List<UnitView> units,
    List<GateView> gates,
    @Nullable String holder,
    @Nullable RollbackView rollback,
    @Nullable Until rollbackPossibleUntil) {

  /** A version of a runbook. */
  public record RunbookRef(String name, String digest) {}

  /** The same with these units. */
  public WaveView withUnits(List<UnitView> others) {
    return new WaveView(
        wave, mode, state, reason, runbook, others, gates, holder, rollback, rollbackPossibleUntil);
  }
}
