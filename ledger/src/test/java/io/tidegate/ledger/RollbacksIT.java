package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.BOB;
import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RollbacksIT {
  private final Ledger ledger = TestLedger.shared().ledger();
  private final Rollbacks rollbacks = ledger.rollbacks();
  private final String wave = TestLedger.name("wave");

  @Test
  void aRollbackIsAskedForOnce() throws Exception {
    List<Put<Rollback>> puts =
        SideBySide.run(4, thread -> request(0, "{\"reason\":\"lag\"}", ALICE));

    assertThat(puts).filteredOn(put -> put instanceof Put.Created).hasSize(1);
    assertThat(puts).filteredOn(put -> put instanceof Put.Same).hasSize(3);
    assertThat(kinds()).containsExactly("rollback-requested");
    assertThat(rollbacks.find(wave, 0)).contains(puts.get(0).standing());
  }

  @Test
  void theSameRequestOfSomebodyElseIsTheFirstOnes() {
    request(0, "{\"reason\":\"lag\"}", ALICE);

    Put<Rollback> again = request(0, "{\"reason\":\"lag\"}", BOB);

    assertThat(again).isInstanceOf(Put.Same.class);
    assertThat(again.standing().request().by()).isEqualTo(ALICE);
    assertThat(kinds()).containsExactly("rollback-requested");
  }

  @Test
  void anotherRequestIsAConflictAndTakesTheNextNumber() {
    request(0, "{\"units\":[\"a\"]}", ALICE);

    assertThat(request(0, "{\"units\":[\"b\"]}", ALICE)).isInstanceOf(Put.Conflict.class);
    assertThat(request(1, "{\"units\":[\"b\"]}", ALICE)).isInstanceOf(Put.Created.class);
    assertThat(rollbacks.find(wave, 0).orElseThrow().request().bodyJson()).contains("a");
    assertThat(rollbacks.find(wave, 1).orElseThrow().request().bodyJson()).contains("b");
    assertThat(rollbacks.find(wave, 2)).isEmpty();
    assertThat(rollbacks.numbers(wave)).containsExactly(0, 1);
  }

  private Put<Rollback> request(int number, String body, Subject by) {
    return rollbacks.request(
        new RollbackRequest(wave, number, body, by), entry("rollback-requested", wave));
  }

  private List<String> kinds() {
    return ledger.entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }
}
