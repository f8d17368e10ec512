package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.BreakableStage.Temporal;
import io.tidegate.sandbox.TemporalSandbox;
import io.tidegate.sandbox.TemporalServerProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link KillPointsIT} at every place there is: {@code mvn verify -Pdurability}. */
class EveryKillPointDurability {
  /** Fewer would mean that the search for them broke. */
  private static final int POINTS_MIN = 40;

  @Test
  void onARealServerEveryWaveGoesOnWithEachEffectOnce() throws Exception {
    try (TemporalServerProcess temporal = RealTemporal.start()) {
      everywhere("a real server", new Temporal(temporal.target(), temporal.namespace()));
    }
  }

  @Test
  void onTheEmbeddedServiceToo() throws Exception {
    try (TemporalSandbox temporal = TemporalSandbox.start()) {
      everywhere("the embedded service", new Temporal(temporal.target(), temporal.namespace()));
    }
  }

  private static void everywhere(String server, Temporal temporal) throws Exception {
    List<KillPoint> points = KillPoints.find(temporal);
    assertThat(points).hasSizeGreaterThanOrEqualTo(POINTS_MIN);
    List<String> objections = new KillRun(points).run(temporal);
    Results.write("kill-points", server, points, objections);
    assertThat(objections).isEmpty();
  }
}
