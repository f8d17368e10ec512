package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MirrorMakerSandboxIT {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final KafkaSandbox legacy = World.shared().legacy();
  private final KafkaSandbox cloud = World.shared().cloud();

  @Test
  void aThousandRecordsArriveInOrderUnderTheSameNameAndAreSynced() throws Exception {
    legacy.createTopic("orders", 1, Map.of());
    MirrorMakerSandbox mirrorMaker = World.shared().mirrorMaker();

    Records.write(legacy, "orders", 0, 1_000);

    assertThat(Records.read(cloud, "orders", 1_000)).isEqualTo(numbers(1_000));
    mirrorMaker.awaitRunning(DEADLINE);
    assertThat(mirrorMaker.offsetSyncsTopic()).isEqualTo("mm2-offset-syncs.cloud.internal");
    Await.until(
        DEADLINE, "offset syncs on legacy", () -> end(legacy, mirrorMaker.offsetSyncsTopic()) > 0);
  }

  @Test
  void afterAStopItGoesOnWhereItWas() throws Exception {
    legacy.createTopic("payments", 1, Map.of());
    MirrorMakerSandbox mirrorMaker = World.shared().mirrorMaker();
    Records.write(legacy, "payments", 0, 100);
    assertThat(Records.read(cloud, "payments", 100)).isEqualTo(numbers(100));

    mirrorMaker.stop();
    Records.write(legacy, "payments", 100, 200);
    mirrorMaker.startAgain();

    assertThat(Records.read(cloud, "payments", 200)).isEqualTo(numbers(200));
  }

  @Test
  void thePrefixPolicyPutsTheAliasBeforeTheName() throws Exception {
    try (KafkaSandbox old = KafkaSandbox.start("old")) {
      old.createTopic("invoices", 1, Map.of());
      Records.write(old, "invoices", 0, 10);
      MirrorMakerOptions prefixed =
          MirrorMakerOptions.defaults()
              .withTopics("invoices")
              .withNaming(MirrorMakerOptions.Naming.SOURCE_PREFIX);

      try (MirrorMakerSandbox mirrorMaker = MirrorMakerSandbox.start(old, cloud, prefixed)) {
        mirrorMaker.awaitRunning(DEADLINE);
        assertThat(Records.read(cloud, "old.invoices", 10)).isEqualTo(numbers(10));
      }
    }
  }

  @Test
  void aClusterIsNotMirroredToItself() {
    assertThatThrownBy(
            () -> MirrorMakerSandbox.start(legacy, legacy, MirrorMakerOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"legacy\"");
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static long end(KafkaSandbox cluster, String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get(30, TimeUnit.SECONDS)
          .offset();
    }
  }
}
