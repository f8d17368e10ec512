package io.tidegate.api.rest;

import io.tidegate.ledger.Messages;
import io.tidegate.ledger.Messages.Unanswered;
import io.tidegate.ledger.Wait;
import io.tidegate.ledger.Waits;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a wave waits for that no person can give: a step that takes its time or is tried again, a
 * worker, or Temporal itself. It shows as the reason of the wave and of its running steps, where
 * their workflow has nothing more urgent to say.
 */
final class Waiting {

  /** Longer than an attempt and the wait before the next one. */
  private static final Duration AGE_MAX = Duration.ofMinutes(2);

  private static final Set<WaveState> UNDER_WAY =
      EnumSet.of(WaveState.RUNNING, WaveState.BACKING_OUT, WaveState.ROLLING_BACK);

  /** An answer takes no longer where a worker is at work. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /** As many are told of one by one; of more it is said how many. */
  static final int UNANSWERED_TOLD = 20;

  private final Waits waits;
  private final Messages messages;
  private final Supplier<Optional<String>> temporalAway;
  private final Supplier<Optional<String>> workerAway;

  /**
   * @param temporalAway why Temporal does not answer; empty while it does
   * @param workerAway that no worker is there; empty while one is
   */
  Waiting(
      Waits waits,
      Messages messages,
      Supplier<Optional<String>> temporalAway,
      Supplier<Optional<String>> workerAway) {
    this.waits = waits;
    this.messages = messages;
    this.temporalAway = temporalAway;
    this.workerAway = workerAway;
  }

  /** Why no wave at all moves. */
  private Optional<String> nothingMoves() {
    return temporalAway
        .get()
        .map(why -> "waits for Temporal, which does not answer: " + why)
        .or(() -> workerAway.get().map(why -> "waits for a worker: " + why));
  }

  WaveView shown(WaveView view) {
    return view.state().isClosed()
        ? view
        : unanswered(
            shown(view, waits.latest(view.wave(), AGE_MAX), nothingMoves()),
            messages.unanswered(List.of(view.wave()), ANSWER_MAX, UNANSWERED_TOLD));
  }

  /**
   * What people said and is not heard of yet must not look as if nobody had said it.
   *
   * @param said of any wave, in the order in which they are told
   */
  static WaveView unanswered(WaveView view, List<Unanswered> said) {
    List<Unanswered> own =
        said.stream().filter(each -> each.message().wave().equals(view.wave())).toList();
    String told =
        own.stream()
            .map(Unanswered::message)
            .map(
                message ->
                    "%s by %s at %s"
                        .formatted(
                            message.kind().name().toLowerCase(Locale.ROOT),
                            message.subject().name(),
                            message.at().truncatedTo(ChronoUnit.SECONDS)))
            .collect(Collectors.joining(", "));
    int more = own.stream().mapToInt(each -> each.ofWave() - own.size()).max().orElse(0);
    return told.isEmpty() || view.state().isClosed()
        ? view
        : because(
            view,
            view.reason()
                + "; asked and not answered yet: "
                + told
                + (more > 0 ? " and " + more + " more" : ""));
  }

  private static WaveView because(WaveView view, String reason) {
    return new WaveView(
        view.wave(),
        view.mode(),
        view.state(),
        reason,
        view.runbook(),
        view.units(),
        view.gates(),
        view.holder(),
        view.rollback(),
        view.rollbackPossibleUntil());
  }

  List<WaveView> shown(List<WaveView> views) {
    List<Wait> all = waits.latest(null, AGE_MAX);
    Optional<String> nothingMoves = nothingMoves();
    List<Unanswered> unanswered =
        messages.unanswered(
            views.stream().filter(view -> !view.state().isClosed()).map(WaveView::wave).toList(),
            ANSWER_MAX,
            UNANSWERED_TOLD);
    return views.stream()
        .map(
            view ->
                shown(
                    view,
                    all.stream().filter(wait -> wait.wave().equals(view.wave())).toList(),
                    nothingMoves))
        .map(view -> unanswered(view, unanswered))
        .toList();
  }

  /**
   * @param waits of this wave, the latest last
   * @param nothingMoves why no wave at all moves
   */
  static WaveView shown(WaveView view, List<Wait> waits, Optional<String> nothingMoves) {
    String reason = reason(view, waits, nothingMoves);
    if (view.state().isClosed() || (waits.isEmpty() && reason.equals(view.reason()))) {
      return view;
    }
    return because(
        view.withUnits(view.units().stream().map(unit -> shown(unit, waits)).toList()), reason);
  }

  private static String reason(WaveView view, List<Wait> waits, Optional<String> nothingMoves) {
    boolean isUnderWay = UNDER_WAY.contains(view.state());
    if (nothingMoves.isPresent()) {
      return nothingMoves.get() + (isUnderWay ? "" : "; " + view.reason());
    }
    if (waits.isEmpty() || !isUnderWay) {
      return view.reason();
    }
    Wait last = mostUrgent(waits);
    String unit = last.unit().isEmpty() ? "" : " of unit " + last.unit();
    return "step " + last.step() + unit + " " + text(last);
  }

  /** What goes wrong before what takes its time; of either the latest. */
  private static Wait mostUrgent(List<Wait> waits) {
    return waits.stream()
        .filter(wait -> !wait.isUnderWay())
        .reduce((earlier, later) -> later)
        .orElseGet(() -> waits.get(waits.size() - 1));
  }

  private static UnitView shown(UnitView unit, List<Wait> waits) {
    List<StepView> steps = unit.steps().stream().map(step -> shown(unit, step, waits)).toList();
    return new UnitView(unit.unit(), unit.owner(), unit.state(), steps, unit.scorecard());
  }

  private static StepView shown(UnitView unit, StepView step, List<Wait> waits) {
    if (step.state() != StepView.State.RUNNING) {
      return step;
    }
    return waits.stream()
        .filter(wait -> wait.unit().equals(unit.unit()) && wait.step().equals(step.step()))
        .findFirst()
        .map(
            wait ->
                new StepView(
                    step.step(), step.state(), step.startedAt(), step.endedAt(), text(wait)))
        .orElse(step);
  }

  private static String text(Wait wait) {
    if (wait.isUnderWay()) {
      return "is under way: " + wait.reason();
    }
    return "is tried again: attempt " + wait.attempt() + " failed: " + wait.reason();
  }
}
