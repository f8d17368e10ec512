package io.tidegate.activities;

import io.tidegate.sandbox.KafkaSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka Streams application, at least once. It never resets: without a committed position it
 * ends, and its text beside each position is its own.
 */
final class LittleStreams {
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final String applicationId;
  private final String topic;
  private final Path state;
  private @Nullable KafkaStreams running;

  LittleStreams(String applicationId, String topic, Path state) {
    this.applicationId = applicationId;
    this.topic = topic;
    this.state = state;
  }

  /**
   * @param account is told the value of each record
   */
  void start(KafkaSandbox cluster, Consumer<String> account) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topic,
            Consumed.with(Serdes.String(), Serdes.String())
                .withOffsetResetPolicy(AutoOffsetReset.none()))
        .foreach((key, value) -> account.accept(value));
    Properties settings = new Properties();
    settings.putAll(cluster.clientProperties());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.resolve(cluster.name()).toString());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
    settings.put(StreamsConfig.POLL_MS_CONFIG, "50");
    KafkaStreams starting = new KafkaStreams(builder.build(), settings);
    starting.start();
    running = starting;
  }

  /** Its members leave: by themselves they stay until their session ends. */
  void stop() {
    KafkaStreams ending = running;
    running = null;
    if (ending != null
        && !ending.close(
            CloseOptions.timeout(STOP_MAX)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
      throw new IllegalStateException(applicationId + " did not end within " + STOP_MAX);
    }
  }

  /** Whether it runs, and has not ended by itself. */
  boolean isRunning() {
    KafkaStreams now = running;
    return now != null && now.state().isRunningOrRebalancing();
  }
}
