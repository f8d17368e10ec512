package io.tidegate.workflows.view;

import java.util.List;

public record UnitView(
    String unit, String owner, WaveState state, List<StepView> steps, List<Scored> scorecard) {}
