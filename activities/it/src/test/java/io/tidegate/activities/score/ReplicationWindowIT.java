package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.score.ReplicationHealth.Measured;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The window in which the replicator's pace is measured may begin before the proofs. */
class ReplicationWindowIT {
  private static final TopicPartition LOG = new TopicPartition("paced.replica", 0);

  @Test
  void whatGrewWhileTheGroupsWereProvenIsMeasured() {
    World.shared().legacy().createTopic(LOG.topic(), 1, Map.of());
    World.shared().cloud().createTopic(LOG.topic(), 1, Map.of());
    try (Clusters clusters = TestClusters.of(World.shared().legacy(), World.shared().cloud())) {
      ScoreRequest asked = asked(clusters);
      TopicEnds before = TopicEnds.now(asked.source(), asked.target(), asked.topics());
      new App(World.shared().legacy()).produce(LOG, "while-proving-", 100);
      new App(World.shared().cloud()).produce(LOG, "while-proving-", 40);

      Measured measured = measured(Requests.since(asked, before));

      assertThat(measured.window()).isGreaterThanOrEqualTo(ReplicationHealth.WINDOW);
      assertThat(measured.inPerSecond() * seconds(measured)).isCloseTo(100, within());
      assertThat(measured.outPerSecond() * seconds(measured)).isCloseTo(40, within());
      assertThat(measured(asked).inPerSecond()).as("from now on").isZero();
    }
  }

  private static Offset<Double> within() {
    return Offset.offset(1.0);
  }

  private static double seconds(Measured measured) {
    return measured.window().toMillis() / (double) Duration.ofSeconds(1).toMillis();
  }

  private static Measured measured(ScoreRequest asked) {
    return (Measured) new ReplicationHealth().check(asked).evidence();
  }

  private static ScoreRequest asked(Clusters clusters) {
    ScoreRequest asked =
        Requests.with(
            Requests.of(
                Requests.runbook(LOG.topic(), LOG.topic(), ""),
                clusters.get("legacy"),
                clusters.get("cloud")),
            Set.of("classic"),
            new TopicSides(LOG.topic(), LOG.topic(), 1, 1, new TreeMap<>(), new TreeMap<>()));
    Row row =
        Row.unproven(
            new PartitionPair(LOG.topic(), 0, LOG.topic(), 0), 0L, null, "it is not looked at");
    return Requests.proven(asked, row);
  }
}
