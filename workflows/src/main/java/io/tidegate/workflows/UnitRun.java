package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.KafkaActivities.Drifted;
import io.tidegate.workflows.activity.KafkaActivities.Frozen;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit on its way through the steps. A step that fails outside the pause is parked for a
 * person.
 */
final class UnitRun {
  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final Stop stop;
  private final Consumer<UnitRun> onStart;
  private Step next = Step.QUIESCE;
  private List<LeaseKey> leases = List.of();
  private boolean leased;
  private @Nullable String freeze;
  private @Nullable Verified verified;
  private @Nullable String finals;
  private @Nullable Observed observed;
  private @Nullable Rechecked rechecked;
  private List<String> drifts = List.of();
  private @Nullable String heldBecause;
  private @Nullable String asksBecause;
  private boolean completed;

  /**
   * @param onStart told when START is about to be sent to the target
   */
  UnitRun(Deck deck, MigrationUnit unit, Stop stop, Consumer<UnitRun> onStart) {
    this.deck = deck;
    this.unit = unit;
    this.calls = new UnitCalls(deck, unit.unit());
    this.stop = stop;
    this.onStart = onStart;
  }

  MigrationUnit unit() {
    return unit;
  }

  String name() {
    return unit.unit();
  }

  /** The step that it takes next, from quiesce on. */
  Step next() {
    return next;
  }

  boolean isCompleted() {
    return completed;
  }

  /** Why it stands alone, once: the wave holds for it then. */
  Optional<String> takeHeldBecause() {
    Optional<String> why = Optional.ofNullable(heldBecause);
    heldBecause = null;
    return why;
  }

  boolean isLeased() {
    return leased;
  }

  void found(List<LeaseKey> toLease) {
    leases = toLease;
  }

  /** Why people have to be asked again, once. */
  Optional<String> takeAsksBecause() {
    Optional<String> why = Optional.ofNullable(asksBecause);
    asksBecause = null;
    return why;
  }

  /** Leases and fingerprints; answers who holds what this unit needs, if anybody does. */
  Optional<Leased> freeze() {
    deck.begin(name(), Step.FREEZE);
    Leased lease =
        insist(Step.FREEZE, "lease", call -> deck.stubs().ledger().lease(new Lease(call, leases)));
    if (lease.holder() != null) {
      return Optional.of(lease);
    }
    leased = true;
    calls.fence(lease.fence());
    journal(Step.FREEZE);
    Frozen frozen = insist(Step.FREEZE, "freeze", call -> brief().freeze(call));
    freeze = frozen.evidence();
    deck.done(name(), Step.FREEZE, frozen.note());
    return Optional.empty();
  }

  void verify() {
    deck.begin(name(), Step.VERIFY);
    Verified found = insist(Step.VERIFY, "verify", call -> deck.stubs().resolving().verify(call));
    verified = found;
    deck.book().scorecard(name(), found.scorecard());
    deck.done(name(), Step.VERIFY, found.note());
  }

  Verified verified() {
    return known(verified, "verified");
  }

  boolean isUnfit() {
    return verified().light() == Light.RED;
  }

  /** Reads the facts that people decided on again: {@link #rechecked}. */
  void recheck() {
    rechecked =
        insist(
            Step.VERIFY,
            "recheck",
            call -> deck.stubs().resolving().recheck(new Judge(call, verified().evidence())));
  }

  Rechecked rechecked() {
    return known(rechecked, "rechecked");
  }

  /** Reads again what must not have changed since the freeze: {@link #unrest}. */
  void checkDrift() {
    Drifted found =
        insist(
            Step.OBSERVE,
            "check-drift",
            call -> brief().checkDrift(new Judge(call, known(freeze, "frozen"))));
    drifts = found.drifts();
  }

  /**
   * What the owner should know before the source is retired, one line each; empty when all was
   * quiet.
   */
  List<String> unrest() {
    List<String> unrest = new ArrayList<>(drifts);
    if (observed != null) {
      unrest.addAll(observed.findings());
    }
    return unrest;
  }

  /** Digest of what was observed; empty before. */
  String observation() {
    return observed == null ? "" : observed.evidence();
  }

  /** Takes the steps before {@code end}; comes back earlier, at quiesce, where it backed out. */
  void runTo(Step end) {
    while (next.compareTo(end) < 0) {
      if (next == Step.OBSERVE) {
        observe();
        next = Step.COMPLETE;
      } else if (!switchOver()) {
        return;
      } else {
        next = Step.OBSERVE;
      }
    }
  }

  /** False when it backed out, or a hold came before anything was touched. */
  private boolean switchOver() {
    if (stop.isHeld()) {
      return false;
    }
    deck.begin(name(), Step.QUIESCE);
    try {
      calls.ask(Step.QUIESCE, "write-break-glass", call -> brief().writeBreakGlass(call));
      calls.journal(Step.QUIESCE);
    } catch (StepFailed failed) {
      notStopped(failed.reason());
      return false;
    }
    SwitchOver pass =
        new SwitchOver(deck, unit, calls, stop, verified().evidence(), () -> onStart.accept(this));
    SwitchOver.Outcome outcome = pass.run();
    if (outcome instanceof SwitchOver.Outcome.Switched switched) {
      finals = switched.finals().evidence();
      firstCommits(switched.note());
      return true;
    }
    if (outcome instanceof SwitchOver.Outcome.BackedOut back) {
      String why = "unit " + name() + " backed out: " + back.why();
      heldBecause = back.asksAgain() ? null : why;
      asksBecause = back.asksAgain() ? why : null;
    }
    return false;
  }

  /**
   * Between the approval and STOP no step waits for a person: what was approved would be old when
   * it goes on. The unit holds, and resuming verifies and asks again.
   */
  private void notStopped(String why) {
    deck.book().undone(name(), Step.QUIESCE, why);
    deck.book().unit(name(), WaveState.HELD);
    heldBecause = "unit " + name() + " was not stopped: " + why;
  }

  /**
   * @param assigned what was seen of the assignment
   */
  private void firstCommits(String assigned) {
    Duration within = unit.consumers().within();
    Done committed =
        insist(
            Step.SWITCH_CONSUMERS,
            "await-first-commits",
            call -> deck.stubs().watching(within).awaitFirstCommits(judgeFinals(call)));
    deck.done(name(), Step.SWITCH_CONSUMERS, assigned + "; " + committed.note());
  }

  private void observe() {
    Duration window = deck.runbook().observe();
    deck.begin(name(), Step.OBSERVE);
    Observed seen =
        insist(
            Step.OBSERVE,
            "observe",
            call -> deck.stubs().watching(window).observe(new Observe(judgeFinals(call), window)));
    observed = seen;
    String findings =
        seen.findings().isEmpty() ? "" : "; found: " + String.join("; ", seen.findings());
    deck.done(name(), Step.OBSERVE, seen.note() + findings);
  }

  /** The way back ends here. */
  void complete() {
    deck.begin(name(), Step.COMPLETE);
    journal(Step.COMPLETE);
    letGo();
    completed = true;
    deck.book().unit(name(), WaveState.COMPLETED);
    deck.done(name(), Step.COMPLETE, "leases given back");
  }

  /** Removes the freeze and gives the leases back. */
  void letGo() {
    insist(Step.FREEZE, "unfreeze", call -> brief().unfreeze(call));
    insist(Step.FREEZE, "release", call -> deck.stubs().ledger().release(call));
    leased = false;
  }

  private Judge judgeFinals(Call call) {
    return new Judge(call, known(finals, "switched"));
  }

  private KafkaActivities brief() {
    return deck.stubs().brief();
  }

  private void journal(Step step) {
    while (true) {
      try {
        calls.journal(step);
        return;
      } catch (StepFailed failed) {
        park(step, failed.reason());
      }
    }
  }

  private <T extends Echo> T insist(Step step, String action, Function<Call, T> activity) {
    return calls.insist(step, action, activity, why -> park(step, why));
  }

  private void park(Step step, String why) {
    deck.park(name(), step, why, WaveState.RUNNING);
  }

  private <T> T known(@Nullable T value, String what) {
    if (value == null) {
      throw new Defect("unit " + name() + " of wave " + deck.wave() + " was not " + what);
    }
    return value;
  }
}
