package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.view.RollbackView;

/** What a rollback comes to in records, and its view with that. */
final class RollbackTally {
  private final ViewBook book;
  private RollbackView view;
  private Stranding stranding;
  private long replayBound;
  private long stranded;

  /**
   * @param stranding what only the target had before anything was undone
   */
  RollbackTally(ViewBook book, RollbackView start, Stranding stranding) {
    this.book = book;
    this.view = start;
    this.stranding = stranding;
  }

  /** What only the target has, as counted last. */
  Stranding stranding() {
    return stranding;
  }

  void counted(Stranding now) {
    stranding = now;
  }

  /** One unit's positions stand on the source again. */
  void add(MappedBack mapped) {
    replayBound += mapped.replayBound();
    stranded += mapped.stranded();
  }

  /** As it was shown last. */
  RollbackView view() {
    return view;
  }

  void show(RollbackView.State state) {
    view =
        new RollbackView(
            state,
            view.by(),
            view.reason(),
            view.units(),
            Long.toString(replayBound),
            Long.toString(Math.max(stranded, stranding.stranded())),
            stranding.shownUnread());
    showAgain();
  }

  /** Others may have shown theirs meanwhile. */
  void showAgain() {
    book.rollback(view);
  }

  /** For the ledger. */
  ObjectNode detail() {
    return Scribe.detail("replayBound", view.replayBound(), "stranded", view.stranded());
  }

  /** Who rolls back and why, in a sentence. */
  String told() {
    return "rolled back by " + view.by() + ": " + view.reason();
  }
}
