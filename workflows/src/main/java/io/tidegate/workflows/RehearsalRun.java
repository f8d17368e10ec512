package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities.Frozen;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.UnitFound;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.RehearsalActivities.Conclude;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.RehearsalActivities.Taken;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import io.tidegate.workflows.activity.RehearsalActivities.WentBack;
import io.tidegate.workflows.activity.Shadow;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit in a rehearsal. What fails ends it with a finding; what it made is removed in any case,
 * also when the wave is stopped meanwhile.
 */
final class RehearsalRun {
  private static final List<String> LEASED = List.of("UNIT", "GROUP");

  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final SafePoints safePoints;
  private List<LeaseKey> leases = List.of();
  private boolean leasing;
  private boolean leased;
  private @Nullable Verified verified;
  private String positions = "";
  private List<String> own = List.of();
  private final List<String> evidence = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private final List<Timing> timings = new ArrayList<>();
  private String conclusion = "not rehearsed";

  RehearsalRun(Deck deck, MigrationUnit unit, SafePoints safePoints) {
    this.deck = deck;
    this.unit = unit;
    this.calls = new UnitCalls(deck, unit.unit());
    this.safePoints = safePoints;
  }

  String name() {
    return unit.unit();
  }

  /** How it ended, in a few words. */
  String conclusion() {
    return conclusion;
  }

  /** As it was seen by the proof; empty where that failed. */
  Optional<Verified> verified() {
    return Optional.ofNullable(verified);
  }

  /** Nothing of the application is leased: only the names that are the rehearsal's own. */
  void leases(UnitFound found) {
    leases =
        found.leases().stream()
            .filter(key -> LEASED.contains(key.kind()))
            .map(
                key ->
                    new LeaseKey(key.kind(), key.clusterId(), Shadow.of(key.name(), deck.wave())))
            .toList();
  }

  void verify() {
    attempt(
        () -> {
          step(Step.FREEZE, this::freeze);
          step(Step.VERIFY, this::prove);
        });
  }

  void rehearse() {
    if (!findings.isEmpty()) {
      return;
    }
    attempt(
        () -> {
          step(Step.QUIESCE, this::takePositions);
          step(Step.SEED, this::seed);
          step(Step.SWITCH_CONSUMERS, this::readOn);
          step(Step.OBSERVE, this::observe);
        });
  }

  /** It was stopped before its end: what was not come to was not shown. */
  void stopped() {
    findings.add("the rehearsal was stopped before its end");
  }

  private interface Body {
    void run() throws StepFailed;
  }

  private interface Part {
    /** One plain line for the timeline. */
    String run() throws StepFailed;
  }

  private void attempt(Body body) {
    try {
      body.run();
    } catch (StepFailed failed) {
      findings.add(failed.reason());
    }
  }

  private void step(Step step, Part part) throws StepFailed {
    safePoints.pass();
    Instant began = ViewBook.now();
    deck.begin(name(), step);
    try {
      String note = part.run();
      timings.add(new Timing(step.word(), Duration.between(began, ViewBook.now())));
      deck.done(name(), step, note);
    } catch (StepFailed failed) {
      deck.book().undone(name(), step, failed.reason());
      deck.tell(
          "step-failed",
          Scribe.detail("unit", name(), "step", step.word(), "reason", failed.reason()));
      throw failed;
    }
  }

  private String freeze() throws StepFailed {
    leasing = true;
    Leased lease =
        ask(Step.FREEZE, "lease", call -> deck.stubs().ledger().lease(new Lease(call, leases)));
    leasing = false;
    if (lease.holder() != null) {
      throw new StepFailed(lease.heldKey() + " is leased by wave " + lease.holder());
    }
    leased = true;
    calls.fence(lease.fence());
    Frozen frozen = ask(Step.FREEZE, "freeze", call -> deck.stubs().brief().freeze(call));
    return frozen.note() + "; nothing is denied in a rehearsal";
  }

  private String prove() throws StepFailed {
    Verified found = ask(Step.VERIFY, "verify", call -> deck.stubs().resolving().verify(call));
    verified = found;
    deck.book().scorecard(name(), found.scorecard());
    return found.note();
  }

  private String takePositions() throws StepFailed {
    String seen = verified().orElseThrow(() -> new Defect(name() + " was not verified")).evidence();
    Taken taken =
        ask(
            Step.QUIESCE,
            "take-positions",
            call -> deck.stubs().taking().takePositions(new Judge(call, seen)));
    positions = taken.evidence();
    if (!taken.unfit().isEmpty()) {
      throw new StepFailed(String.join("; ", taken.unfit()));
    }
    return taken.note() + "; the application runs on";
  }

  private String seed() throws StepFailed {
    return ask(
            Step.SEED,
            "seed-shadows",
            call -> deck.stubs().shadowing().seedShadows(new Judge(call, positions)))
        .note();
  }

  private String readOn() throws StepFailed {
    Duration within = unit.consumers().within();
    Started started =
        ask(
            Step.SWITCH_CONSUMERS,
            "start-shadows",
            call -> deck.stubs().startingShadows(Shadow.asking(unit)).startShadows(call));
    own = started.own();
    ReadOn read = read(Step.SWITCH_CONSUMERS, "read-on", null, Duration.ZERO, within);
    WentBack back =
        ask(
            Step.SWITCH_CONSUMERS,
            "map-back-shadows",
            call -> deck.stubs().taking().mapBackShadows(new Judge(call, positions)));
    evidence.add(back.evidence());
    findings.addAll(back.findings());
    return String.join("; ", started.note(), read.note(), back.note());
  }

  private String observe() throws StepFailed {
    Duration window = deck.runbook().observe();
    return read(Step.OBSERVE, "observe-shadows", evidence.get(0), window, window).note();
  }

  private ReadOn read(
      Step step, String action, @Nullable String after, Duration window, Duration most)
      throws StepFailed {
    ReadOn read =
        ask(
            step,
            action,
            call ->
                deck.stubs()
                    .readingShadows(most)
                    .readOn(new Reading(new Judge(call, positions), after, own, window)));
    evidence.add(read.evidence());
    findings.addAll(read.findings());
    return read;
  }

  /** In a scope of its own: what was made is removed also when the wave is stopped. */
  void cleanUp() {
    Workflow.newDetachedCancellationScope(this::removeAll).run();
  }

  private void removeAll() {
    for (Step step : List.of(Step.SWITCH_PRODUCERS, Step.OBSERVE_PRODUCERS)) {
      if (unit.producers() != null) {
        deck.book()
            .skipped(
                name(),
                step,
                "not rehearsed: there is no shadow of a topic, so producers write on where they do");
      }
    }
    if (leasing) {
      release(); // nobody heard whether it got the lease
    }
    if (!leased) {
      return;
    }
    deck.begin(name(), Step.COMPLETE);
    Done removed =
        insist(
            "remove-shadows",
            call -> deck.stubs().removingShadows(Shadow.asking(unit)).removeShadows(call));
    Done concluded =
        insist(
            "conclude",
            call ->
                deck.stubs()
                    .shadowing()
                    .conclude(new Conclude(call, positions, own, evidence, findings, timings)));
    release();
    conclusion = concluded.note();
    deck.done(name(), Step.COMPLETE, removed.note() + "; " + concluded.note());
  }

  private void release() {
    insist("release", call -> deck.stubs().ledger().release(call));
  }

  private <T extends Echo> T ask(Step step, String action, Function<Call, T> activity)
      throws StepFailed {
    return calls.ask(step, action, activity);
  }

  private <T extends Echo> T insist(String action, Function<Call, T> activity) {
    return calls.insist(
        Step.COMPLETE,
        action,
        activity,
        why -> deck.park(name(), Step.COMPLETE, why, WaveState.RUNNING));
  }
}
