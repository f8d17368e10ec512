package io.tidegate.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import java.util.function.Function;

/**
 * Reads the body of a message. One that does not read is answered, never thrown: a person sent it,
 * and a wave must not stand for it.
 */
final class Reading {
  private static final ObjectMapper JSON = Wire.mapper();

  private Reading() {}

  static <T extends MessageBody> Receipt of(
      Message message, Class<T> type, Function<T, Receipt> reply) {
    T body;
    try {
      body = JSON.readValue(message.body(), type);
    } catch (JsonProcessingException e) {
      return answer(message, Replies.REFUSED, "the body does not read: " + e.getOriginalMessage());
    }
    return body == null ? answer(message, Replies.REFUSED, "the body is empty") : reply.apply(body);
  }

  static Receipt answer(Message message, String outcome, String reason) {
    return new Receipt(message.id(), outcome, reason);
  }
}
