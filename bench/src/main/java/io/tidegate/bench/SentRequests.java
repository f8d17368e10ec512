package io.tidegate.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Adds up the requests that the Kafka clients of this JVM have sent, from their own metric {@code
 * request-total}, by kind of client: open ones and closed ones. Named as {@code metric.reporters}
 * in the clients' properties.
 */
public final class SentRequests implements MetricsReporter {
  private static final String METRICS = "-metrics";
  private static final Set<String> KINDS = Set.of("admin-client", "consumer", "producer");
  private static final Set<KafkaMetric> OPEN = ConcurrentHashMap.newKeySet();
  private static final Map<String, LongAdder> CLOSED = new ConcurrentHashMap<>();

  /**
   * Of all clients since the JVM began: {@code admin-client}, {@code consumer}, {@code producer}.
   */
  static SortedMap<String, Long> totals() {
    SortedMap<String, Long> totals = new TreeMap<>();
    KINDS.forEach(kind -> totals.put(kind, 0L));
    CLOSED.forEach((kind, sum) -> totals.merge(kind, sum.sum(), Long::sum));
    OPEN.forEach(metric -> totals.merge(kind(metric), value(metric), Long::sum));
    return totals;
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (metric.metricName().name().equals("request-total") && KINDS.contains(kind(metric))) {
      OPEN.add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (OPEN.remove(metric)) {
      CLOSED.computeIfAbsent(kind(metric), first -> new LongAdder()).add(value(metric));
    }
  }

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}

  /** The same name exists once more for each broker, in a group of another name. */
  private static String kind(KafkaMetric metric) {
    String group = metric.metricName().group();
    return group.endsWith(METRICS) ? group.substring(0, group.length() - METRICS.length()) : group;
  }

  private static long value(KafkaMetric metric) {
    return metric.metricValue() instanceof Double value ? value.longValue() : 0;
  }
}
