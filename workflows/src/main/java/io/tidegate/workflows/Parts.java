package io.tidegate.workflows;

import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.message.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The parts of a wave that rollbacks of their own take back while the others go on. */
final class Parts {
  private final List<Part> taken = new ArrayList<>();
  private final Set<String> back = new HashSet<>(); // asked, never iterated
  private final Set<Integer> untouched = new HashSet<>(); // likewise
  private int shown;

  /** A rollback asked for these units, and gets them. */
  void taken(Part part) {
    taken.add(part);
  }

  /** The numbers of those that asked for units, also of those that got none. */
  List<Integer> heard() {
    return Stream.concat(taken.stream().map(Part::number), untouched.stream())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * True when every unit that was taken out is back. One whose rollback goes no further is not: it
   * runs on the target until a later one brings it back.
   */
  boolean areEnded() {
    return taken.stream()
        .filter(part -> !untouched.contains(part.number()))
        .allMatch(part -> back.containsAll(part.units()));
  }

  /**
   * Shows what is new.
   *
   * @return whether anything was
   */
  boolean show(List<Entry> journal, ViewBook book) {
    List<PartFact> facts = PartFact.in(journal);
    List<PartFact> fresh = facts.subList(shown, facts.size());
    for (PartFact fact : fresh) {
      fact.showIn(book);
      if (fact.isDone()) {
        back.addAll(fact.part().units());
      } else if (fact.isRefused() && RollbackFacts.timesLetGoOn(journal, fact.part()) == 0) {
        untouched.add(fact.part().number());
      }
    }
    shown = facts.size();
    return !fresh.isEmpty();
  }
}
