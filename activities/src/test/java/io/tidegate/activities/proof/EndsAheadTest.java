package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.EndsAhead.Taken;
import io.tidegate.parity.Isolation;
import io.tidegate.runbooks.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndsAheadTest {
  private static final Isolation ALL = Isolation.READ_UNCOMMITTED;

  private final EndsAhead ends =
      new EndsAhead(
          List.of(
              new Taken(Side.SOURCE, ALL, 100),
              new Taken(Side.TARGET, ALL, 90),
              new Taken(Side.SOURCE, ALL, 101),
              new Taken(Side.SOURCE, Isolation.READ_COMMITTED, 99)));

  @Test
  void eachIsAnsweredOnceInTheOrderInWhichTheyWereTaken() {
    assertThat(ends.next(Side.SOURCE, ALL)).hasValue(100);
    assertThat(ends.next(Side.TARGET, ALL)).hasValue(90);
    assertThat(ends.next(Side.SOURCE, ALL)).hasValue(101);
    assertThat(ends.next(Side.SOURCE, Isolation.READ_COMMITTED)).hasValue(99);
    assertThat(ends.next(Side.SOURCE, ALL)).isEmpty();
  }

  @Test
  void whatWasTakenEarlierIsNotAnsweredAfterWhatWasTakenLater() {
    assertThat(ends.next(Side.SOURCE, ALL)).hasValue(100);
    assertThat(ends.next(Side.SOURCE, ALL)).hasValue(101);
    assertThat(ends.next(Side.TARGET, ALL)).as("taken before the source's second end").isEmpty();
  }

  @Test
  void afterAnEndThatWasReadLiveNothingOlderIsAnswered() {
    assertThat(ends.next(Side.TARGET, Isolation.READ_COMMITTED)).as("read live").isEmpty();
    assertThat(ends.next(Side.SOURCE, ALL)).isEmpty();
  }
}
