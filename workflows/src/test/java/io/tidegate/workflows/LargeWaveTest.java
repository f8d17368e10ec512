package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server refuses a history of 51,200 events or 50 MB: the largest wave must end well before. */
class LargeWaveTest {
  private static final int UNITS = Integer.getInteger("tidegate.units", 40);
  private static final int UNITS_MAX = 150;
  private static final int EVENTS_MAX = 51_200;
  private static final long BYTES_MAX = 50_000_000;
  private static final long BYTES_A_UNIT_MAX = 60_000;
  private static final int STANDING = 20;
  private static final Duration WEEKEND = Duration.ofHours(60);
  private static final Duration PART_OF_WEEKEND = Duration.ofHours(3);

  @Test
  void theLargestWaveFitsAHistory() throws Exception {
    try (Stage stage = new Stage(Samples.large(UNITS), Workflows.factoryOptions())) {
      stage.start();
      stage.awaitRound("go", 1);
      stage.say("olga", List.of("payments-owners"), stage.approval("go"));
      stage.say("mia", List.of("release-manager"), stage.approval("go"));
      stage.awaitRound("retire-source", 1);
      stage.say("olga", List.of("payments-owners"), stage.approval("retire-source"));
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);

      History history = History.of(stage.client(), WaveWorkflow.id(Samples.WAVE));
      if (Integer.getInteger("tidegate.units") != null) {
        System.out.println(
            UNITS + " units: " + history.events() + " events, " + history.bytes() + " bytes");
      }
      // both grow with the units: a record tells of the unit that changed, not of all
      assertThat((long) history.events() * UNITS_MAX / UNITS).isLessThan(EVENTS_MAX);
      assertThat(history.bytes() * UNITS_MAX / UNITS).isLessThan(BYTES_MAX);
      assertThat(history.bytes() / UNITS).isLessThan(BYTES_A_UNIT_MAX);
    }
  }

  @Test
  void oneUnitThatStandsAloneIsTriedEveryTenMinutesHoweverLargeTheWave() throws Exception {
    try (Stage stage = new Stage(Samples.large(STANDING), Workflows.factoryOptions())) {
      stage.start();
      stage.awaitRound("go", 1);
      stage.world.fail("unfreeze unit-0", Failures.REFUSED);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      stage.pass(Duration.ofHours(1));
      long tries = stage.world.count("unfreeze unit-0");
      stage.pass(Duration.ofHours(1));

      assertThat(stage.world.count("unfreeze unit-0") - tries).isBetween(5L, 7L);
    }
  }

  /** Tried the less often the more units there are: all of them together fill one history. */
  @Test
  void aRollbackInWhichEveryUnitStandsLastsOverAWeekend() throws Exception {
    try (Stage stage = new Stage(Samples.large(STANDING), Workflows.factoryOptions())) {
      stage.start();
      stage.awaitRound("go", 1);
      for (int unit = 0; unit < STANDING; unit++) {
        stage.world.fail("unfreeze unit-" + unit, Failures.REFUSED);
      }
      stage.startRollback("otto", RollbackTest.ON_CALL);
      stage.pass(Duration.ofHours(1));
      History history = History.of(stage.client(), RollbackWorkflow.id(Samples.WAVE));
      int events = history.events();
      long bytes = history.bytes();
      stage.pass(PART_OF_WEEKEND);

      long parts = WEEKEND.dividedBy(PART_OF_WEEKEND);
      assertThat(history.events()).as("it is tried").isGreaterThan(events + STANDING);
      assertThat(events + (history.events() - events) * parts).isLessThan(EVENTS_MAX);
      assertThat(bytes + (history.bytes() - bytes) * parts).isLessThan(BYTES_MAX);
    }
  }
}
