package io.tidegate.workflows;

import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Switch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a runbook leaves to a person, {@code via: manual}. An application may be standing still
 * while that person is waited for, so they are told at once. An action that is not always one, as
 * the replicator going on again, is told of when it parks.
 */
final class ByHand {
  private ByHand() {}

  /** What a person is told to do for an action; empty where it is done without one. */
  static Optional<String> instructions(Runbook runbook, String unit, String action) {
    return (switch (action) {
          case "stop-source", "start-target", "stop-target", "start-source" ->
              ofSwitch(unit(runbook, unit).consumers());
          case "stop-producers",
              "start-producers",
              "stop-target-producers",
              "start-target-producers",
              "start-source-producers" ->
              ofSwitch(unit(runbook, unit).producers());
          case "pause-group-sync", "stop-topics" -> ofControl(runbook.replication().control());
          default -> Optional.<String>empty();
        })
        .map(told -> action + " of unit " + unit + " is done by hand: " + told);
  }

  private static MigrationUnit unit(Runbook runbook, String name) {
    return runbook.units().stream()
        .filter(unit -> unit.unit().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<String> ofSwitch(@Nullable Switch how) {
    return how instanceof Switch.Manual manual
        ? Optional.of(manual.instructions())
        : Optional.empty();
  }

  private static Optional<String> ofControl(@Nullable Control how) {
    return how instanceof Control.Manual manual
        ? Optional.of(manual.instructions())
        : Optional.empty();
  }
}
