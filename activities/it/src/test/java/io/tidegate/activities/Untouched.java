package io.tidegate.activities;

import io.tidegate.sandbox.ClusterPrint;
import io.tidegate.sandbox.KafkaCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Both clusters of a wave as they were before somebody who is to touch nothing. */
final class Untouched {
  private final Map<KafkaCluster, ClusterPrint> before = new LinkedHashMap<>();
  private final Predicate<String> leftOut;

  private Untouched(WaveFixture wave, Predicate<String> leftOut) {
    this.leftOut = leftOut;
    for (KafkaCluster cluster : List.of(wave.legacy, wave.cloud)) {
      before.put(cluster, ClusterPrint.atRest(cluster, leftOut, WaveFixture.DEADLINE));
    }
  }

  /** Of everything, since nobody works meanwhile. */
  static Untouched now(WaveFixture wave) {
    return new Untouched(wave, line -> false);
  }

  /**
   * While the test writes to the wave's topic.
   *
   * @param others lines that the application itself moves
   */
  static Untouched butForTheLogsOf(WaveFixture wave, String... others) {
    Set<String> moving = new TreeSet<>(List.of(others));
    moving.add("log " + wave.topic);
    return new Untouched(wave, moving::contains);
  }

  /** What is another on either cluster by now, one line each. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    before.forEach(
        (cluster, was) ->
            ClusterPrint.of(cluster)
                .without(leftOut)
                .differencesFrom(was)
                .forEach(line -> differences.add(cluster.name() + ": " + line)));
    return differences;
  }
}
