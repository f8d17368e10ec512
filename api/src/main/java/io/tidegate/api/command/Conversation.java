package io.tidegate.api.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewMessage;
import io.tidegate.ledger.Put;
import io.tidegate.ledger.Receipt;
import io.tidegate.ledger.Subject;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says something to a wave and waits a moment for what becomes of it: the row with its audit entry
 * in one transaction, then the signal with the row's id, then the receipt.
 *
 * <p>Messages about the same thing form a channel, such as one person's decisions of one round.
 * Saying what was said last in its channel, and still stands, is the same message; anything else
 * takes the channel's next number, which the ledger gives out once.
 */
public final class Conversation {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int RACES_MAX = 5;
  private static final ObjectMapper JSON = Wire.mapper();
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final Ledger ledger;
  private final Delivery delivery;
  private final RollbackRequests requests;
  private final Duration patience;

  /**
   * @param patience how long an answer is waited for
   */
  public Conversation(Ledger ledger, Delivery delivery, Duration patience) {
    this.ledger = ledger;
    this.delivery = delivery;
    this.requests = new RollbackRequests(ledger);
    this.patience = patience;
  }

  /**
   * One thing to say.
   *
   * @param channel what it is about; has no #
   * @param stands whether the same words, once they were taken, still hold and need no second row
   */
  public record Word(
      String wave,
      Message.Kind kind,
      String channel,
      Subject by,
      List<String> roles,
      MessageBody body,
      boolean stands) {}

  /**
   * What has become of it so far: a row, and the receipt when the wave's workflow gave one in time.
   */
  public record Told(Message message, Optional<Receipt> receipt) {
    /** Whether the wave took it. */
    public boolean taken() {
      return receipt.filter(Conversation::isTaken).isPresent();
    }
  }

  /** Says it. That Temporal is away is no failure: the row stands and is told again. */
  public Told say(Word word) {
    Message message = write(word);
    Optional<Receipt> before = receiptOrNone(message);
    if (before.isPresent()) {
      return new Told(message, before);
    }
    try {
      delivery.deliver(message);
    } catch (TemporalUnavailable e) {
      LOG.warn(
          "Message {} to wave {} stands and will be told again: {}",
          message.id(),
          message.wave(),
          e.getMessage());
      return new Told(message, Optional.empty());
    }
    return new Told(message, receiptOf(message.id(), patience));
  }

  /**
   * A rollback that was asked for.
   *
   * @param message the row that asks for it; of several the last
   * @param first whether nobody had asked for all of it before
   */
  public record Asked(Message message, boolean first) {}

  /**
   * Asks for a rollback, and waits for nothing. What was asked for before, and not refused, is told
   * to Temporal again.
   *
   * @param units what is wanted, in runbook order
   * @param all units of the wave
   * @param word what to say for a part; of null for the whole wave
   */
  public Asked askRollback(
      String wave, List<String> units, List<String> all, Function<@Nullable Part, Word> word) {
    for (int race = 0; race < RACES_MAX; race++) {
      Optional<RollbackRequests.Wanted> wanted = requests.left(wave, units, all);
      if (wanted.isEmpty()) {
        List<RollbackRequests.Standing> standing = requests.about(wave, units);
        standing.forEach(asked -> tell(asked.message()));
        return new Asked(standing.get(standing.size() - 1).message(), false);
      }
      Word said = word.apply(wanted.get().part());
      NewMessage message =
          new NewMessage(
              UUID.randomUUID(),
              wave,
              said.kind(),
              requests.nextKey(said),
              said.by(),
              said.roles(),
              json(said.body()));
      Put<Message> put = ledger.messages().say(message, entry(said, message));
      if (!(put instanceof Put.Conflict<Message>)) {
        tell(put.standing());
        return new Asked(put.standing(), put instanceof Put.Created<Message>);
      }
    }
    throw new IllegalStateException(
        "others took each of " + RACES_MAX + " numbers of a rollback of wave " + wave);
  }

  /** What became of a message, waited for so long at most. */
  public Optional<Receipt> answer(Message message, Duration most) {
    return receiptOf(message.id(), most);
  }

  private void tell(Message message) {
    try {
      delivery.deliver(message);
    } catch (TemporalUnavailable e) {
      LOG.warn(
          "Message {} to wave {} stands and will be told again: {}",
          message.id(),
          message.wave(),
          e.getMessage());
    }
  }

  /** Whether what was said last in a channel was taken. */
  public boolean tookLast(String wave, String channel) {
    return last(wave, channel)
        .flatMap(this::receiptOrNone)
        .filter(Conversation::isTaken)
        .isPresent();
  }

  static boolean isTaken(Receipt receipt) {
    return LedgerActivities.Receipt.isTaken(receipt.outcome());
  }

  /** What was said last in a channel. */
  public Optional<Message> last(String wave, String channel) {
    return channel(wave, channel).stream().reduce((earlier, later) -> later);
  }

  /** Whether these very words were said last in a channel, and were taken or are on their way. */
  public boolean standsLast(String wave, String channel, MessageBody body) {
    return last(wave, channel)
        .filter(message -> message.bodyJson().equals(json(body)))
        .filter(message -> receiptOrNone(message).map(Conversation::isTaken).orElse(true))
        .isPresent();
  }

  private Optional<Receipt> receiptOrNone(Message message) {
    return ledger.messages().findReceipt(message.id());
  }

  private Message write(Word word) {
    String body = json(word.body());
    for (int race = 0; race < RACES_MAX; race++) {
      List<Message> channel = channel(word.wave(), word.channel());
      Optional<Message> last =
          channel.isEmpty() ? Optional.empty() : Optional.of(channel.get(channel.size() - 1));
      if (last.filter(message -> isSame(message, word, body)).isPresent()) {
        return last.get();
      }
      NewMessage message =
          new NewMessage(
              UUID.randomUUID(),
              word.wave(),
              word.kind(),
              word.channel() + "#" + channel.size(),
              word.by(),
              word.roles(),
              body);
      Put<Message> put = ledger.messages().say(message, entry(word, message));
      if (!(put instanceof Put.Conflict<Message>)) {
        return put.standing();
      }
    }
    throw new IllegalStateException(
        "others took each of " + RACES_MAX + " numbers of channel " + word.channel());
  }

  private boolean isSame(Message last, Word word, String body) {
    if (last.kind() != word.kind()
        || !last.subject().equals(word.by())
        || !last.bodyJson().equals(body)) {
      return false;
    }
    Optional<Receipt> receipt = receiptOrNone(last);
    return receipt.isEmpty() || (word.stands() && isTaken(receipt.get()));
  }

  private List<Message> channel(String wave, String channel) {
    String prefix = channel + "#";
    return ledger.messages().list(wave).stream()
        .filter(message -> message.said().naturalKey().startsWith(prefix))
        .toList();
  }

  private Optional<Receipt> receiptOf(UUID message, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      Optional<Receipt> receipt = ledger.messages().findReceipt(message);
      if (receipt.isPresent() || System.nanoTime() - deadline >= 0) {
        return receipt;
      }
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return receipt;
      }
    }
  }

  private static NewEntry entry(Word word, NewMessage message) {
    ObjectNode detail = JSON.createObjectNode().put("message", message.id().toString());
    detail.set("said", JSON.valueToTree(word.body()));
    return new NewEntry(kindOf(word.kind()), word.wave(), word.by().label(), detail.toString());
  }

  private static String kindOf(Message.Kind kind) {
    return switch (kind) {
      case DECIDE -> "decision-said";
      case REVOKE -> "revocation-said";
      case HOLD -> "hold-said";
      case RESUME -> "resume-said";
      case DIRECT -> "directive-said";
      case ROLLBACK -> "rollback-said";
    };
  }

  private static String json(MessageBody body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message body has plain fields only", e);
    }
  }
}
