package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.Replicating.Hold;
import io.tidegate.activities.Replicating.State;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Control;
import io.tidegate.workflows.activity.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplicatingTest {
  private static final String MINE = "checkpoints at http://connect:8083";
  private static final Control.Connect CONNECT =
      new Control.Connect("http://connect:8083", "checkpoints");
  private static final Call CALL = new Call("wave-1", "payments", "seed", "key", 1, "digest");

  @Test
  void aUnitOfAnotherWaveHoldsThePauseOfTheSameConnector() {
    assertThat(holders(row("wave-2", "ledger", State.HELD, MINE)))
        .containsExactly("unit ledger of wave wave-2");
  }

  @Test
  void theUnitItselfHoldsNothingAgainstItself() {
    assertThat(holders(row("wave-1", "payments", State.HELD, MINE))).isEmpty();
    assertThat(holders(row("wave-2", "payments", State.HELD, MINE))).hasSize(1);
  }

  @Test
  void anotherConnectorIsNobodysBusiness() {
    assertThat(holders(row("wave-2", "ledger", State.HELD, "checkpoints at http://other:8083")))
        .isEmpty();
    assertThat(holders(row("wave-2", "ledger", State.HELD, null))).isEmpty();
  }

  @Test
  void whoLetsGoHoldsNoMore() {
    assertThat(
            holders(
                row("wave-2", "ledger", State.LETTING_GO, MINE),
                row("wave-3", "ledger", State.FREE, MINE)))
        .isEmpty();
  }

  private static List<String> holders(JournalRow... rows) {
    return Replicating.otherHolders(List.of(rows), CALL, CONNECT);
  }

  private static JournalRow row(String wave, String unit, State state, @Nullable String connector) {
    return new JournalRow(
        wave, unit, "seed", "group_sync", wave + unit, Bodies.text(new Hold(state, connector)));
  }
}
