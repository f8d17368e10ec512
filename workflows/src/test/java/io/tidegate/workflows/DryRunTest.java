package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DryRunTest {

  /** The names of deeds in the order of the calls: {@code tell:STOP_SOURCE:key} is STOP_SOURCE. */
  private static List<String> told(Stage stage, String unit) {
    return stage.world.deedsOf(unit).stream()
        .filter(deed -> deed.startsWith("tell:"))
        .map(deed -> deed.split(":", -1)[1])
        .toList();
  }

  private static List<Deed> withoutProducers() {
    return Arrays.stream(Deed.values())
        .filter(deed -> !deed.step().word().contains("producers"))
        .toList();
  }

  @Test
  void tellsEveryDeedOfAUnitInTheOrderOfALiveWaveAndDoesNone() throws Exception {
    try (Stage stage = Stage.of(Samples.input("DRY_RUN"))) {
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(end.reason()).startsWith("dry run: 28 actions told, none taken");
      assertThat(told(stage, Samples.PAYMENTS))
          .isEqualTo(withoutProducers().stream().map(Deed::name).toList());
      assertThat(stage.world.deedsOf(Samples.PAYMENTS))
          .filteredOn(deed -> !deed.startsWith("tell:"))
          .containsExactly("verify");
      assertThat(stage.world.journalled(Samples.PAYMENTS)).isEmpty();
    }
  }

  /** Each of them, in one order: what the producers' move needs too, and all that complete does. */
  @Test
  void aLiveWaveDoesWhatItTold() throws Exception {
    List<String> told;
    try (Stage stage = Stage.of(Samples.withProducers(Samples.input("DRY_RUN")))) {
      var unused = stage.result();
      told = told(stage, Samples.PAYMENTS);
    }
    assertThat(told).isEqualTo(Arrays.stream(Deed.values()).map(Deed::name).toList());
    List<String> live;
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      assertThat(stage.world.leased(Samples.PAYMENTS)).as("the deed LEASE").hasSize(3);
      var unused = FullWaveTest.runThrough(stage);
      live = stage.world.deedsOf(Samples.PAYMENTS);
    }
    List<String> names =
        told.stream().filter(deed -> !deed.equals("LEASE")).map(DryRunTest::camel).toList();
    assertThat(live.stream().filter(names::contains).toList()).isEqualTo(names).hasSize(18);
  }

  private static String camel(String constant) {
    if (constant.startsWith("RECONCILE")) { // the account is asked for at its end
      return constant.equals("RECONCILE") ? "observe" : "observeProducers";
    }
    StringBuilder camel = new StringBuilder();
    for (String word : constant.toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
      camel.append(
          camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }

  @Test
  void tellsUnderTheKeysOfTheLiveCalls() throws Exception {
    try (Stage stage = Stage.of(Samples.input("DRY_RUN"))) {
      var unused = stage.result();

      assertThat(stage.world.deedsOf(Samples.LEDGER))
          .contains("tell:STOP_SOURCE:" + Samples.WAVE + "/ledger/stop-source/1");
    }
  }

  @Test
  void opensNoGateAndTellsWhomEachWouldAsk() throws Exception {
    try (Stage stage = Stage.of(Samples.input("DRY_RUN"))) {
      stage.world.verdict(Samples.PAYMENTS, Light.YELLOW, "decides");
      WaveView end = stage.result();

      assertThat(end.gates()).extracting(GateView::state).containsOnly(GateView.State.NOT_OPEN);
      assertThat(stage.world.kinds()).doesNotContain("gate-opened").contains("would");
      assertThat(stage.world.detailOf("would")).contains("ask-at-gate", "retire-source");
    }
  }

  /** As a live wave asks them: before anything is verified, about nothing that verify finds. */
  @ParameterizedTest
  @ValueSource(strings = {"DRY_RUN", "REHEARSAL"})
  void aGateBeforeVerifyIsToldAsALiveWaveWouldAskIt(String mode) throws Exception {
    WaveInput live = Samples.alsoAsked("look", Step.VERIFY, "release-manager");
    WaveInput input =
        new WaveInput(
            live.wave(),
            mode,
            live.runbook(),
            live.digest(),
            live.startedBy(),
            live.publishedBy(),
            live.windows(),
            live.queues());
    try (Stage stage = new Stage(input, Workflows.factoryOptions())) {
      stage.world.verdict(Samples.PAYMENTS, Light.YELLOW, "decides");
      stage.start();
      var unused = stage.result();

      assertThat(stage.world.detailsOf("would"))
          .filteredOn(told -> told.contains("ask-at-gate"))
          .anySatisfy(told -> assertThat(told).contains("\"look\"", "\"light\":\"GREEN\""))
          .anySatisfy(told -> assertThat(told).contains("\"go\"", "\"light\":\"YELLOW\""));
    }
  }

  @Test
  void whatItDoesNotDoIsSkippedAndWhatOnlyReadsIsDone() throws Exception {
    try (Stage stage = Stage.of(Samples.input("DRY_RUN"))) {
      WaveView end = stage.result();

      assertThat(Stage.step(end, Samples.PAYMENTS, "verify").state())
          .isEqualTo(StepView.State.DONE);
      StepView seed = Stage.step(end, Samples.PAYMENTS, "seed");
      assertThat(seed.state()).isEqualTo(StepView.State.SKIPPED);
      assertThat(seed.reason()).isEqualTo("dry run: 2 actions told, none taken");
      assertThat(Stage.step(end, Samples.PAYMENTS, "switch-consumers").reason())
          .isEqualTo("dry run: 1 action told, none taken");
    }
  }

  @Test
  void aUnitThatIsRedIsToldOfAndNamed() throws Exception {
    try (Stage stage = Stage.of(Samples.input("DRY_RUN"))) {
      stage.world.verdict(Samples.LEDGER, Light.RED, "decides");

      assertThat(stage.result().reason())
          .endsWith("a live wave would ask nobody yet, since RED: ledger");
    }
  }

  /** It flies no canary; whether a live wave would ask is not known by that. */
  @Test
  void aCheckThatOnlyADryRunLeavesOutIsNamedAndIsNoRedOfALiveWave() throws Exception {
    Finding skipped = new Finding("skipped/canary", Light.RED, "a dry run writes nothing", false);
    Finding fence = new Finding("fence-none/ledger", Light.YELLOW, "nobody is fenced", false);
    try (Stage stage = new Stage(Samples.input("DRY_RUN"), Workflows.factoryOptions())) {
      stage.world.verdict(
          Samples.LEDGER,
          Light.RED,
          "decides",
          new Scored("compatibility", Light.RED, List.of(skipped)),
          new Scored("governance", Light.YELLOW, List.of(fence)));
      stage.start();

      assertThat(stage.result().reason())
          .endsWith("not checked, as a live wave does: skipped/canary");
      assertThat(Stage.unit(stage.result(), Samples.LEDGER).scorecard().get(0).light())
          .as("in itself it is a check that was not made")
          .isEqualTo(Light.RED);
    }
  }

  @Test
  void whatInventoryFindsRefusesItToo() throws Exception {
    try (Stage stage = new Stage(Samples.input("DRY_RUN"), Workflows.factoryOptions())) {
      stage.world.finds("group payments-group does not exist on legacy");
      stage.start();

      assertThat(stage.result().state()).isEqualTo(WaveState.REFUSED);
    }
  }

  @Test
  void aHoldStopsItBetweenTwoSteps() throws Exception {
    try (Stage stage = new Stage(Samples.input("DRY_RUN"), Workflows.factoryOptions())) {
      stage.world.fail("verify payments", null);
      stage.start();
      stage.world.awaitDeed("verify payments");
      stage.say("otto", List.of("on-call"), new MessageBody.Hold("storm"));
      stage.world.awaitKind("hold-settled");
      stage.world.mend("verify payments");
      stage.pass(java.time.Duration.ofSeconds(20));
      stage.awaitState(WaveState.HELD);
      stage.resume();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }
}
