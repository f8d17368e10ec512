package io.tidegate.workflows.view;

import java.util.List;

/**
 * What has changed of a wave as people see it since it was saved before: a wave of many units is
 * saved often, and mostly one of them has changed.
 *
 * @param wave without its units
 * @param units those that have changed; at first all
 */
public record ViewChange(WaveView wave, List<Unit> units) {

  /**
   * A unit that has changed.
   *
   * @param place in the runbook, from 0
   */
  public record Unit(int place, UnitView view) {}
}
