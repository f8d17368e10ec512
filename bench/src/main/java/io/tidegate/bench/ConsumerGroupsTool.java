package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Kafka's own {@code kafka-consumer-groups}, in a JVM of its own as its script starts it. */
final class ConsumerGroupsTool {
  private static final String MAIN = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final DateTimeFormatter TO_DATETIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Of Kafka's {@code kafka-run-class.sh} and {@code kafka-consumer-groups.sh}, 4.3.1. */
  static final List<String> AS_THE_SCRIPT =
      List.of(
          "-Xmx256M",
          "-server",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-XX:MaxInlineLevel=15",
          "-Djava.awt.headless=true");

  private ConsumerGroupsTool() {}

  /**
   * @param settings of its JVM
   */
  static List<String> describe(KafkaSandbox cluster, String group, List<String> settings) {
    return command(cluster, group, settings, List.of("--describe"));
  }

  /** Sets every partition of the topic to its first record at or after the time. */
  static void resetToDatetime(KafkaSandbox cluster, String group, String topic, long timestampMs) {
    String time = TO_DATETIME.format(Instant.ofEpochMilli(timestampMs));
    int exit =
        ChildJvm.run(
            command(
                cluster,
                group,
                AS_THE_SCRIPT,
                List.of("--reset-offsets", "--to-datetime", time, "--topic", topic, "--execute")),
            DEADLINE);
    if (exit != 0) {
      throw new IllegalStateException("kafka-consumer-groups --reset-offsets ended with " + exit);
    }
  }

  /** Without a logging library, which would only make it slower to start. */
  private static List<String> command(
      KafkaSandbox cluster, String group, List<String> settings, List<String> action) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--bootstrap-server", cluster.bootstrapServers(), "--group", group));
    arguments.addAll(action);
    return ChildJvm.command(
        MAIN,
        ChildJvm.classPath(jar -> !jar.contains("logback") && !jar.contains("tidegate")),
        settings,
        arguments);
  }
}
