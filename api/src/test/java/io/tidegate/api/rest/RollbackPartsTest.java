package io.tidegate.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.ledger.JournalRow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.RollbackView.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollbackPartsTest {

  private static final ObjectMapper JSON = Wire.mapper();
  private static final RollbackView PAYMENTS =
      view(State.DONE, "pat", "lag", "payments", "40", "3");
  private static final RollbackView ORDERS =
      view(State.DONE, "carol", "all back", "orders", "2", "0");

  @Test
  void partsThatEndedOneAfterTheOtherAreShownTogether() throws Exception {
    RollbackView shown =
        RollbackParts.together(
            ORDERS,
            List.of(
                fact(1, view(State.RUNNING, "pat", "lag", "payments", null, null)),
                fact(1, PAYMENTS),
                fact(2, view(State.RUNNING, "carol", "all back", "orders", null, null))));

    assertThat(shown)
        .isEqualTo(
            new RollbackView(
                State.DONE,
                "pat, carol",
                "payments: lag; orders: all back",
                List.of("payments", "orders"),
                "42",
                "3",
                "0"));
  }

  @Test
  void oneThatStillRunsOrNeedsAPersonIsTheStateOfAll() throws Exception {
    RollbackView running = view(State.RUNNING, "carol", "all back", "orders", null, null);
    RollbackView parked = running.parked("STOP orders failed");

    RollbackView shown =
        RollbackParts.together(running, List.of(fact(1, PAYMENTS), fact(2, running)));
    assertThat(shown.state()).isEqualTo(State.RUNNING);
    assertThat(shown.replayBound()).as("not counted yet").isNull();
    assertThat(RollbackParts.together(parked, List.of(fact(1, PAYMENTS), fact(2, running))).state())
        .isEqualTo(State.NEEDS_OPERATOR);
  }

  @Test
  void onePartAloneStaysAsItIsAlsoBesideARefusedOne() throws Exception {
    JournalRow refused = fact(2, RollbackView.refused("max", "too late", List.of("orders")));

    assertThat(RollbackParts.together(PAYMENTS, List.of(fact(1, PAYMENTS), refused)))
        .isEqualTo(PAYMENTS);
  }

  @Test
  void aRowThatCannotBeReadHidesNothingElse() throws Exception {
    JournalRow cut =
        new JournalRow("w", "*", "rollback-part", "step", "step k3", "{\"detail\": \"{\"}");
    JournalRow empty =
        new JournalRow("w", "*", "rollback-part", "step", "step k4", "{\"detail\": \"{}\"}");

    assertThat(
            RollbackParts.together(ORDERS, List.of(fact(1, PAYMENTS), cut, empty, fact(2, ORDERS)))
                .units())
        .containsExactly("payments", "orders");
  }

  private static RollbackView view(
      State state,
      String by,
      String reason,
      String unit,
      @Nullable String replay,
      @Nullable String stranded) {
    return new RollbackView(
        state, by, reason, List.of(unit), replay, stranded, stranded == null ? null : "0");
  }

  private static JournalRow fact(int number, RollbackView view) throws JsonProcessingException {
    ObjectNode detail = JSON.createObjectNode();
    detail.set("part", JSON.valueToTree(new Part(number, view.units())));
    detail.set("rollback", JSON.valueToTree(view));
    detail.putArray("units");
    ObjectNode row = JSON.createObjectNode().put("key", "k" + number).put("fence", "0");
    row.put("detail", JSON.writeValueAsString(detail));
    return new JournalRow(
        "w", "*", "rollback-part", "step", "step k" + number, JSON.writeValueAsString(row));
  }
}
