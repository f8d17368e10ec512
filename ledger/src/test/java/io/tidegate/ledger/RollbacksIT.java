package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.BOB;
import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(rollbacks.open())
        .extracting(Rollback::request)
        .contains(puts.get(0).standing().request());
  }

  @Test
  void theSameRequestIsStillTheSameAfterItsEnd() {
    request(0, "{\"reason\":\"lag\"}", ALICE);
    Rollback.End end = rollbacks.close(wave, 0, "DONE", "{}", entry("rolled-back", wave));

    Put<Rollback> again = request(0, "{\"reason\":\"lag\"}", BOB);

    assertThat(again).isInstanceOf(Put.Same.class);
    assertThat(again.standing().end()).contains(end);
    assertThat(again.standing().request().by()).isEqualTo(ALICE);
    assertThat(rollbacks.open()).extracting(open -> open.request().wave()).doesNotContain(wave);
  }

  @Test
  void anotherRequestIsAConflictAndTakesTheNextNumber() {
    request(0, "{\"units\":[\"a\"]}", ALICE);

    assertThat(request(0, "{\"units\":[\"b\"]}", ALICE)).isInstanceOf(Put.Conflict.class);
    assertThat(request(1, "{\"units\":[\"b\"]}", ALICE)).isInstanceOf(Put.Created.class);
    assertThat(rollbacks.list(wave))
        .extracting(rollback -> rollback.request().number())
        .containsExactly(0, 1);
  }

  @Test
  void theFirstEndStands() {
    request(0, "{}", ALICE);
    Rollback.End first = rollbacks.close(wave, 0, "DONE", "{}", entry("rolled-back", wave));

    assertThat(rollbacks.close(wave, 0, "REFUSED", "{}", entry("rollback-refused", wave)))
        .isEqualTo(first);
    assertThat(kinds()).containsExactly("rollback-requested", "rolled-back");
  }

  @Test
  void aRollbackThatNobodyAskedForHasNoEnd() {
    assertThatThrownBy(() -> rollbacks.close(wave, 0, "DONE", "{}", entry("rolled-back", wave)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rollback 0 of wave '" + wave + "' was never asked for");
  }

  private Put<Rollback> request(int number, String body, Subject by) {
    return rollbacks.request(
        new RollbackRequest(wave, number, body, by), entry("rollback-requested", wave));
  }

  private List<String> kinds() {
    return ledger.entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }
}
