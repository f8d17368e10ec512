package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Duration OFTEN = Duration.ofMillis(1);

  @Test
  void anErrorDoesNotEndIt() throws Exception {
    AtomicInteger tried = new AtomicInteger();
    CountDownLatch noted = new CountDownLatch(2);
    Presence presence = new Presence(() -> true, () -> noteAfterAnError(tried, noted), OFTEN);
    presence.start();
    try {
      assertThat(noted.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      presence.stop();
    }
  }

  private static void noteAfterAnError(AtomicInteger tried, CountDownLatch noted) {
    if (tried.incrementAndGet() == 1) {
      throw new NoClassDefFoundError("the first one fails");
    }
    noted.countDown();
  }

  @Test
  void whoDoesNotPollIsNotThere() throws Exception {
    CountDownLatch asked = new CountDownLatch(3);
    AtomicInteger noted = new AtomicInteger();
    Presence presence =
        new Presence(
            () -> {
              asked.countDown();
              return false;
            },
            noted::incrementAndGet,
            OFTEN);
    presence.start();
    try {
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(noted).hasValue(0);
    } finally {
      presence.stop();
    }
  }
}
