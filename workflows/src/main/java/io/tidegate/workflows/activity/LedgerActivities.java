package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.gate.Ruling;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, on queue {@link io.tidegate.workflows.Queues#ledger()}. Retried without limit:
 * nothing can even park without it.
 */
@ActivityInterface
public interface LedgerActivities {

  /**
   * Loads what people said, by row id. An id without a row, or of another wave, is audited as
   * {@code signal-refused}.
   */
  Said loadMessages(LoadMessages call);

  /**
   * Saves the view, appends the audit entry that led to it, and saves the receipts that it settles,
   * in this order and each once however often this is tried; it is tried until all are written. So
   * whoever reads an entry finds its view or a later one, and whoever reads a receipt finds both.
   */
  Done record(Record call);

  /**
   * Takes the leases of one unit, all or none. Taken again by the same wave and unit it answers the
   * same fence.
   *
   * <p>Held by another wave is an answer, not an error.
   */
  Leased lease(Lease call);

  /** Gives back the leases of one unit. Nothing to give back is success. */
  Done release(Call call);

  /**
   * Writes down that a step is about to run, so that a rollback can undo a half-done one. An entry
   * about the whole wave (it parked, its rollback took over or ended) has an empty unit and fence
   * 0, and no lease is checked for it.
   */
  Done journal(Journalled call);

  /**
   * What the ledger knows of the steps of a wave: the only source a rollback without its wave's
   * workflow has.
   */
  Journal readJournal(Call call);

  /**
   * Takes over a unit from a wave that does not answer: the next fence, which voids every older
   * one.
   */
  Leased takeOver(Call call);

  /**
   * The view that was saved last, so that a rollback goes on from it, and the runbook of the wave.
   * Fails with {@link Failures#REFUSED} where the ledger has no such wave.
   */
  LastView readView(Call call);

  /**
   * The newest view of a wave.
   *
   * @param view null when none was saved yet; {@code version} is then 0
   * @param digest of the runbook that the wave was created with
   * @param runbook the compiled one of that digest
   */
  record LastView(String key, long version, @Nullable WaveView view, String digest, Runbook runbook)
      implements Echo {}

  /**
   * Writes the row by which a written trigger asks for a rollback, as the api does for a person,
   * and the audit entry with it; once for a key. Only this makes rows of kind {@link
   * io.tidegate.workflows.message.MessageBody.Rollback#TRIGGERED}.
   */
  Asked askRollback(AskRollback call);

  record AskRollback(Call call, String reason) {}

  record Asked(String key, Message message) implements Echo {}

  /**
   * Writes down that complete begins, after which nobody can stop the wave or take it back. It does
   * not where somebody has asked for either and was not answered, or waits for a rollback that the
   * wave has not heard of: whoever was told that it is accepted must not find the way back closed.
   */
  WayBackClosed closeWayBack(CloseWayBack call);

  /**
   * Asks whether complete may begin.
   *
   * @param heard numbers of the rollbacks of some units that the wave knows of: how far these are
   *     it sees by itself
   */
  record CloseWayBack(Call call, List<Integer> heard) {}

  /**
   * Whether complete has begun.
   *
   * @param asked what forbids it, oldest first; empty when it has
   */
  record WayBackClosed(String key, List<Message> asked) implements Echo {}

  record LoadMessages(String wave, String key, List<String> ids) {}

  /**
   * What one person said, verified against its row.
   *
   * @param kind one of those of {@link io.tidegate.workflows.message.MessageBody}
   * @param body the JSON of that body
   */
  record Message(
      String id, String kind, String subject, List<String> roles, String body, Instant at) {}

  /**
   * The rows of the ids that were asked for.
   *
   * @param refused ids that have no row in this wave
   */
  record Said(String key, List<Message> messages, List<String> refused) implements Echo {}

  /**
   * One audit entry with what it led to.
   *
   * @param version rises with every record of a workflow; an older view, of the wave or of a unit,
   *     never overwrites a newer one
   * @param subject who or what acted: a person's subject or {@code tidegate}
   * @param detail small JSON object
   * @param view null while another workflow keeps the view
   */
  @SuppressWarnings("JavaLangClash")
  record Record(
      Call call,
      long version,
      String kind,
      String subject,
      String detail,
      @Nullable ViewChange view,
      List<Receipt> receipts) {}

  /**
   * What became of one message.
   *
   * @param outcome of a decision or its revocation the name of {@link
   *     io.tidegate.runbooks.gate.Ruling.Outcome}; of anything else ACCEPTED, SAME, NOT_ELIGIBLE,
   *     NOT_PARKED or, of a rollback that would lose more records than accepted, STRANDED; of any
   *     message UNKNOWN where the wave has none with this id, and REFUSED where it does not read,
   *     asks for what cannot be done, or comes after the wave has closed
   * @param reason one sentence for the person who said it
   */
  record Receipt(String message, String outcome, String reason) {
    /** Whether this outcome means that what was asked for is done, or is under way. */
    public static boolean isTaken(String outcome) {
      return outcome.equals(Ruling.Outcome.ACCEPTED.name())
          || outcome.equals(Ruling.Outcome.SAME.name());
    }
  }

  record Lease(Call call, List<LeaseKey> keys) {}

  /**
   * What a lease covers, keyed by the source cluster's id.
   *
   * @param kind UNIT, GROUP or PRODUCERS
   */
  record LeaseKey(String kind, String clusterId, String name) {}

  /**
   * The lease, or who has it.
   *
   * @param holder the wave that holds one of the keys, or null when the lease was taken
   */
  record Leased(String key, long fence, @Nullable String holder, @Nullable String heldKey)
      implements Echo {}

  record Journalled(Call call, String detail) {}

  /** In the order in which they were written. */
  record Journal(String key, List<Entry> entries) implements Echo {}

  record Entry(String unit, String step, String key, long fence, String detail) {}
}
