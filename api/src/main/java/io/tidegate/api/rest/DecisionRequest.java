package io.tidegate.api.rest;

import io.tidegate.api.http.Refusal;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.workflows.message.MessageBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code PUT …/decision}. */
public record DecisionRequest(
    @Nullable Integer round,
    Decision.@Nullable Verb decision,
    @Nullable String evidenceDigest,
    @Nullable String reason,
    @Nullable String exception,
    @Nullable List<String> units) {

  MessageBody.Decision of(String gate) {
    int number = Given.value("round", round, "the number of the round that you saw");
    if (number < 1) {
      throw Refusal.invalid("round", number, "a whole number from 1");
    }
    return new MessageBody.Decision(
        gate,
        new Decision(
            number,
            Given.value("decision", decision, "APPROVE, REJECT"),
            Given.digest("evidenceDigest", evidenceDigest),
            Given.optionalText("reason", reason),
            Given.optionalText("exception", exception),
            named(units)));
  }

  private static @Nullable List<String> named(@Nullable List<String> units) {
    if (units == null) {
      return null;
    }
    for (int i = 0; i < units.size(); i++) {
      Given.name("units[" + i + "]", units.get(i));
    }
    return units;
  }
}
