package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.ledger.Entry;
import io.tidegate.ledger.Ledger;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.GateView.SinceRehearsal;
import java.util.ArrayList;
import java.util.List;

/** What the wave's workflow told when it opened the current round of a gate. */
final class OpenedRound {
  private static final ObjectMapper JSON = Wire.mapper();

  private final Ledger ledger;
  private final String wave;
  private final GateView gate;

  OpenedRound(Ledger ledger, String wave, GateView gate) {
    this.ledger = ledger;
    this.wave = wave;
    this.gate = gate;
  }

  /**
   * Of the units that were rehearsed. Empty where none was, and where gates were opened since: then
   * the audit has it.
   */
  List<SinceRehearsal> sinceRehearsal() {
    return ledger.entries().latest(wave, "gate-opened").map(this::read).orElse(List.of());
  }

  private List<SinceRehearsal> read(Entry entry) {
    try {
      JsonNode detail = JSON.readTree(entry.detailJson());
      List<SinceRehearsal> rehearsals = new ArrayList<>();
      if (isOfThisRound(detail)) {
        for (JsonNode unit : detail.path("sinceRehearsal")) {
          rehearsals.add(JSON.treeToValue(unit, SinceRehearsal.class));
        }
      }
      return rehearsals;
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException(
          "audit entry %d of wave %s cannot be read".formatted(entry.seq(), wave), unreadable);
    }
  }

  private boolean isOfThisRound(JsonNode detail) {
    for (JsonNode opened : detail.path("gates")) {
      if (opened.path("gate").asText().equals(gate.gate())
          && opened.path("round").asInt() == gate.round()) {
        return true;
      }
    }
    return false;
  }
}
