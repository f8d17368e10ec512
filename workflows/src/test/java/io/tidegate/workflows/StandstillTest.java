package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Units of a large wave: each one's pause is its own, not that of the wave. */
class StandstillTest {
  private static final int UNITS = Standstill.AT_ONCE_MAX + 5;

  @Test
  void fewApplicationsStandStillAtATimeAndTheFirstWorksAgainBeforeTheLastIsStopped()
      throws Exception {
    try (Stage stage = atGo(Samples.large(UNITS))) {
      approve(stage, "go");
      stage.awaitRound("retire-source", 1);

      List<String> deeds = stage.world.deeds();
      assertThat(mostAtOnce(deeds, "stopSource", "awaitTargetAssigned"))
          .isBetween(1, Standstill.AT_ONCE_MAX);
      assertThat(unitsOf(deeds, "stopSource")).hasSize(UNITS);
      List<String> kinds = deeds.stream().map(deed -> deed.split(" ", -1)[0]).toList();
      assertThat(kinds.indexOf("awaitTargetAssigned")).isLessThan(kinds.lastIndexOf("stopSource"));
      approve(stage, "retire-source");
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void theSameHoldsOfProducers() throws Exception {
    try (Stage stage = atGo(Samples.withProducers(Samples.large(UNITS)))) {
      approve(stage, "go");
      stage.awaitRound("retire-source", 1);

      List<String> deeds = stage.world.deeds();
      assertThat(mostAtOnce(deeds, "stopProducers", "awaitProducing"))
          .isBetween(1, Standstill.AT_ONCE_MAX);
      assertThat(unitsOf(deeds, "stopProducers")).hasSize(UNITS);
    }
  }

  @Test
  void onceOneFellBackNobodyElseIsStopped() throws Exception {
    try (Stage stage = atGo(Samples.large(UNITS))) {
      IntStream.range(0, Standstill.AT_ONCE_MAX)
          .forEach(i -> stage.world.fail("seed unit-" + i, null));
      approve(stage, "go");
      awaitAllAtOnce(stage, "seed"); // else one falls back before another is stopped
      IntStream.range(0, Standstill.AT_ONCE_MAX)
          .forEach(i -> stage.world.fail("seed unit-" + i, Failures.REFUSED));
      stage.pass(Duration.ofSeconds(20));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("unit-0").contains("said no");
      assertThat(unitsOf(stage.world.deeds(), "stopSource")).hasSize(Standstill.AT_ONCE_MAX);
      IntStream.range(0, Standstill.AT_ONCE_MAX).forEach(i -> stage.world.mend("seed unit-" + i));
      stage.resume();
      stage.awaitRound("go", 2);
      approve(stage, "go");
      stage.awaitRound("retire-source", 1);
      assertThat(unitsOf(stage.world.deeds(), "startTarget")).contains("unit-" + (UNITS - 1));
    }
  }

  @Test
  void whoIsInLineIsNotStoppedDuringAHold() throws Exception {
    try (Stage stage = atGo(Samples.large(UNITS))) {
      IntStream.range(0, UNITS).forEach(i -> stage.world.fail("resolveFinal unit-" + i, null));
      approve(stage, "go");
      awaitAllAtOnce(stage, "resolveFinal");
      stage.say("otto", List.of("on-call"), new MessageBody.Hold("alarm"));
      stage.awaitState(WaveState.HELD);

      assertThat(unitsOf(stage.world.deeds(), "stopSource")).hasSize(Standstill.AT_ONCE_MAX);
      assertThat(unitsOf(stage.world.deeds(), "startSource")).hasSize(Standstill.AT_ONCE_MAX);
    }
  }

  @Test
  void whoIsAskedAboutInThePauseIsStoppedTogether() throws Exception {
    WaveInput asked =
        Samples.with(
            Samples.large(UNITS),
            runbook ->
                Samples.copy(
                    runbook,
                    runbook.onUnfit(),
                    runbook.units(),
                    Samples.alsoAsked("positions", Step.SEED, "release-manager").runbook().gates(),
                    runbook.notices()));
    try (Stage stage = atGo(asked)) {
      approve(stage, "go");
      stage.awaitRound("positions", 1);

      assertThat(unitsOf(stage.world.deeds(), "stopSource")).hasSize(UNITS);
      assertThat(unitsOf(stage.world.deeds(), "startTarget")).isEmpty();
    }
  }

  private static Stage atGo(WaveInput input) throws Exception {
    Stage stage = Stage.of(input);
    stage.awaitRound("go", 1);
    return stage;
  }

  private static void approve(Stage stage, String gate) {
    stage.say("olga", List.of("payments-owners"), stage.approval(gate));
    if (gate.equals("go")) {
      stage.say("mia", List.of("release-manager"), stage.approval(gate));
    }
  }

  /** Until as many as may stand still at once have come to a deed. */
  private static void awaitAllAtOnce(Stage stage, String deed) {
    IntStream.range(0, Standstill.AT_ONCE_MAX)
        .forEach(i -> stage.world.awaitDeed(deed + " unit-" + i));
  }

  /** How many units were between two of their deeds at a time. */
  private static int mostAtOnce(List<String> deeds, String from, String to) {
    TreeSet<String> between = new TreeSet<>();
    int most = 0;
    for (String deed : deeds) {
      String[] words = deed.split(" ", -1);
      if (words[0].equals(from)) {
        between.add(words[1]);
      } else if (words[0].equals(to)) {
        between.remove(words[1]);
      }
      most = Math.max(most, between.size());
    }
    return most;
  }

  private static List<String> unitsOf(List<String> deeds, String deed) {
    return deeds.stream()
        .map(one -> one.split(" ", -1))
        .filter(words -> words[0].equals(deed))
        .map(words -> words[1])
        .distinct()
        .toList();
  }
}
