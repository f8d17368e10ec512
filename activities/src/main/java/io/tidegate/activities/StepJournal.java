package io.tidegate.activities;

import io.tidegate.ledger.Begun;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Ledger;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.Journal;
import io.tidegate.workflows.activity.LedgerActivities.Journalled;
import java.util.List;

/** The steps of a wave in the order in which they began: what a rollback reads backwards. */
final class StepJournal {
  /** Stands for the whole wave where a row needs a unit; no unit can be called so. */
  private static final String WHOLE_WAVE = "*";

  private final Ledger ledger;

  StepJournal(Ledger ledger) {
    this.ledger = ledger;
  }

  Done write(Journalled entry) {
    Call call = entry.call();
    if (!call.unit().isEmpty()) {
      requireFence(call);
    }
    String unit = call.unit().isEmpty() ? WHOLE_WAVE : call.unit();
    Row row = new Row(call.key(), call.fence(), entry.detail());
    String kind = Notes.Kind.STEP.word();
    ledger
        .journal()
        .record(
            new JournalRow(
                call.wave(), unit, call.step(), kind, kind + " " + call.key(), Bodies.text(row)));
    return new Done(call.key(), call.step() + " journaled");
  }

  /**
   * A row that slips in right after a take-over does no harm: every effect of its step checks the
   * fence again.
   */
  private void requireFence(Call call) {
    String key = "journal " + call.wave() + " " + call.key();
    if (ledger.effects().begin(key, call.wave(), call.unit(), call.fence())
        instanceof Begun.Stale stale) {
      throw Fail.stale(stale.why() + "; step " + call.step() + " was not begun");
    }
  }

  Journal read(Call call) {
    List<JournalRow> rows =
        call.unit().isEmpty()
            ? ledger.journal().list(call.wave())
            : ledger.journal().list(call.wave(), call.unit());
    List<Entry> entries =
        rows.stream().filter(row -> Notes.Kind.STEP.isOf(row)).map(StepJournal::entry).toList();
    return new Journal(call.key(), entries);
  }

  private static Entry entry(JournalRow row) {
    Row detail = Bodies.read(row.detailJson(), Row.class);
    String unit = row.unit().equals(WHOLE_WAVE) ? "" : row.unit();
    return new Entry(unit, row.step(), detail.key(), detail.fence(), detail.detail());
  }

  /**
   * @param detail the caller's JSON, as text
   */
  record Row(String key, long fence, String detail) {}
}
