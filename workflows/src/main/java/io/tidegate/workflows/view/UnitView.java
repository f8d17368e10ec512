package io.tidegate.workflows.view;

import java.util.List;

/**
 * One unit of a wave as people see it.
 *
 * @param owner the role that decides for it
 * @param steps all of them, in their order
 * @param scorecard as it was verified last; empty before that
 */
public record UnitView(
    String unit, String owner, WaveState state, List<StepView> steps, List<Scored> scorecard) {}
