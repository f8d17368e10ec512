package io.tidegate.workflows;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.runbooks.Fences;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Notice;
import io.tidegate.runbooks.OnUnfit;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.RehearsalTerms;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.RollbackTerms;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.Switch;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.runbooks.Trigger;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A wave of two units, payments and ledger, asked about before quiesce and before complete. */
final class Samples {
  static final String WAVE = "wave-1";
  static final String PAYMENTS = "payments";
  static final String LEDGER = "ledger";
  static final String STARTER = "rita";
  static final Duration WITHIN = Duration.ofSeconds(30);
  static final Duration MAX_PAUSE = Duration.ofMinutes(2);
  static final Duration GO_EXPIRES = Duration.ofHours(4);
  static final Duration PRODUCERS_PAUSE = Duration.ofMinutes(5);
  static final Switch PRODUCERS =
      new Switch.Webhook("http://any/ops/producers", WITHIN, PRODUCERS_PAUSE);

  private Samples() {}

  static WaveInput input() {
    return input(Step.QUIESCE);
  }

  /** With gate {@code go} before another step. */
  static WaveInput input(Step goBefore) {
    List<MigrationUnit> units =
        List.of(unit(PAYMENTS, "payments-owners"), unit(LEDGER, "ledger-owners"));
    return input(runbook(goBefore, units));
  }

  /** In another mode than LIVE. */
  static WaveInput input(String mode) {
    WaveInput live = input();
    return new WaveInput(
        live.wave(),
        mode,
        live.runbook(),
        live.digest(),
        live.startedBy(),
        live.publishedBy(),
        live.windows(),
        live.queues());
  }

  /** Its units as they are given. */
  static WaveInput with(WaveInput input, UnaryOperator<Runbook> change) {
    return new WaveInput(
        input.wave(),
        input.mode(),
        change.apply(input.runbook()),
        input.digest(),
        input.startedBy(),
        input.publishedBy(),
        input.windows(),
        input.queues());
  }

  static WaveInput with(WaveInput input, Window... windows) {
    return new WaveInput(
        input.wave(),
        input.mode(),
        input.runbook(),
        input.digest(),
        input.startedBy(),
        input.publishedBy(),
        List.of(windows),
        input.queues());
  }

  static WaveInput holdingBack() {
    return with(input(), r -> copy(r, OnUnfit.HOLD_BACK, r.units(), r.gates(), r.notices()));
  }

  /** With one gate more. */
  static WaveInput alsoAsked(String gate, Step before, String... roles) {
    GateRule rule = new GateRule(gate, before, List.of(roles), GO_EXPIRES);
    return with(
        input(),
        r ->
            copy(
                r,
                r.onUnfit(),
                r.units(),
                Stream.concat(r.gates().stream(), Stream.of(rule)).toList(),
                r.notices()));
  }

  /** Both units move their producers too. */
  static WaveInput withProducers() {
    return withProducers(input());
  }

  static WaveInput withProducers(WaveInput input) {
    return with(
        input,
        r ->
            copy(
                r,
                r.onUnfit(),
                r.units().stream().map(unit -> copy(unit, PRODUCERS, unit.rollback())).toList(),
                r.gates(),
                r.notices()));
  }

  static WaveInput telling(Notice... notices) {
    return with(input(), r -> copy(r, r.onUnfit(), r.units(), r.gates(), List.of(notices)));
  }

  /** Of its first unit. */
  static WaveInput triggered(Trigger... triggers) {
    return with(
        input(),
        r ->
            copy(
                r,
                r.onUnfit(),
                List.of(triggered(r.units().get(0), List.of(triggers)), r.units().get(1)),
                r.gates(),
                r.notices()));
  }

  private static MigrationUnit triggered(MigrationUnit unit, List<Trigger> triggers) {
    RollbackTerms way = unit.rollback();
    return copy(unit, unit.producers(), new RollbackTerms(way.caller(), way.window(), triggers));
  }

  /** With the consumers of its first unit stopped and started by hand. */
  static WaveInput byHand(Notice... notices) {
    Switch hand = new Switch.Manual("scale the deployment", WITHIN, MAX_PAUSE);
    return with(
        telling(notices),
        r -> {
          MigrationUnit first = r.units().get(0);
          MigrationUnit switched = copy(first, hand, first.producers(), first.rollback());
          return copy(r, r.onUnfit(), List.of(switched, r.units().get(1)), r.gates(), r.notices());
        });
  }

  private static MigrationUnit copy(
      MigrationUnit unit, @Nullable Switch producers, RollbackTerms rollback) {
    return copy(unit, unit.consumers(), producers, rollback);
  }

  private static MigrationUnit copy(
      MigrationUnit unit, Switch consumers, @Nullable Switch producers, RollbackTerms rollback) {
    return new MigrationUnit(
        unit.unit(),
        unit.owner(),
        unit.topics(),
        unit.groups(),
        unit.otherGroups(),
        unit.ignore(),
        consumers,
        producers,
        unit.reconcile(),
        rollback,
        unit.fences(),
        unit.signals(),
        unit.rehearsal());
  }

  static Runbook copy(
      Runbook r,
      OnUnfit onUnfit,
      List<MigrationUnit> units,
      List<GateRule> gates,
      List<Notice> notices) {
    return new Runbook(
        r.name(),
        r.title(),
        r.source(),
        r.target(),
        r.replication(),
        onUnfit,
        r.settle(),
        units,
        gates,
        r.observe(),
        notices);
  }

  /** Of many units with one owner. */
  static WaveInput large(int units) {
    return input(
        runbook(
            Step.QUIESCE,
            IntStream.range(0, units)
                .mapToObj(i -> unit("unit-" + i, "payments-owners"))
                .toList()));
  }

  private static WaveInput input(Runbook runbook) {
    return new WaveInput(
        WAVE, "LIVE", runbook, "sha256:runbook", STARTER, List.of("paul"), List.of(), "tidegate");
  }

  private static Runbook runbook(Step goBefore, List<MigrationUnit> units) {
    return new Runbook(
        "first",
        "First wave",
        "legacy",
        "cloud",
        new Replication(Replication.Tool.MIRRORMAKER2, new TopicNames.Identity(), null, null),
        OnUnfit.STOP_WAVE,
        Duration.ofSeconds(30),
        units,
        List.of(
            new GateRule(
                "go", goBefore, List.of(GateRule.UNIT_OWNER, "release-manager"), GO_EXPIRES),
            new GateRule(
                "retire-source", Step.COMPLETE, List.of(GateRule.UNIT_OWNER), Duration.ofDays(7))),
        Duration.ofMinutes(30),
        List.of());
  }

  private static MigrationUnit unit(String name, String owner) {
    return new MigrationUnit(
        name,
        owner,
        List.of(new UnitTopic(name, name, UnitTopic.Role.MAIN)),
        List.of(group(name)),
        List.of(),
        List.of(),
        new Switch.Webhook("http://" + name + "/ops/consumers", WITHIN, MAX_PAUSE),
        null,
        null,
        new RollbackTerms(name + "-oncall", Duration.ofDays(7), List.of()),
        Fences.NONE,
        List.of(),
        new RehearsalTerms.Waived("a sample"));
  }

  private static UnitGroup group(String name) {
    return new UnitGroup(
        name + "-group",
        null,
        new Position.Committed(),
        Isolation.READ_COMMITTED,
        Reset.FAIL,
        UnitGroup.Expired.FAIL,
        Reset.FAIL,
        null,
        new ReplayWindow(0L, Duration.ZERO),
        new LagEnvelope(1_000L, Duration.ofSeconds(30)),
        null);
  }
}
