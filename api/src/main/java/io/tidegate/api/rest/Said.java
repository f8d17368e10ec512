package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;
import java.util.List;
import java.util.Optional;

/** What people said about one round, oldest first, from the rows of the ledger. */
final class Said {

  private static final ObjectMapper JSON = Wire.mapper();

  private final List<Message> messages;

  /** What is in the ledger by now. */
  Said(Ledger ledger, String wave, String gate, int round) {
    this(ledger.messages().list(wave), gate, round);
  }

  /**
   * @param all that was said to the wave
   */
  Said(List<Message> all, String gate, int round) {
    String channels = "gate/" + gate + "/" + round + "/";
    this.messages =
        all.stream().filter(message -> message.said().naturalKey().startsWith(channels)).toList();
  }

  /** One person's decisions of one round, and their revocations. */
  static String channel(String gate, int round, Subject person) {
    return "gate/" + gate + "/" + round + "/" + person.label();
  }

  record Decided(Message message, Decision decision) {}

  /** The last decision of that kind by this person. */
  Optional<Decided> last(String subject, Decision.Verb verb) {
    return messages.stream()
        .filter(
            message ->
                message.kind() == Message.Kind.DECIDE && message.subject().name().equals(subject))
        .map(message -> new Decided(message, decision(message)))
        .filter(decided -> decided.decision().decision() == verb)
        .reduce((earlier, later) -> later);
  }

  /** The last decision of that kind, whoever said it. */
  Optional<Decided> last(Decision.Verb verb) {
    return messages.stream()
        .filter(message -> message.kind() == Message.Kind.DECIDE)
        .map(message -> new Decided(message, decision(message)))
        .filter(decided -> decided.decision().decision() == verb)
        .reduce((earlier, later) -> later);
  }

  /** What this person said last, decision or revocation. */
  Optional<Message> last(Subject person) {
    return messages.stream()
        .filter(message -> message.subject().equals(person))
        .reduce((earlier, later) -> later);
  }

  private static Decision decision(Message message) {
    try {
      return JSON.readValue(message.bodyJson(), MessageBody.Decision.class).decision();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "message " + message.id() + " of the ledger cannot be read", e);
    }
  }
}
