package io.tidegate.activities;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.activities.Action.AddAcl;
import io.tidegate.activities.Action.Ask;
import io.tidegate.activities.Action.Change;
import io.tidegate.activities.Action.Reconcile;
import io.tidegate.activities.Action.ReleaseLease;
import io.tidegate.activities.Action.RemoveAcl;
import io.tidegate.activities.Action.TakeLease;
import io.tidegate.activities.Action.WriteOffsets;
import io.tidegate.activities.Action.WriteSheet;
import io.tidegate.activities.Fence.Purpose;
import io.tidegate.activities.PreviousOffsets.PreviousGroup;
import io.tidegate.activities.kafka.Acls.Deny;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.switches.ReplicatorTurn;
import io.tidegate.activities.switches.Turn;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.DryRunActivities;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what live steps would do: every list of actions is built by the class that would take them,
 * and none is taken. What a live wave is given with its lease is not there: {@code fence} is told
 * in words.
 */
final class DryRun implements DryRunActivities {
  /** Positions of a group in one audit entry. */
  private static final int POSITIONS_MAX = 500;

  private static final String FENCE = "that of the lease";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Attempt attempt;
  private final Plans plans;
  private final Notes notes;
  private final Fencing fencing;
  private final Quiescing quiescing;
  private final BreakGlass breakGlass;
  private final Switching switching;
  private final Replicating replicating;

  DryRun(
      Attempt attempt,
      Plans plans,
      Notes notes,
      Fencing fencing,
      Quiescing quiescing,
      BreakGlass breakGlass,
      Switching switching,
      Replicating replicating) {
    this.attempt = attempt;
    this.plans = plans;
    this.notes = notes;
    this.fencing = fencing;
    this.quiescing = quiescing;
    this.breakGlass = breakGlass;
    this.switching = switching;
    this.replicating = replicating;
  }

  @Override
  public Told tell(Tell tell) {
    return attempt.run(
        pulse -> {
          Call call = tell.call();
          List<Action> actions = actionsOrRefusal(tell, pulse);
          for (int number = 0; number < actions.size(); number++) {
            pulse.beat();
            notes.audit(call, "would", Integer.toString(number), told(call, actions.get(number)));
          }
          return new Told(call.key(), actions.size());
        });
  }

  private List<Action> actionsOrRefusal(Tell tell, Pulse pulse) {
    try {
      return actions(tell, pulse);
    } catch (ApplicationFailure failed) {
      if (!failed.getType().equals(Failures.REFUSED)) {
        throw failed;
      }
      return List.of(new Action.Refused(failed.getOriginalMessage()));
    } catch (KafkaDenied denied) {
      return List.of(new Action.Refused(denied.told()));
    }
  }

  private List<Action> actions(Tell tell, Pulse pulse) {
    Plan plan = plans.of(tell.call());
    return switch (tell.deed()) {
      case LEASE -> leases(plan).map(key -> take(key)).toList();
      case RELEASE -> leases(plan).map(key -> release(key)).toList();
      case DENY_ALTER -> plan.unit().fences().denyAlter() ? added(plan, Purpose.FREEZE) : List.of();
      case UNFREEZE -> plan.unit().fences().denyAlter() ? removed(plan, Purpose.FREEZE) : List.of();
      case WRITE_BREAK_GLASS ->
          List.of(
              new WriteSheet(breakGlass.file(tell.call().wave(), plan.unit().unit()).toString()));
      case STOP_SOURCE -> asks(switching.asks(plan, Turn.Action.STOP, Side.SOURCE, Map.of()));
      case START_TARGET -> start(plan, tell.evidence(), pulse);
      case FENCE_SOURCE -> plan.unit().fences().deny() ? added(plan, Purpose.CONSUMERS) : List.of();
      case UNFENCE_SOURCE ->
          plan.unit().fences().deny() ? removed(plan, Purpose.CONSUMERS) : List.of();
      case PAUSE_GROUP_SYNC -> control(plan, ReplicatorTurn.Action.PAUSE_GROUP_SYNC);
      case RESUME_GROUP_SYNC -> control(plan, ReplicatorTurn.Action.RESUME_GROUP_SYNC);
      case SEED -> seed(plan, tell.evidence(), pulse);
      case RECONCILE, RECONCILE_AGAIN -> reconcile(plan);
      default -> plan.unit().producers() == null ? List.of() : ofProducers(plan, tell);
    };
  }

  private List<Action> ofProducers(Plan plan, Tell tell) {
    boolean fenced = plan.unit().fences().deny();
    return switch (tell.deed()) {
      case STOP_PRODUCERS ->
          asks(List.of(switching.asksProducers(plan, Turn.Action.STOP, Side.SOURCE)));
      case START_PRODUCERS ->
          asks(List.of(switching.asksProducers(plan, Turn.Action.START, Side.TARGET)));
      case FENCE_PRODUCERS -> fenced ? added(plan, Purpose.PRODUCERS) : List.of();
      case UNFENCE_PRODUCERS -> fenced ? removed(plan, Purpose.PRODUCERS) : List.of();
      case STOP_TOPICS -> control(plan, Replicating.lastOfTopics(plan));
      default -> throw new IllegalStateException(tell.deed() + " is no deed of producers");
    };
  }

  private static Stream<LeaseKey> leases(Plan plan) {
    return Inventory.leases(plan.unit(), plan.source().id()).stream();
  }

  private static Action take(LeaseKey key) {
    return new TakeLease(key.kind(), key.clusterId(), key.name());
  }

  private static Action release(LeaseKey key) {
    return new ReleaseLease(key.kind(), key.clusterId(), key.name());
  }

  private List<Action> added(Plan plan, Purpose purpose) {
    return fences(plan, purpose, AddAcl::new);
  }

  /** Exactly what would have been added. */
  private List<Action> removed(Plan plan, Purpose purpose) {
    return fences(plan, purpose, RemoveAcl::new);
  }

  /** What is done with one entry. */
  private interface Entry {
    Action done(String cluster, String type, String name, String principal, String operation);
  }

  private List<Action> fences(Plan plan, Purpose purpose, Entry entry) {
    List<Action> actions = new ArrayList<>();
    for (Fence fence : fencing.missing(plan, purpose)) {
      Deny deny = fence.deny();
      actions.add(
          entry.done(
              plan.cluster(fence.side()).name(),
              deny.type(),
              deny.name(),
              deny.principal(),
              deny.operation()));
    }
    return actions;
  }

  private static List<Action> asks(List<Switching.Asking> askings) {
    List<Action> actions = new ArrayList<>();
    askings.forEach(asking -> actions.add(new Ask(asking.via().told(), asking.turn())));
    return actions;
  }

  private List<Action> control(Plan plan, ReplicatorTurn.Action action) {
    List<Action> actions = new ArrayList<>();
    replicating
        .asks(plan, action)
        .ifPresent(asking -> actions.add(new Ask(asking.via().told(), asking.turn())));
    return actions;
  }

  private static List<Action> reconcile(Plan plan) {
    MigrationUnit.Reconcile account = plan.unit().reconcile();
    return account == null
        ? List.of()
        : List.of(new Reconcile(account.url(), Account.probe(plan.call(), Switching.MODE)));
  }

  /** Who keeps positions of their own is told them with START. */
  private List<Action> start(Plan plan, String evidence, Pulse pulse) {
    Map<String, List<Turn.Position>> own =
        plan.unit().groups().stream().anyMatch(UnitGroup::keepsItsOwnPositions)
            ? proven(plan, evidence, pulse).toApplications()
            : Map.of();
    return asks(switching.asks(plan, Turn.Action.START, Side.TARGET, own));
  }

  private Seed proven(Plan plan, String evidence, Pulse pulse) {
    return Seedable.proven(plan, notes.proof(evidence), quiescing.read(plan, pulse));
  }

  private List<Action> seed(Plan plan, String evidence, Pulse pulse) {
    Seed seed = proven(plan, evidence, pulse);
    List<PreviousGroup> before = PreviousOffsets.read(plan).groups();
    List<Action> actions = new ArrayList<>();
    for (Seed.GroupSeed group : seed.written()) {
      List<Change> changes =
          group.positions().stream()
              .map(
                  at ->
                      new Change(
                          at.topic(),
                          at.partition(),
                          from(before, group.group(), at),
                          at.offset(),
                          at.text()))
              .toList();
      for (int first = 0; first < changes.size(); first += POSITIONS_MAX) {
        int next = Math.min(changes.size(), first + POSITIONS_MAX);
        actions.add(
            new WriteOffsets(plan.target().name(), group.group(), changes.subList(first, next)));
      }
    }
    return actions;
  }

  private static @Nullable Long from(
      List<PreviousGroup> before, String group, Seed.SeedPosition at) {
    return before.stream()
        .filter(each -> each.group().equals(group))
        .flatMap(each -> each.positions().stream())
        .filter(was -> was.topic().equals(at.topic()) && was.partition() == at.partition())
        .findFirst()
        .map(PreviousOffsets.PreviousPosition::offset)
        .orElse(null);
  }

  /** Detail of the audit entry: the unit, the step, what is done, and its values. */
  private static ObjectNode told(Call call, Action action) {
    ObjectNode told = JSON.createObjectNode();
    told.put("unit", call.unit()).put("step", call.step()).put("does", action.does());
    try {
      ObjectNode values = (ObjectNode) JSON.readTree(Bodies.text(action));
      if (values.path("body") instanceof ObjectNode body && body.has("fence")) {
        body.put("fence", FENCE);
      }
      return told.setAll(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was just written does not read", e);
    }
  }
}
