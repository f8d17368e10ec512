package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.workflows.Barrier.Facts;
import java.util.List;

/** What gates are about, by how far the units have come. */
final class Questions {
  private Questions() {}

  /** Before anything is proven: that the wave may look, and take its leases. */
  record BeforeProof(List<UnitRun> units) implements Barrier.Question {
    @Override
    public List<UnitAt> evidence() {
      return units.stream()
          .map(unit -> new UnitAt(unit.name(), Light.GREEN, "nothing is verified yet"))
          .toList();
    }

    @Override
    public Facts readAgain() {
      return new Facts(evidence(), List.of(), List.of());
    }
  }

  /** Inside the pause: the final positions of units that have stopped, and what drifted since. */
  record Midway(List<UnitRun> units) implements Barrier.Question {
    @Override
    public List<UnitAt> evidence() {
      return units.stream()
          .map(
              unit ->
                  new UnitAt(
                      unit.name(),
                      unit.finals().light(),
                      String.join(
                          "\n", unit.finals().evidence(), String.join("\n", unit.drifts()))))
          .toList();
    }

    @Override
    public Facts readAgain() {
      UnitRun.sideBySide("drift", units, UnitRun::checkDriftInPause);
      List<String> drifts =
          units.stream()
              .flatMap(unit -> unit.drifts().stream().map(each -> unit.name() + ": " + each))
              .toList();
      return new Facts(evidence(), drifts, List.of());
    }
  }

  /** Before anything moves: the verdicts, and the facts they rest on. */
  record BeforeSwitch(List<UnitRun> units) implements Barrier.Question {
    @Override
    public List<UnitAt> evidence() {
      return units.stream()
          .map(
              unit ->
                  new UnitAt(
                      unit.name(),
                      unit.verification().light(),
                      unit.verification().verified().decides()))
          .toList();
    }

    @Override
    public Facts readAgain() {
      UnitRun.sideBySide("recheck", units, unit -> unit.verification().recheck());
      if (units.stream().anyMatch(UnitRun::isOver)) {
        return new Facts(evidence(), List.of(), List.of()); // the barrier is about others now
      }
      List<UnitAt> now =
          units.stream()
              .map(
                  unit ->
                      new UnitAt(
                          unit.name(),
                          unit.verification().light(),
                          unit.verification().rechecked().decides()))
              .toList();
      List<String> differences =
          units.stream()
              .flatMap(
                  unit ->
                      unit.verification().rechecked().differences().stream()
                          .map(each -> unit.name() + ": " + each))
              .toList();
      List<String> blocked =
          units.stream()
              .filter(unit -> unit.verification().rechecked().blocked())
              .map(
                  unit ->
                      "unit "
                          + unit.name()
                          + " has more pending than its lag envelope allows, or a partition that"
                          + " turned RED")
              .toList();
      return new Facts(now, differences, blocked);
    }
  }

  /**
   * After the consumers moved: what was observed, and what drifted since. Where it was not quiet,
   * one more person is needed.
   */
  record AfterSwitch(List<UnitRun> units) implements Barrier.Question {
    @Override
    public List<UnitAt> evidence() {
      return units.stream().map(AfterSwitch::at).toList();
    }

    private static UnitAt at(UnitRun unit) {
      List<String> unrest = unit.unrest();
      String digest =
          String.join(
              "\n",
              unit.verification().verified().decides(),
              unit.transit().observation().evidence(),
              String.join("\n", unrest));
      return new UnitAt(unit.name(), unrest.isEmpty() ? Light.GREEN : Light.YELLOW, digest);
    }

    @Override
    public Facts readAgain() {
      UnitRun.sideBySide("drift", units, UnitRun::checkDrift);
      List<String> unrest =
          units.stream()
              .flatMap(unit -> unit.unrest().stream().map(each -> unit.name() + ": " + each))
              .toList();
      return new Facts(evidence(), unrest, List.of());
    }
  }
}
