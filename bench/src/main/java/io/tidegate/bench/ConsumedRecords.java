package io.tidegate.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Adds up what the consumers of this JVM were given, from Kafka's own metric {@code
 * records-consumed-total}: open ones and closed ones. Named as {@code metric.reporters} in the
 * clients' properties. The same for the floor and for the proof, and independent of both.
 */
public final class ConsumedRecords implements MetricsReporter {
  private static final Set<KafkaMetric> OPEN = ConcurrentHashMap.newKeySet();
  private static final LongAdder CLOSED = new LongAdder();

  /** The client's setting that brings this class in. */
  static Map<String, String> settings() {
    return Map.of("metric.reporters", ConsumedRecords.class.getName());
  }

  /** Of all consumers since the JVM began. */
  static long total() {
    return CLOSED.sum() + OPEN.stream().mapToLong(ConsumedRecords::value).sum();
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (isTotal(metric.metricName())) {
      OPEN.add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (OPEN.remove(metric)) {
      CLOSED.add(value(metric));
    }
  }

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}

  /** The client's own; the same name exists once more for each topic. */
  private static boolean isTotal(MetricName name) {
    return name.name().equals("records-consumed-total") && !name.tags().containsKey("topic");
  }

  private static long value(KafkaMetric metric) {
    return metric.metricValue() instanceof Double value ? value.longValue() : 0;
  }
}
