package io.tidegate.workflows;

import io.tidegate.workflows.message.Part;
import java.util.ArrayList;
import java.util.List;

/** The parts of a wave that rollbacks of their own take back while the others go on. */
final class Parts {
  private final List<Part> underWay = new ArrayList<>();
  private int shown;

  /** A rollback asked for these units, and gets them. */
  void taken(Part part) {
    underWay.add(part);
  }

  /** True when no unit that was taken out is still on its way back. */
  boolean areEnded() {
    return underWay.isEmpty();
  }

  /**
   * Shows what is new.
   *
   * @param facts all of the journal
   * @return whether anything was
   */
  boolean show(List<PartFact> facts, ViewBook book) {
    List<PartFact> fresh = facts.subList(shown, facts.size());
    fresh.forEach(
        fact -> {
          fact.showIn(book);
          if (fact.isOver()) {
            underWay.removeIf(part -> part.number() == fact.part().number());
          }
        });
    shown = facts.size();
    return !fresh.isEmpty();
  }
}
