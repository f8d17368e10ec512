package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.StepView.State;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnitChangeTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);

  private static final UnitView UNIT =
      new UnitView(
          "shop",
          "owners",
          WaveState.RUNNING,
          Stream.of(Step.values())
              .map(step -> new StepView(step.word(), State.PENDING, null, null, null))
              .toList(),
          List.of());

  @Test
  void aParkedStepNeedsAPersonAndKeepsItsBegin() {
    UnitView parked =
        after(UnitChange.running(Step.VERIFY, NOON), UnitChange.parked(Step.VERIFY, "no answer"));

    assertThat(parked.state()).isEqualTo(WaveState.NEEDS_OPERATOR);
    assertThat(step(parked, Step.VERIFY))
        .isEqualTo(new StepView("verify", State.PARKED, NOON, null, "no answer"));
  }

  @Test
  void whatGoesOnRunsFromWhereItBegan() {
    UnitView again =
        after(
            UnitChange.running(Step.VERIFY, NOON),
            UnitChange.parked(Step.VERIFY, "no answer"),
            UnitChange.goesOn(WaveState.RUNNING));

    assertThat(again.state()).isEqualTo(WaveState.RUNNING);
    assertThat(step(again, Step.VERIFY))
        .isEqualTo(new StepView("verify", State.RUNNING, NOON, null, null));
  }

  @Test
  void aUnitThatStaysBehindSkipsWhatItHasNotBegunAndUndoesItsFreeze() {
    UnitView behind =
        after(
            UnitChange.running(Step.FREEZE, NOON),
            UnitChange.done(Step.FREEZE, NOON, "frozen"),
            UnitChange.heldBack(LATER, "RED"));

    assertThat(behind.state()).isEqualTo(WaveState.HELD_BACK);
    assertThat(step(behind, Step.FREEZE))
        .isEqualTo(new StepView("freeze", State.UNDONE, NOON, LATER, "RED"));
    assertThat(step(behind, Step.SEED).state()).isEqualTo(State.SKIPPED);
  }

  @Test
  void aRollbackUndoesWhatHadBegunFromTheFreezeOn() {
    UnitView back =
        after(
            UnitChange.running(Step.INVENTORY, NOON),
            UnitChange.done(Step.INVENTORY, NOON, null),
            UnitChange.running(Step.SEED, NOON),
            UnitChange.rolledBack(LATER));

    assertThat(back.state()).isEqualTo(WaveState.ROLLED_BACK);
    assertThat(step(back, Step.INVENTORY).state()).isEqualTo(State.DONE);
    assertThat(step(back, Step.SEED))
        .isEqualTo(new StepView("seed", State.UNDONE, NOON, LATER, "rolled back"));
    assertThat(step(back, Step.COMPLETE).state()).isEqualTo(State.PENDING);
  }

  private static UnitView after(UnitChange... changes) {
    UnitView unit = UNIT;
    for (UnitChange change : changes) {
      unit = change.apply(unit);
    }
    return unit;
  }

  private static StepView step(UnitView unit, Step step) {
    return unit.steps().stream()
        .filter(each -> each.step().equals(step.word()))
        .findFirst()
        .orElseThrow();
  }
}
