package io.tidegate.api.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Ledger;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.RollbackView.State;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units of a wave that were taken back one after the other are shown as one rollback: the view of
 * the wave keeps the part that changed last, the journal keeps them all.
 */
final class RollbackParts {

  private static final ObjectMapper JSON = Wire.mapper();

  private static final Logger LOG = LoggerFactory.getLogger(RollbackParts.class);

  private final Ledger ledger;

  RollbackParts(Ledger ledger) {
    this.ledger = ledger;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Fact(@Nullable Part part, @Nullable RollbackView rollback) {}

  /** What people see of a wave's rollback; a refusal, and a rollback of the whole, stand alone. */
  @Nullable RollbackView shown(WaveBook.Page page) {
    RollbackView last = page.view().rollback();
    boolean isPart = last != null && last.units().size() < page.view().units().size();
    if (last == null || !isPart || last.state() == State.REFUSED) {
      return last;
    }
    return together(last, ledger.journal().listOfStep(page.wave(), RollbackWorkflow.PART));
  }

  /**
   * A row that cannot be read counts for nothing, and is logged: the wave is shown all the same.
   *
   * @param last as the view has it: newer than what the journal says of that part
   * @param journal the rows by which each part says what it takes back and how it fares
   */
  static RollbackView together(RollbackView last, List<JournalRow> journal) {
    TreeMap<Integer, RollbackView> parts = new TreeMap<>();
    for (JournalRow row : journal) {
      Fact fact = read(row);
      if (fact != null && fact.part() != null && fact.rollback() != null) {
        parts.put(fact.part().number(), fact.rollback());
      }
    }
    parts.values().removeIf(part -> part.state() == State.REFUSED);
    parts.replaceAll((number, part) -> part.units().equals(last.units()) ? last : part);
    return parts.size() < 2 || !parts.containsValue(last) ? last : merged(parts.values());
  }

  private static RollbackView merged(Collection<RollbackView> parts) {
    return new RollbackView(
        worst(parts),
        parts.stream().map(RollbackView::by).distinct().collect(Collectors.joining(", ")),
        parts.stream()
            .map(part -> String.join(", ", part.units()) + ": " + part.reason())
            .collect(Collectors.joining("; ")),
        parts.stream().flatMap(part -> part.units().stream()).distinct().toList(),
        sum(parts, RollbackView::replayBound),
        sum(parts, RollbackView::stranded),
        sum(parts, RollbackView::strandedUnread));
  }

  private static State worst(Collection<RollbackView> parts) {
    for (State state : List.of(State.NEEDS_OPERATOR, State.RUNNING)) {
      if (parts.stream().anyMatch(part -> part.state() == state)) {
        return state;
      }
    }
    return State.DONE;
  }

  /** Null while one of them has not counted. */
  private static @Nullable String sum(
      Collection<RollbackView> parts, Function<RollbackView, @Nullable String> count) {
    List<@Nullable String> counts = parts.stream().map(count).toList();
    if (!counts.stream().allMatch(each -> each != null && each.matches("[0-9]{1,18}"))) {
      return null;
    }
    return Long.toString(
        counts.stream().map(Objects::requireNonNull).mapToLong(Long::parseLong).sum());
  }

  /** A worker writes what a workflow says as text, beside the key of the call. */
  private static @Nullable Fact read(JournalRow row) {
    try {
      String said = JSON.readTree(row.detailJson()).path("detail").asText();
      return JSON.readValue(said, Fact.class);
    } catch (JsonProcessingException e) {
      LOG.error("Journal row {} of wave {} cannot be read", row.key(), row.wave(), e);
      return null;
    }
  }
}
