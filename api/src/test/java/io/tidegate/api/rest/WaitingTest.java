package io.tidegate.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ledger.Message;
import io.tidegate.ledger.Messages.Unanswered;
import io.tidegate.ledger.NewMessage;
import io.tidegate.ledger.Subject;
import io.tidegate.ledger.Wait;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.StepView.State;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Wait SEED = new Wait("w", "orders", "seed", 4, "cloud does not answer");
  private static final Optional<String> REACHED = Optional.empty();

  @Test
  void aStepThatIsTriedAgainSaysWhy() {
    WaveView shown = Waiting.shown(wave(WaveState.RUNNING), List.of(SEED), REACHED);

    assertThat(shown.reason())
        .isEqualTo(
            "step seed of unit orders is tried again: attempt 4 failed: cloud does not answer");
    assertThat(shown.units().get(0).steps())
        .extracting(StepView::reason)
        .containsExactly(
            "all stood still", "is tried again: attempt 4 failed: cloud does not answer");
  }

  @Test
  void aStepThatTakesItsTimeSaysHowFarItIs() {
    Wait underWay = new Wait("w", "orders", "seed", 0, "3 of 20 groups proven");

    WaveView shown = Waiting.shown(wave(WaveState.RUNNING), List.of(underWay), REACHED);

    assertThat(shown.reason())
        .isEqualTo("step seed of unit orders is under way: 3 of 20 groups proven");
    assertThat(shown.units().get(0).steps())
        .extracting(StepView::reason)
        .containsExactly("all stood still", "is under way: 3 of 20 groups proven");
  }

  @Test
  void whatGoesWrongIsMoreUrgentThanWhatTakesItsTime() {
    Wait later = new Wait("w", "bills", "verify", 0, "3 of 20 groups proven");

    WaveView shown = Waiting.shown(wave(WaveState.RUNNING), List.of(SEED, later), REACHED);

    assertThat(shown.reason()).startsWith("step seed of unit orders is tried again");
  }

  @Test
  void whatAPersonIsAskedForIsMoreUrgent() {
    WaveView shown = Waiting.shown(wave(WaveState.NEEDS_OPERATOR), List.of(SEED), REACHED);

    assertThat(shown.reason()).isEqualTo("as its workflow said");
  }

  @Test
  void whereNoWaveMovesThatComesFirst() {
    Optional<String> away = Optional.of("waits for a worker: gone");

    assertThat(Waiting.shown(wave(WaveState.RUNNING), List.of(SEED), away).reason())
        .isEqualTo("waits for a worker: gone");
    assertThat(Waiting.shown(wave(WaveState.HELD), List.of(SEED), away).reason())
        .as("a person is asked for something all the same")
        .isEqualTo("waits for a worker: gone; as its workflow said");
  }

  @Test
  void aClosedWaveWaitsForNothing() {
    WaveView wave = wave(WaveState.COMPLETED);

    assertThat(Waiting.shown(wave, List.of(SEED), Optional.of("gone"))).isSameAs(wave);
  }

  private static Message hold(int number) {
    NewMessage hold =
        new NewMessage(
            UUID.randomUUID(),
            "w",
            Message.Kind.HOLD,
            "hold#" + number,
            new Subject("test", "carol"),
            List.of("on-call"),
            "{}");
    return new Message(hold, Instant.parse("2026-11-23T16:22:07.123Z"));
  }

  @Test
  void ofManyThatNobodyHasHeardItIsSaidHowMany() {
    List<Unanswered> said =
        IntStream.range(0, 20).mapToObj(number -> new Unanswered(hold(number), 23)).toList();
    List<Unanswered> all =
        IntStream.range(0, 2).mapToObj(number -> new Unanswered(hold(number), 2)).toList();

    assertThat(Waiting.unanswered(wave(WaveState.RUNNING), said).reason())
        .endsWith("hold by carol at 2026-11-23T16:22:07Z and 3 more");
    assertThat(Waiting.unanswered(wave(WaveState.RUNNING), all).reason()).doesNotContain("more");
  }

  @Test
  void whatWasSaidAndNobodyHasHeardIsShownWithWhoSaidIt() {
    Unanswered said = new Unanswered(hold(0), 1);

    WaveView wave = wave(WaveState.RUNNING);
    assertThat(Waiting.unanswered(wave, List.of(said)).reason())
        .isEqualTo(
            "as its workflow said; asked and not answered yet: hold by carol at 2026-11-23T16:22:07Z");
    assertThat(Waiting.unanswered(wave, List.of())).isSameAs(wave);
  }

  @Test
  void aWaveWithoutTroubleIsShownAsItIs() {
    WaveView wave = wave(WaveState.RUNNING);

    assertThat(Waiting.shown(wave, List.of(), REACHED)).isSameAs(wave);
  }

  private static WaveView wave(WaveState state) {
    UnitView unit =
        new UnitView(
            "orders",
            "orders-owners",
            state,
            List.of(
                new StepView("quiesce", State.DONE, null, null, "all stood still"),
                new StepView("seed", State.RUNNING, null, null, null)),
            List.of());
    return new WaveView(
        "w",
        "LIVE",
        state,
        "as its workflow said",
        new WaveView.RunbookRef("r", "sha256:0"),
        List.of(unit),
        List.of(),
        null,
        null,
        null);
  }
}
