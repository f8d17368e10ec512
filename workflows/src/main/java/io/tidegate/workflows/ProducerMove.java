package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.Switch;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities.TailProven;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One pass of a unit's producers from STOP on the source to START on the target: they write nowhere
 * meanwhile, under a pause budget of their own. Whatever goes wrong, they write to the source again
 * by themselves; the consumers stay where they are, on the target.
 *
 * <pre>
 *   STOP ─ fence ─ drained ─ tail proven ─ STOP_TOPICS ─ START ─ written
 *   └─────────────────── pause budget ───────────────────────────┘
 * </pre>
 */
final class ProducerMove {
  private final Deck deck;
  private final MigrationUnit unit;
  private final Switch producers;
  private final UnitCalls calls;
  private final Pause pause;
  private boolean started;
  private String note = "";

  ProducerMove(Deck deck, MigrationUnit unit, Switch producers, UnitCalls calls, Gatehouse house) {
    this.deck = deck;
    this.unit = unit;
    this.producers = producers;
    this.calls = calls;
    this.pause =
        new Pause(
            "producers of " + unit.unit(),
            producers.maxPause(),
            house.stop(),
            house.windowsOf(Step.SWITCH_PRODUCERS),
            () -> started);
  }

  /**
   * The step is journaled before.
   *
   * @return why they write to the source again; empty when they write to the target
   */
  Optional<String> run() {
    Optional<String> why = pause.run(this::forward);
    if (why.isPresent()) {
      return why.map(this::backOut);
    }
    deck.done(unit.unit(), Step.SWITCH_PRODUCERS, note);
    return why;
  }

  private void forward() throws StepFailed {
    Duration within = producers.within();
    Stopped.check();
    ask("stop-producers", call -> deck.stubs().switching(within).stopProducers(call));
    ask("fence-producers", call -> deck.stubs().fencing().fenceProducers(call));
    ask("await-drained", call -> deck.stubs().watching(within).awaitDrained(call));
    TailProven tail = ask("prove-tail", call -> deck.stubs().resolving().proveTail(call));
    Done topics = ask("stop-topics", call -> deck.stubs().switching(within).stopTopics(call));
    calls.journal(Reached.PRODUCERS_STARTED);
    Stopped.check();
    started = true;
    ask("start-producers", call -> deck.stubs().switching(within).startProducers(call));
    Done written =
        ask("await-producing", call -> deck.stubs().watching(within).awaitProducing(call));
    note = String.join("; ", tail.note(), topics.note(), written.note());
  }

  private <T extends Echo> T ask(String action, Function<Call, T> activity) throws StepFailed {
    return calls.ask(Step.SWITCH_PRODUCERS, action, activity);
  }

  private String backOut(String cause) {
    return WayBack.backOut(
        deck,
        unit,
        calls,
        cause,
        back -> {
          back.journal(Reached.PRODUCERS_GO_BACK);
          back.undoProducers();
          back.journal(Reached.PRODUCERS_BACK);
        },
        List.of(Step.SWITCH_PRODUCERS));
  }
}
