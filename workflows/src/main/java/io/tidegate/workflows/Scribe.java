package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.LedgerActivities.AskRollback;
import io.tidegate.workflows.activity.LedgerActivities.CloseWayBack;
import io.tidegate.workflows.activity.LedgerActivities.Journal;
import io.tidegate.workflows.activity.LedgerActivities.Journalled;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.activity.LedgerActivities.Record;
import io.tidegate.workflows.view.ViewChange;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the ledger what a workflow does. Every write is in a detached scope: what happened is
 * written also after a stop, and nothing else may interrupt it.
 */
final class Scribe {
  /** Who acted when no person did. */
  static final String TIDEGATE = "tidegate";

  private final LedgerActivities ledger;
  private final String wave;
  private final String digest;
  private final String keys;
  private long version;
  private long writes;

  /**
   * @param keys prefix of the keys of this run's own calls, so that neither a wave and its rollback
   *     nor two runs of one of them ever share one
   */
  Scribe(LedgerActivities ledger, String wave, String digest, String keys) {
    this.ledger = ledger;
    this.wave = wave;
    this.digest = digest;
    this.keys = keys;
  }

  /** Later views of this workflow win over every view up to this version. */
  void after(long seen) {
    version = Math.max(version, seen);
  }

  /** Appends one audit entry and saves the view that it led to. */
  void record(
      String kind,
      String subject,
      ObjectNode detail,
      @Nullable ViewChange view,
      List<Receipt> receipts) {
    long thisVersion = ++version;
    Call call = aboutWave("record");
    detached(
        call,
        () ->
            ledger.record(
                new Record(call, thisVersion, kind, subject, detail.toString(), view, receipts)));
  }

  /**
   * Before the effect of a step of a unit: a half-done step must be undone too.
   *
   * @throws StepFailed when the unit's lease was taken over: nothing may be done any more
   */
  void journal(String unit, String step, long fence) throws StepFailed {
    Call entry = new Call(wave, unit, step, nextKey("journal"), fence, digest);
    AtomicReference<@Nullable StepFailed> refused = new AtomicReference<>();
    Workflow.newDetachedCancellationScope(
            () -> {
              try {
                StepRunner.ask(entry, call -> ledger.journal(new Journalled(call, "{}")));
              } catch (StepFailed failed) {
                refused.set(failed);
              }
            })
        .run();
    StepFailed failed = refused.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** A fact about the whole wave that the other workflow of this wave must find. */
  void journalWave(String fact, ObjectNode detail) {
    Call entry = aboutWave(fact);
    detached(entry, () -> ledger.journal(new Journalled(entry, detail.toString())));
  }

  Journal readJournal() {
    Call call = aboutWave("read-journal");
    return detached(call, () -> ledger.readJournal(call));
  }

  LastView readView() {
    Call call = aboutWave("read-view");
    return detached(call, () -> ledger.readView(call));
  }

  /** A call that tells people something; {@code unit} is empty where it is about the wave. */
  Call aboutPeople(String unit) {
    return new Call(wave, unit, "", nextKey("notice"), 0, digest);
  }

  /** Writes the row by which a written trigger asks for the rollback. */
  Message askRollback(String unit, String why) {
    Call call = new Call(wave, unit, "", nextKey("ask-rollback"), 0, digest);
    return detached(call, () -> ledger.askRollback(new AskRollback(call, why))).message();
  }

  /**
   * Writes down that complete begins.
   *
   * @param heard numbers of the rollbacks of some units that the wave knows of
   * @return what was said to stop it or to take it back, and has no answer; empty when it has begun
   */
  List<Message> closeWayBack(List<Integer> heard) {
    Call call = aboutWave("close-way-back");
    return detached(call, () -> ledger.closeWayBack(new CloseWayBack(call, heard))).asked();
  }

  private Call aboutWave(String step) {
    return new Call(wave, "", step, nextKey(step), 0, digest);
  }

  /** Of one more call of this run; never given twice. */
  String nextKey(String what) {
    return keys + "/" + what + "/" + ++writes;
  }

  private static <T extends Echo> T detached(Call call, Supplier<T> write) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    CancellationScope scope =
        Workflow.newDetachedCancellationScope(
            () -> answer.set(StepRunner.answered(call, write.get())));
    scope.run();
    return Objects.requireNonNull(answer.get(), call.key());
  }

  /** A small JSON object of names and values in the order given. */
  static ObjectNode detail(@Nullable String... namesAndValues) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      detail.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return detail;
  }
}
