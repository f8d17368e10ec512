package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The committed offsets of a group, asked of its cluster and written as a tool would. */
final class CommittedOffsets {
  private CommittedOffsets() {}

  static Map<TopicPartition, Long> of(KafkaSandbox cluster, String group) {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("reading the offsets of " + group, failed);
    }
  }

  static void commit(KafkaSandbox cluster, String group, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> written =
        offsets.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, at -> new OffsetAndMetadata(at.getValue())));
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      admin.alterConsumerGroupOffsets(group, written).all().get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("commit of " + group, failed);
    }
  }
}
