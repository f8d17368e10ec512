package io.tidegate.ledger;

import java.util.List;
import java.util.UUID;

/**
 * What a person says to a wave.
 *
 * @param id chosen by the caller
 * @param naturalKey what makes saying it again the same, for example gate, round, person and
 *     decision; unique in the wave. Who revokes and decides anew says something else: the key has
 *     to show it
 * @param roles those the person has now
 */
public record NewMessage(
    UUID id,
    String wave,
    Message.Kind kind,
    String naturalKey,
    Subject subject,
    List<String> roles,
    String bodyJson) {
  public NewMessage {
    Require.text("wave", wave);
    Require.text("natural key", naturalKey);
    Require.text("body", bodyJson);
    roles.forEach(role -> Require.text("role", role));
    roles = List.copyOf(roles);
  }
}
