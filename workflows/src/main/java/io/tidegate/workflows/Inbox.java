package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.LedgerActivities.LoadMessages;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.activity.LedgerActivities.Said;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What people said to this workflow. A signal only brings the id of a row of the ledger; whatever
 * it is worth is loaded from there, in batches, because a load for each forged id would fill the
 * history. Each id counts once and leaves a receipt.
 */
final class Inbox {
  static final String UNKNOWN = "UNKNOWN";
  private static final int BATCH = 100;
  private static final int UNKNOWN_ALARM = 100;
  private static final int ID_MAX = 200;

  private final Logger log = Workflow.getLogger(Inbox.class);
  private final LedgerActivities ledger;
  private final Scribe scribe;
  private final Deck deck;
  private final Function<Message, Receipt> reader;
  private final Deque<String> pending = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>(); // asked, never iterated
  private final Map<String, Receipt> receipts = new HashMap<>(); // likewise
  private long unknown;
  private boolean reading;
  private boolean still;

  /**
   * @param reader applies one verified message and says what became of it; called by the inbox's
   *     coroutine alone
   */
  Inbox(Deck deck, Function<Message, Receipt> reader) {
    this.deck = deck;
    this.ledger = deck.stubs().ledger();
    this.scribe = deck.scribe();
    this.reader = reader;
  }

  /** All that a signal handler does: an exception in one would fail or wedge the workflow. */
  void add(@Nullable String id) {
    if (id == null || id.isBlank() || id.length() > ID_MAX) {
      countUnknown();
    } else if (seen.add(id)) {
      pending.add(id);
    }
  }

  /** Of an id that counts twice: by what it said, and when its rollback asks the wave to park. */
  void addAgain(String id) {
    seen.remove(id);
    add(id);
  }

  @Nullable Receipt receipt(String id) {
    return receipts.get(id);
  }

  /** True when nothing that was said so far waits to be applied. */
  boolean isQuiet() {
    return pending.isEmpty() && !reading;
  }

  /** Applies all that was said so far, and nothing more until the deed is done. */
  <T> T still(Supplier<T> deed) {
    Workflow.await(this::isQuiet);
    still = true;
    try {
      return deed.get();
    } finally {
      still = false;
    }
  }

  /** The coroutine; ends with the workflow. */
  void drain() {
    while (true) {
      Workflow.await(() -> !pending.isEmpty() && !still);
      reading = true;
      readBatch();
      reading = false;
    }
  }

  private void readBatch() {
    List<String> ids = new ArrayList<>();
    while (ids.size() < BATCH && !pending.isEmpty()) {
      ids.add(pending.remove());
    }
    String key = scribe.nextKey("messages");
    Said said = ledger.loadMessages(new LoadMessages(deck.wave(), key, ids));
    if (!said.key().equals(key)) {
      throw new Defect("the load " + key + " was answered with " + said.key());
    }
    Map<String, Message> byId = new HashMap<>();
    said.messages().forEach(message -> byId.put(message.id(), message));
    for (String id : ids) {
      Message message = byId.get(id);
      if (message != null) {
        settle(message);
      } else if (said.refused().contains(id)) {
        countUnknown();
        receipts.put(id, new Receipt(id, UNKNOWN, "no such message in wave " + deck.wave()));
      } else {
        throw new Defect("the ledger neither knows nor refuses message " + id);
      }
    }
  }

  private void settle(Message message) {
    Receipt receipt = reader.apply(message);
    scribe.record(
        message.kind().toLowerCase(Locale.ROOT) + "-settled",
        message.subject(),
        Scribe.detail(
            "message", message.id(), "outcome", receipt.outcome(), "reason", receipt.reason()),
        deck.book().saved(),
        List.of(receipt));
    receipts.put(message.id(), receipt);
  }

  private void countUnknown() {
    unknown++;
    if (unknown == UNKNOWN_ALARM) {
      log.error(
          "{} signals of wave {} named no message of it: someone forges signals",
          unknown,
          deck.wave());
    }
  }
}
