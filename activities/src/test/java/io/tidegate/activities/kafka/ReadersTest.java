package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;

/** Consumers that are lent. */
class ReadersTest {
  @Test
  void aReaderThatCannotBeAssignedIsClosed() {
    try (Readers readers =
        new Readers(
            "nowhere",
            Map.of("bootstrap.servers", "127.0.0.1:1", "metric.reporters", Open.class.getName()),
            ReadLimit.DEFAULT)) {
      Readers.Kind scan = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, false);
      Set<TopicPartition> nameless = Set.of(new TopicPartition(" ", 0));
      assertThatThrownBy(() -> readers.borrow(scan, nameless))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(Open.MADE).hasValue(1);
      assertThat(Open.CLOSED).hasValue(1);
      assertThat(readers.idle()).isZero();
    }
  }

  /** Every consumer makes one of its own and closes it with itself. */
  public static final class Open implements MetricsReporter {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void init(List<KafkaMetric> metrics) {
      MADE.incrementAndGet();
    }

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }
}
