package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkersIT {
  private final Workers workers = TestLedger.shared().ledger().workers();
  private final String queue = TestLedger.name("queue");

  @Test
  void theOneThatWasSeenLastIsKnownWithHowLongAgo() {
    assertThat(workers.last(queue)).isEmpty();

    workers.seen(queue, "one");
    workers.seen(queue, "two");

    assertThat(workers.last(queue))
        .hasValueSatisfying(
            seen -> {
              assertThat(seen.worker()).isEqualTo("two");
              assertThat(seen.ago()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
            });
  }

  @Test
  void thoseOfAnotherInstallationAreNotCounted() {
    workers.seen(queue, "one");

    assertThat(workers.last(queue + "-other")).isEmpty();
  }
}
