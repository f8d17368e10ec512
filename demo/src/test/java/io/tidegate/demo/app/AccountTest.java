package io.tidegate.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The account must tell what went wrong, or the demo proves nothing. */
class AccountTest {
  private static final String SOURCE = "source";
  private static final String TARGET = "target";

  private final Account account = new Account(1);

  private void owe(int records) {
    for (int i = 0; i < records; i++) {
      account.owed(0, account.next(0));
    }
  }

  private void process(String cluster, long... numbers) {
    for (long number : numbers) {
      account.processed(cluster, 0, number, number * 1_000_000);
    }
  }

  @Test
  void eachRecordOnceIsOnce() {
    owe(3);
    process(SOURCE, 0, 1);
    process(TARGET, 2);

    assertThat(account.stand()).isEqualTo(new Account.Stand(3, 3, 3, 0, 0, 0, 0, 0));
  }

  @Test
  void aRecordThatALaterOneOvertookIsSkipped() {
    owe(3);
    process(SOURCE, 0, 2);

    assertThat(account.stand().skipped()).isOne();
    assertThat(account.stand().behind()).isZero();
  }

  @Test
  void aRecordThatIsStillToComeIsBehindAndNotSkipped() {
    owe(3);
    process(SOURCE, 0, 1);

    assertThat(account.stand().skipped()).isZero();
    assertThat(account.stand().behind()).isOne();
  }

  @Test
  void aRecordProcessedTwiceIsReplayedOnce() {
    owe(2);
    process(SOURCE, 0, 1);
    process(TARGET, 1);

    assertThat(account.stand().replayed()).isOne();
    assertThat(account.stand().once()).isEqualTo(2);
  }

  @Test
  void aRecordOfAnAbortedTransactionIsAStrangerWhenItIsProcessed() {
    owe(1);
    long aborted = account.next(0);
    account.aborted(0, aborted);
    process(SOURCE, 0);
    assertThat(account.stand().strangers()).isZero();

    process(SOURCE, aborted);
    assertThat(account.stand().strangers()).isOne();
  }

  @Test
  void thePauseIsFromTheLastRecordThereToTheFirstHere() {
    owe(8);
    process(SOURCE, 0, 1, 2);
    process(TARGET, 7);

    assertThat(account.pauses())
        .singleElement()
        .satisfies(
            pause -> {
              assertThat(pause.length().toMillis()).isEqualTo(5);
              assertThat(pause.from()).isEqualTo(SOURCE);
              assertThat(pause.to()).isEqualTo(TARGET);
            });
  }
}
