package io.tidegate.activities.traffic;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.sandbox.KafkaCluster;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sandbox's clusters as a configuration would name them. */
public final class TestClusters {
  private TestClusters() {}

  /** Close it after the test. */
  public static Clusters of(KafkaCluster... sandboxes) {
    return new Clusters(
        Stream.of(sandboxes)
            .collect(
                Collectors.toMap(
                    KafkaCluster::name,
                    sandbox ->
                        Map.of(
                            "bootstrap.servers", sandbox.bootstrapServers(),
                            "request.timeout.ms", "4000",
                            "default.api.timeout.ms", "5000"))));
  }
}
