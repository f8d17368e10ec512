package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

class ClusterPrintIT {
  private static final String TOPIC = "printed";
  private static final String GROUP = "printed-group";
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Each change alone: a print that misses one would call it untouched. */
  @Test
  void everyKindOfChangeShowsByItsName() throws Exception {
    KafkaSandbox legacy = World.shared().legacy();
    legacy.createTopic(TOPIC, 2, Map.of());
    Records.write(legacy, TOPIC, 0, 3);
    TopicPartition first = new TopicPartition(TOPIC, 0);
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      ClusterPrint at = ClusterPrint.atRest(legacy, line -> false, WITHIN);

      at = changed(at, "log " + TOPIC, () -> Records.write(legacy, TOPIC, 3, 4));
      at = changed(at, "group " + GROUP, () -> commit(admin, first, 1, ""));
      at = changed(at, "offsets " + GROUP, () -> commit(admin, first, 2, ""));
      at = changed(at, "offsets " + GROUP, () -> commit(admin, first, 2, "a text"));
      at =
          changed(
              at,
              "settings " + TOPIC,
              () -> set(admin, new ConfigResource(ConfigResource.Type.TOPIC, TOPIC)));
      at =
          changed(
              at,
              "quotas",
              () ->
                  get(
                      admin
                          .alterClientQuotas(
                              List.of(
                                  new ClientQuotaAlteration(
                                      new ClientQuotaEntity(Map.of("user", "printed")),
                                      List.of(new Op("consumer_byte_rate", 1e6)))))
                          .all()));
      at = changed(at, "topic another", () -> legacy.createTopic("another", 1, Map.of()));
      assertThat(ClusterPrint.of(legacy).without(line -> true).toString()).isEmpty();
      assertThat(at.toString()).contains("acls: no authorizer");
    }
  }

  private interface Change {
    void make() throws Exception;
  }

  private static ClusterPrint changed(ClusterPrint before, String line, Change change)
      throws Exception {
    change.make();
    return Await.value(
        WITHIN,
        "a change of " + line,
        () -> {
          ClusterPrint after = ClusterPrint.of(World.shared().legacy());
          return after.differencesFrom(before).stream()
                  .anyMatch(one -> one.startsWith(line + " is"))
              ? Optional.of(after)
              : Optional.empty();
        });
  }

  private static void commit(Admin admin, TopicPartition at, long offset, String text)
      throws Exception {
    get(
        admin
            .alterConsumerGroupOffsets(GROUP, Map.of(at, new OffsetAndMetadata(offset, text)))
            .all());
  }

  private static void set(Admin admin, ConfigResource topic) throws Exception {
    AlterConfigOp op =
        new AlterConfigOp(new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET);
    get(admin.incrementalAlterConfigs(Map.of(topic, List.of(op))).all());
  }

  private static <T> T get(KafkaFuture<T> asked) throws Exception {
    return asked.get(30, TimeUnit.SECONDS);
  }
}
