package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void readersTogetherPayForWhatTheyRead() {
    Pace pace = new Pace(new ReadLimit(1_000));
    long now = System.nanoTime() + SECOND;
    pace.charge(500, now);
    pace.charge(500, now);
    assertThat(pace.owedNanos(now)).isEqualTo(SECOND);
    pace.charge(100, now + SECOND / 2);
    assertThat(pace.owedNanos(now + SECOND / 2)).isEqualTo(SECOND * 6 / 10);
  }

  @Test
  void theStrictestLimitThatIsHeldCountsAndTheUsualOneWhereNoneIs() {
    Pace pace = new Pace(new ReadLimit(1_000));
    long now = System.nanoTime() + SECOND;
    pace.hold(ReadLimit.NONE);
    pace.charge(5_000, now);
    assertThat(pace.owedNanos(now)).isZero();
    pace.hold(new ReadLimit(100));
    pace.charge(50, now);
    assertThat(pace.owedNanos(now)).isEqualTo(SECOND / 2);
    pace.release(new ReadLimit(100));
    pace.release(ReadLimit.NONE);
    pace.charge(500, now);
    assertThat(pace.owedNanos(now)).isEqualTo(SECOND);
  }

  @Test
  void timeWithoutReadingIsNotSavedUp() {
    Pace pace = new Pace(new ReadLimit(1_000));
    long now = System.nanoTime() + 60 * SECOND;
    assertThat(pace.owedNanos(now)).isZero();
    pace.charge(1_000, now);
    assertThat(pace.owedNanos(now)).isEqualTo(SECOND);
  }

  @Test
  void whoOwesWaits() throws InterruptedException {
    Pace pace = new Pace(new ReadLimit(1_000));
    long before = System.nanoTime();
    pace.charge(100);
    pace.await();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SECOND / 10);
  }

  @Test
  void noLimitNeverWaits() {
    Pace pace = new Pace(ReadLimit.NONE);
    pace.charge(Long.MAX_VALUE);
    assertThat(pace.owedNanos(System.nanoTime())).isZero();
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThatThrownBy(() -> new ReadLimit(0)).hasMessageContaining("1 or more");
  }
}
