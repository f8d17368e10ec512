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
  private static final Set<TopicPartition> PAYMENTS = Set.of(new TopicPartition("payments", 0));
  private static final Set<TopicPartition> ORDERS = Set.of(new TopicPartition("orders", 0));

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

  @Test
  void aReaderOfWindowsStaysAssignedToThemWhileOthersAreRead() {
    try (Readers readers = nowhere()) {
      Readers.Kind windows = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, true);
      Reader first = borrowedAndGivenBack(readers, windows, PAYMENTS);
      Reader second = borrowedAndGivenBack(readers, windows, ORDERS);
      assertThat(second).isNotSameAs(first);
      assertThat(borrowedAndGivenBack(readers, windows, PAYMENTS)).isSameAs(first);
      assertThat(borrowedAndGivenBack(readers, windows, ORDERS)).isSameAs(second);
    }
  }

  @Test
  void whoIsAssignedToNothingIsTakenBeforeAnotherIsOpened() {
    try (Readers readers = nowhere()) {
      Readers.Kind windows = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, true);
      Reader first = readers.borrow(windows, PAYMENTS);
      first.assign(Set.of());
      readers.giveBack(first);
      assertThat(readers.borrow(windows, ORDERS)).isSameAs(first);
      readers.giveBack(first);
    }
  }

  @Test
  void noMoreWindowsWaitThanAreAllowedAndThenTheOldestGiveWay() {
    try (Readers readers = nowhere()) {
      Readers.Kind windows = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, true);
      Reader oldest = borrowedAndGivenBack(readers, windows, part(0));
      for (int number = 1; number < IdleReaders.WINDOWS_MAX; number++) {
        assertThat(borrowedAndGivenBack(readers, windows, part(number))).isNotSameAs(oldest);
      }
      assertThat(readers.idle()).isEqualTo(IdleReaders.WINDOWS_MAX);
      assertThat(borrowedAndGivenBack(readers, windows, ORDERS)).isSameAs(oldest);
    }
  }

  @Test
  void aReaderThatReadsOnIsTakenForAnyPartition() {
    try (Readers readers = nowhere()) {
      Readers.Kind scan = new Readers.Kind(IsolationLevel.READ_UNCOMMITTED, false);
      Reader first = borrowedAndGivenBack(readers, scan, PAYMENTS);
      assertThat(borrowedAndGivenBack(readers, scan, ORDERS)).isSameAs(first);
    }
  }

  private static Readers nowhere() {
    return new Readers("nowhere", Map.of("bootstrap.servers", "127.0.0.1:1"), ReadLimit.DEFAULT);
  }

  private static Set<TopicPartition> part(int number) {
    return Set.of(new TopicPartition("parts", number));
  }

  private static Reader borrowedAndGivenBack(
      Readers readers, Readers.Kind kind, Set<TopicPartition> wanted) {
    Reader reader = readers.borrow(kind, wanted);
    readers.giveBack(reader);
    return reader;
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
