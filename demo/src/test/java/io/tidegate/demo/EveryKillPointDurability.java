package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sandbox.TemporalSandbox;
import io.tidegate.sandbox.TemporalServerProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@link KillPointsIT} at every place there is: {@code mvn verify -Pdurability}. Some of them
 * again: {@code -Dtidegate.durability.points='BACK .* UndoSeed'}, a pattern for all of a point's
 * text.
 */
class EveryKillPointDurability {
  private static final String POINTS = "tidegate.durability.points";

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
    String wanted = System.getProperty(POINTS, "");
    Results results =
        new Results(
            "Kill points on " + server,
            wanted.isEmpty() ? "" : "-D" + POINTS + "='" + wanted + "'");
    List<KillPoint> found = KillPoints.find(temporal);
    assertThat(found).hasSizeGreaterThanOrEqualTo(POINTS_MIN);
    List<KillPoint> points =
        wanted.isEmpty()
            ? found
            : found.stream().filter(point -> point.toString().matches(wanted)).toList();
    List<String> objections =
        new KillRun(
                points,
                (tried, soFar) ->
                    results.write(
                        tried,
                        "%d of the %d points that were found."
                            .formatted(tried.size(), found.size()),
                        soFar))
            .run(temporal);
    assertThat(objections).isEmpty();
  }
}
