package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {
  /** Time to come to the switch, and less than a pause may take, which would be another reason. */
  private static final Duration OPEN = Samples.MAX_PAUSE.minusSeconds(20);

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void windowsThatTouchAreOne() {
    ChangeWindows windows =
        new ChangeWindows(
            java.util.List.of(
                window(NOON, 60), window(NOON.plusSeconds(60), 30), window(NOON, 10)));

    assertThat(windows.isOpen(NOON.minusSeconds(1))).isFalse();
    assertThat(windows.nextOpening(NOON.minusSeconds(1))).contains(NOON);
    assertThat(windows.isOpen(NOON.plusSeconds(60))).isTrue();
    assertThat(windows.closing(NOON)).contains(NOON.plusSeconds(90));
    assertThat(windows.isOpen(NOON.plusSeconds(90))).isFalse();
    assertThat(windows.nextOpening(NOON.plusSeconds(90))).isEmpty();
    assertThat(windows.told(NOON.plusSeconds(90))).isEqualTo("no change window is left");
  }

  @Test
  void withoutWindowsAnyTimeIsRight() {
    ChangeWindows any = new ChangeWindows(java.util.List.of());

    assertThat(any.isOpen(NOON)).isTrue();
    assertThat(any.closing(NOON)).isEmpty();
  }

  @Test
  void anApprovalBeforeTheWindowWaitsForItWithItsSlotsFilled() throws Exception {
    Instant opens = Instant.now().plus(Duration.ofHours(2));
    try (Stage stage = Stage.of(Samples.with(Samples.input(), window(opens, 3_600)))) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      WaveView waits = stage.awaitReason("the next change window opens at " + opens);

      assertThat(waits.state()).isEqualTo(WaveState.AT_GATE);
      assertThat(waits.gates().get(0).state()).isEqualTo(GateView.State.OPEN);
      assertThat(waits.gates().get(0).slots()).allMatch(slot -> slot.by() != null);
      assertThat(stage.world.count("recheck payments")).isZero();
      stage.pass(Duration.ofHours(2));
      stage.awaitRound("retire-source", 1);
      assertThat(stage.world.count("stopSource payments")).isEqualTo(1);
    }
  }

  @Test
  void aWindowThatClosesBeforeTheSwitchBacksOutAndHolds() throws Exception {
    Instant closes = Instant.now().plus(OPEN);
    Window window = new Window(closes.minusSeconds(3_600), closes);
    try (Stage stage = Stage.of(Samples.with(Samples.input(), window))) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitSourceEmpty payments", null);
      stage.world.fail("awaitSourceEmpty ledger", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitSourceEmpty payments");
      stage.world.awaitDeed("awaitSourceEmpty ledger");
      stage.pass(OPEN.plusSeconds(10));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("the change window closed at " + closes);
      assertThat(stage.world.deedsOf("payments")).endsWith("unfenceSource", "startSource");
    }
  }

  @Test
  void aWindowThatClosesWhileTheBreakGlassSheetCannotBeWrittenStopsNobody() throws Exception {
    Instant closes = Instant.now().plus(OPEN);
    Window window = new Window(closes.minusSeconds(3_600), closes);
    try (Stage stage = Stage.of(Samples.with(Samples.input(), window))) {
      stage.awaitRound("go", 1);
      stage.world.fail("writeBreakGlass payments", null);
      stage.world.fail("writeBreakGlass ledger", null);
      stage.approveGo();
      stage.world.awaitDeed("writeBreakGlass payments");
      stage.world.awaitDeed("writeBreakGlass ledger");
      stage.pass(OPEN.plusSeconds(10));
      stage.world.mend("writeBreakGlass payments");
      stage.world.mend("writeBreakGlass ledger");
      stage.pass(Duration.ofMinutes(1));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("the change window has closed");
      assertThat(stage.world.count("stopSource payments")).isZero();
      assertThat(stage.world.count("startSource payments")).isZero();
    }
  }

  @Test
  void whenNoWindowIsLeftTheWaveHolds() throws Exception {
    Instant opens = Instant.now().plusSeconds(1_800);
    try (Stage stage = Stage.of(Samples.with(Samples.input(), window(opens, 60)))) {
      stage.awaitRound("go", 1);
      stage.pass(Duration.ofHours(1));
      stage.approveGo();

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("no change window is left");
      assertThat(stage.gate("go").state()).isEqualTo(GateView.State.SUPERSEDED);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void otherGatesNeedNoWindow() throws Exception {
    Instant closes = Instant.now().plusSeconds(600);
    Window window = new Window(closes.minusSeconds(3_600), closes);
    try (Stage stage = Stage.of(Samples.with(Samples.input(), window))) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.pass(Duration.ofHours(2));
      stage.approveRetire();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  private static Window window(Instant opens, long seconds) {
    return new Window(opens, opens.plusSeconds(seconds));
  }
}
