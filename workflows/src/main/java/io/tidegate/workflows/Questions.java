package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.workflows.Barrier.Facts;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What gates are about, by how far the units have come. */
final class Questions {
  private Questions() {}

  /** Of a unit of which nothing is proven yet. */
  static UnitAt unproven(String unit) {
    return new UnitAt(unit, Light.GREEN, "nothing is verified yet");
  }

  /** Before anything is proven: that the wave may look, and take its leases. */
  record BeforeProof(List<UnitRun> units) implements Barrier.Question {
    @Override
    public List<UnitAt> evidence() {
      return units.stream().map(unit -> unproven(unit.name())).toList();
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

  /**
   * Before anything moves: the verdicts, and the facts they rest on. As long as one unit blocks,
   * that one alone is looked at again, so that a round of many units can stand blocked for days
   * within the history of one workflow; before anything goes, each is.
   */
  static final class BeforeSwitch implements Barrier.Question {
    private final List<UnitRun> units;
    private @Nullable UnitRun blocking;

    BeforeSwitch(List<UnitRun> units) {
      this.units = List.copyOf(units);
    }

    @Override
    public List<UnitAt> evidence() {
      return at(unit -> unit.verification().verified().decides());
    }

    @Override
    public Facts readAgain() {
      UnitRun awaited = blocking;
      if (awaited != null) {
        recheck(List.of(awaited));
      }
      if (awaited == null || (!awaited.isOver() && !isBlocked(awaited))) {
        recheck(units.stream().filter(unit -> unit != awaited).toList());
      }
      blocking = null;
      if (units.stream().anyMatch(UnitRun::isOver)) {
        return new Facts(evidence(), List.of(), List.of()); // the barrier is about others now
      }
      List<UnitRun> blocked = units.stream().filter(BeforeSwitch::isBlocked).toList();
      blocking = blocked.stream().findFirst().orElse(null);
      return new Facts(
          at(unit -> unit.verification().rechecked().decides()),
          units.stream().flatMap(BeforeSwitch::differences).toList(),
          blocked.stream().map(BeforeSwitch::why).toList());
    }

    private static void recheck(List<UnitRun> some) {
      UnitRun.sideBySide("recheck", some, unit -> unit.verification().recheck());
    }

    private List<UnitAt> at(Function<UnitRun, String> decides) {
      return units.stream()
          .map(unit -> new UnitAt(unit.name(), unit.verification().light(), decides.apply(unit)))
          .toList();
    }

    private static boolean isBlocked(UnitRun unit) {
      return !unit.verification().rechecked().blocking().isEmpty();
    }

    private static Stream<String> differences(UnitRun unit) {
      return unit.verification().rechecked().differences().stream()
          .map(each -> unit.name() + ": " + each);
    }

    private static String why(UnitRun unit) {
      return "unit "
          + unit.name()
          + ": "
          + String.join("; ", unit.verification().rechecked().blocking());
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
