package io.tidegate.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback of some units writes into the journal about the whole wave: first that it claims
 * these units, then how they fare. No two rollbacks may undo one unit: each writes what it claims
 * before it reads what others claim, so of two at least one sees the other.
 *
 * @param rollback as people see it
 * @param units those that have changed since the fact before
 */
record PartFact(Part part, RollbackView rollback, List<UnitNow> units) {
  private static final String PART = "part";

  private static final ObjectMapper JSON = Wire.mapper();

  PartFact {
    units = List.copyOf(units);
  }

  /**
   * One unit on its way back.
   *
   * @param step that is parked, with why; null where none is
   */
  record UnitNow(String unit, WaveState state, @Nullable Step step, @Nullable String why) {
    static UnitNow of(UnitView view) {
      Optional<StepView> parked =
          view.steps().stream().filter(step -> step.state() == StepView.State.PARKED).findFirst();
      return new UnitNow(
          view.unit(),
          view.state(),
          parked.flatMap(step -> Step.of(step.step())).orElse(null),
          parked.map(StepView::reason).orElse(null));
    }
  }

  /** Detail of a fact about a part, or about the whole wave. */
  static ObjectNode about(@Nullable Part part) {
    return part == null ? Scribe.detail() : Scribe.detail(PART, Integer.toString(part.number()));
  }

  /** Whatever else its detail says. */
  static boolean isAbout(Entry entry, @Nullable Part part) {
    try {
      return JSON.readTree(entry.detail()).path(PART).equals(about(part).path(PART));
    } catch (JsonProcessingException e) {
      throw new Defect("the journal holds no readable fact: " + e.getOriginalMessage(), e);
    }
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /** In the order in which they were written. */
  static List<PartFact> in(List<Entry> journal) {
    return journal.stream()
        .filter(entry -> entry.unit().isEmpty() && entry.step().equals(RollbackWorkflow.PART))
        .map(PartFact::read)
        .toList();
  }

  private static PartFact read(Entry entry) {
    try {
      return JSON.readValue(entry.detail(), PartFact.class);
    } catch (JsonProcessingException e) {
      throw new Defect("the journal holds no readable part: " + e.getOriginalMessage(), e);
    }
  }

  /** The newest fact of each part that was not refused: these units are not for anybody else. */
  static List<PartFact> standing(List<Entry> journal) {
    List<PartFact> newest = new ArrayList<>();
    for (PartFact fact : in(journal)) {
      newest.removeIf(earlier -> earlier.part().number() == fact.part().number());
      newest.add(fact);
    }
    newest.removeIf(PartFact::isRefused);
    return newest;
  }

  boolean isDone() {
    return rollback.state() == RollbackView.State.DONE;
  }

  boolean isRefused() {
    return rollback.state() == RollbackView.State.REFUSED;
  }

  boolean has(String unit) {
    return part.units().contains(unit);
  }

  void showIn(ViewBook book) {
    book.rollback(rollback);
    for (UnitNow unit : units) {
      if (unit.state() == WaveState.ROLLED_BACK) {
        book.rolledBack(unit.unit());
      } else if (unit.step() != null) {
        book.parked(unit.unit(), unit.step(), String.valueOf(unit.why()));
      } else {
        book.goesOn(unit.unit(), unit.state());
      }
    }
  }
}
