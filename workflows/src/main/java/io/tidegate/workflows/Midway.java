package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Barrier.Passage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gates inside the pause, before seed and before switch-consumers. Units that were stopped
 * together are asked about together, while the pause budget of each runs on; one that backs out
 * meanwhile leaves the others a new round.
 */
final class Midway {
  private static final List<Step> INSIDE = List.of(Step.SEED, Step.SWITCH_CONSUMERS);

  /** Why a unit does not go on here. */
  enum Way {
    /** People have to look at something that changed. */
    ASKED_AGAIN,
    /** Nobody said go. */
    HELD,
    /** A person said that this unit stays behind. */
    HELD_BACK
  }

  /** A unit does not go on: it backs out. */
  static final class Closed extends Exception {
    private static final long serialVersionUID = 1L;
    private final Way way;

    private Closed(String why, Way way) {
      super(why);
      this.way = way;
    }

    Way way() {
      return way;
    }
  }

  private static final class Waiter {
    private final UnitRun unit;
    private boolean released;
    private @Nullable Closed closed;

    private Waiter(UnitRun unit) {
      this.unit = unit;
    }
  }

  private final Gatehouse house;
  private final Standstill standstill;
  private final List<UnitRun> expected;
  private final List<Waiter> waiting = new ArrayList<>();
  private Step at = Step.SEED;
  private String since = "";

  /**
   * @param units that are stopped together
   */
  Midway(Gatehouse house, List<UnitRun> units) {
    this.house = house;
    this.standstill = new Standstill(house.stop());
    this.expected = new ArrayList<>(units);
  }

  /** How many of the units may be stopped at a time. */
  Standstill standstill() {
    return standstill;
  }

  /** The coroutine that asks; only where there is somebody to ask. */
  void start() {
    if (isAsking()) {
      var unused = Coroutines.start("gates inside the pause", this::ask);
    }
  }

  /** True where people are asked inside the pause: about all units at once. */
  boolean isAsking() {
    return INSIDE.stream().anyMatch(step -> !house.rulesBefore(step).isEmpty());
  }

  /** Waits until the gates before this step, if any, are consumed. */
  void pass(Step step, UnitRun unit) throws Closed {
    if (house.rulesBefore(step).isEmpty()) {
      return;
    }
    Waiter waiter = new Waiter(unit);
    Workflow.await(() -> at == step);
    waiting.add(waiter);
    try {
      Workflow.await(() -> waiter.released || waiter.closed != null);
    } finally {
      waiting.remove(waiter);
    }
    if (waiter.closed != null) {
      throw waiter.closed;
    }
  }

  /** The unit is not on its way through here any more. */
  void leave(UnitRun unit) {
    expected.remove(unit);
  }

  private void ask() {
    for (Step step : INSIDE) {
      at = step;
      while (!house.rulesBefore(step).isEmpty() && !cross(step)) {
        Stopped.check();
      }
    }
  }

  /** True when everybody who came here went on, or nobody is on the way any more. */
  private boolean cross(Step step) {
    Workflow.await(() -> expected.size() == waiting.size());
    List<Waiter> here = List.copyOf(waiting);
    if (here.isEmpty()) {
      return true;
    }
    List<UnitRun> units = here.stream().map(waiter -> waiter.unit).toList();
    Barrier barrier = house.barrier(step, units, since, () -> !waiting.equals(here));
    Passage passage = barrier.cross(new Questions.Midway(units));
    since = "";
    if (passage instanceof Passage.Go) {
      waiting.removeAll(here);
      here.forEach(waiter -> waiter.released = true);
      return true;
    }
    if (passage instanceof Passage.Held held) {
      here.forEach(waiter -> close(waiter, held.why(), Way.HELD));
    } else if (passage instanceof Passage.HeldBack some) {
      here.stream()
          .filter(waiter -> some.units().contains(waiter.unit.name()))
          .forEach(waiter -> close(waiter, some.why(), Way.HELD_BACK));
      since = some.why();
    } else if (passage instanceof Passage.Again again) {
      if (waiting.equals(here)) {
        here.forEach(waiter -> close(waiter, again.why(), Way.ASKED_AGAIN));
      }
      since = again.why();
    }
    return false;
  }

  private void close(Waiter waiter, String why, Way way) {
    waiting.remove(waiter);
    leave(waiter.unit);
    waiter.closed = new Closed(why, way);
  }
}
