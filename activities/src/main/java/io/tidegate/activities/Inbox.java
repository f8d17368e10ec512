package io.tidegate.activities;

import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Messages;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewMessage;
import io.tidegate.ledger.Receipt;
import io.tidegate.ledger.Subject;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.LedgerActivities.AskRollback;
import io.tidegate.workflows.activity.LedgerActivities.CloseWayBack;
import io.tidegate.workflows.activity.LedgerActivities.LoadMessages;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Said;
import io.tidegate.workflows.activity.LedgerActivities.WayBackClosed;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the rows behind the ids that came by signal. Anyone can send a signal, so what has no row
 * in this wave is audited and dropped.
 */
final class Inbox {
  /** Our own processes' issuer: no person's, whose issuer comes from the configuration. */
  private static final Subject TRIGGER = new Subject("tidegate", "tidegate");

  private static final Set<io.tidegate.ledger.Message.Kind> STOPPING =
      EnumSet.of(io.tidegate.ledger.Message.Kind.HOLD, io.tidegate.ledger.Message.Kind.ROLLBACK);

  private static final int QUOTED_IDS_MAX = 20;
  private static final int QUOTED_CHARS_MAX = 64;

  private final Ledger ledger;

  Inbox(Ledger ledger) {
    this.ledger = ledger;
  }

  Said load(LoadMessages call) {
    Set<UUID> ids = new LinkedHashSet<>();
    List<String> refused = new ArrayList<>();
    for (String id : call.ids()) {
      if (isUuid(id)) {
        ids.add(UUID.fromString(id));
      } else {
        refused.add(id);
      }
    }
    List<Message> found = new ArrayList<>();
    for (List<UUID> page : pages(List.copyOf(ids))) {
      Messages.Loaded loaded = ledger.messages().load(call.wave(), page);
      loaded.found().forEach(message -> found.add(message(message)));
      loaded.foreign().forEach(id -> refused.add(id.toString()));
      loaded.unknown().forEach(id -> refused.add(id.toString()));
    }
    if (!refused.isEmpty()) {
      audit(call, refused);
    }
    return new Said(call.key(), found, refused);
  }

  /** Nobody's row: a written trigger asks. Its key makes it once. */
  Message askRollback(AskRollback call) {
    String wave = call.call().wave();
    String body = Bodies.plain(MessageBody.Rollback.whole(call.reason(), null));
    NewMessage asks =
        new NewMessage(
            UUID.randomUUID(),
            wave,
            io.tidegate.ledger.Message.Kind.ROLLBACK,
            "trigger " + call.call().key(),
            TRIGGER,
            List.of(),
            body);
    NewEntry entry = new NewEntry("rollback-said", wave, TRIGGER.label(), body);
    return message(ledger.messages().say(asks, entry).standing());
  }

  WayBackClosed closeWayBack(CloseWayBack call) {
    String wave = call.call().wave();
    var open =
        ledger
            .messages()
            .appendUnlessOpen(
                wave,
                "way-back-closed " + wave + " " + call.call().key(),
                new NewEntry("way-back-closed", wave, Notes.SUBJECT, "{\"step\":\"complete\"}"),
                said -> isOpen(said, call.heard()));
    return new WayBackClosed(call.call().key(), open.stream().map(Inbox::message).toList());
  }

  /**
   * Nobody has answered, or a rollback was granted and the wave has not heard of it: one of the
   * whole wave would have stopped it.
   */
  private static boolean isOpen(Messages.Heard said, List<Integer> heard) {
    var kind = said.message().kind();
    Receipt receipt = said.receipt().orElse(null);
    if (receipt == null) {
      return STOPPING.contains(kind);
    }
    if (kind != io.tidegate.ledger.Message.Kind.ROLLBACK
        || !LedgerActivities.Receipt.isTaken(receipt.outcome())) {
      return false;
    }
    Part part = Bodies.read(said.message().bodyJson(), MessageBody.Rollback.class).part();
    return part == null || !heard.contains(part.number());
  }

  private void audit(LoadMessages call, List<String> refused) {
    List<String> quoted = refused.stream().limit(QUOTED_IDS_MAX).map(Inbox::quoted).toList();
    Refused detail =
        new Refused(refused.size(), quoted, "no such message to this wave; nothing was done");
    ledger
        .entries()
        .appendOnce(
            "signal-refused " + call.wave() + " " + call.key(),
            new NewEntry("signal-refused", call.wave(), Notes.SUBJECT, Bodies.text(detail)));
  }

  /**
   * @param ids the first of them, each cut: they come from anyone
   */
  record Refused(int count, List<String> ids, String reason) {}

  private static String quoted(String id) {
    return id.length() <= QUOTED_CHARS_MAX ? id : id.substring(0, QUOTED_CHARS_MAX) + "…";
  }

  private static List<List<UUID>> pages(List<UUID> ids) {
    List<List<UUID>> pages = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += Messages.LIMIT_MAX) {
      pages.add(ids.subList(from, Math.min(ids.size(), from + Messages.LIMIT_MAX)));
    }
    return pages;
  }

  /**
   * {@link UUID#fromString} also takes shortened forms, which would be other ids than those that
   * were said.
   */
  private static boolean isUuid(String id) {
    try {
      return UUID.fromString(id).toString().equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Message message(io.tidegate.ledger.Message row) {
    return new Message(
        row.id().toString(),
        row.subject().issuer().equals(TRIGGER.issuer())
            ? MessageBody.Rollback.TRIGGERED
            : kind(row.kind()),
        row.subject().name(),
        row.roles(),
        row.bodyJson(),
        row.at());
  }

  private static String kind(io.tidegate.ledger.Message.Kind kind) {
    return switch (kind) {
      case DECIDE -> MessageBody.Decision.KIND;
      case REVOKE -> MessageBody.Revocation.KIND;
      case HOLD -> MessageBody.Hold.KIND;
      case RESUME -> MessageBody.Resume.KIND;
      case DIRECT -> MessageBody.Directive.KIND;
      case ROLLBACK -> MessageBody.Rollback.KIND;
    };
  }
}
