package io.tidegate.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A wave in the time-skipping service: its clock moves only in {@link #pass} and while its result
 * is awaited.
 */
final class Stage implements AutoCloseable {
  static final List<String> OWNERS_OF_BOTH = List.of("payments-owners", "ledger-owners");

  /** The pauses between attempts double; this one is 4 s. */
  private static final int ATTEMPTS_FAILED = 3;

  private static final long RESULT_MAX_SECONDS = 60;

  final World world;
  private final TestWorkflowEnvironment environment;
  private final Worker ledger;
  private final WaveInput input;
  private final Set<String> started = new LinkedHashSet<>();
  private int said;

  Stage() {
    this(Samples.input(), Workflows.factoryOptions());
  }

  /**
   * Every history that has ended is replayed at the close: each test is also one of determinism.
   */
  Stage(WaveInput input, WorkerFactoryOptions factory) {
    this.input = input;
    this.world = new World(input);
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(factory)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.dataConverter())
                        .setIdentity("stage")
                        .build())
                .build());
    Queues queues = new Queues(input.queues());
    ledger = environment.newWorker(queues.ledger(), Workflows.ledgerWorker(Workflows.STICKY, 10));
    Workflows.register(ledger);
    ledger.registerActivitiesImplementations(world);
    environment
        .newWorker(queues.kafka(), Workflows.kafkaWorker(Workflows.STICKY))
        .registerActivitiesImplementations(world);
    environment
        .newWorker(queues.watch(), Workflows.watchWorker(Workflows.STICKY))
        .registerActivitiesImplementations(world);
    environment
        .newWorker(queues.undo(), Workflows.undoWorker(Workflows.STICKY))
        .registerActivitiesImplementations(world);
    environment.start();
  }

  static Stage of(WaveInput input) {
    Stage stage = new Stage(input, Workflows.factoryOptions());
    stage.start();
    return stage;
  }

  /** The time of the wave. */
  Instant now() {
    return Instant.ofEpochMilli(environment.currentTimeMillis());
  }

  static Stage withWaveStarted() {
    Stage stage = new Stage();
    stage.start();
    return stage;
  }

  /** At gate {@code go}, asked for the first time. */
  static Stage atGo() {
    Stage stage = withWaveStarted();
    stage.awaitRound("go", 1);
    return stage;
  }

  void start() {
    started.add(WaveWorkflow.id(Samples.WAVE));
    WaveWorkflow wave =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                WaveWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(WaveWorkflow.id(Samples.WAVE))
                    .setTaskQueue(new Queues(input.queues()).ledger())
                    .build());
    var unused = WorkflowClient.start(wave::run, input);
  }

  WaveWorkflow wave() {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(WaveWorkflow.class, WaveWorkflow.id(Samples.WAVE));
  }

  WaveView result() throws TimeoutException {
    return WorkflowStub.fromTyped(wave())
        .getResult(RESULT_MAX_SECONDS, TimeUnit.SECONDS, WaveView.class);
  }

  void terminate() {
    WorkflowStub.fromTyped(wave()).terminate("the test ends it");
  }

  /**
   * Waits until an activity has failed so often that its next attempt is seconds away, as long as
   * nothing skips time: the in-JVM service loses a cancel that meets the end of an attempt, and
   * does not tell whether one is under way.
   */
  void awaitBetweenAttempts(String activity) throws TimeoutException {
    WorkflowStub stub = WorkflowStub.fromTyped(wave());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESULT_MAX_SECONDS);
    while (stub.describe().getRawDescription().getPendingActivitiesList().stream()
        .noneMatch(
            pending ->
                pending.getActivityType().getName().equals(activity)
                    && pending.getAttempt() > ATTEMPTS_FAILED)) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "not "
                + ATTEMPTS_FAILED
                + " attempts of "
                + activity
                + " failed; pending: "
                + stub.describe().getRawDescription().getPendingActivitiesList());
      }
    }
  }

  WorkflowClient client() {
    return environment.getWorkflowClient();
  }

  /** Lets time pass. */
  void pass(Duration time) {
    environment.sleep(time);
  }

  // --- people

  String say(String subject, List<String> roles, MessageBody body) {
    String id = write(subject, roles, body);
    signal(id, body);
    return id;
  }

  Receipt answer(String subject, List<String> roles, MessageBody body) {
    return world.awaitReceipt(say(subject, roles, body));
  }

  String write(String subject, List<String> roles, MessageBody body) {
    String id = "message-" + ++said;
    try {
      world.message(id, body.kind(), subject, Wire.mapper().writeValueAsString(body), roles);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
    return id;
  }

  private void signal(String id, MessageBody body) {
    if (body instanceof MessageBody.Decision || body instanceof MessageBody.Revocation) {
      wave().decide(id);
    } else if (body instanceof MessageBody.Hold) {
      wave().hold(id);
    } else if (body instanceof MessageBody.Resume) {
      wave().resume(id);
    } else {
      wave().direct(id);
    }
  }

  MessageBody.Decision approval(String gate) {
    return decision(gate, Verb.APPROVE, null);
  }

  /** About the round that stands now. */
  MessageBody.Decision decision(String gate, Verb verb, @Nullable String exception) {
    GateView asked = gate(gate);
    return new MessageBody.Decision(
        gate,
        new Decision(
            asked.round(), verb, String.valueOf(asked.evidenceDigest()), null, exception, null));
  }

  void approveGo() {
    say("olga", List.of("payments-owners"), approval("go"));
    say("lars", List.of("ledger-owners"), approval("go"));
    say("mia", List.of("release-manager"), approval("go"));
  }

  /** Of both owners. */
  void approve(String gate) {
    say("olga", List.of("payments-owners"), approval(gate));
    say("lars", List.of("ledger-owners"), approval(gate));
  }

  void approveRetire() {
    say("olga", List.of("payments-owners"), approval("retire-source"));
    say("lars", List.of("ledger-owners"), approval("retire-source"));
  }

  Receipt resume() {
    return answer("mia", List.of("release-manager"), new MessageBody.Resume("looked at it"));
  }

  /** On-call asks, as the api does: a row, then the rollback's workflow. */
  String startRollback(String subject, List<String> roles) {
    return startRollback(subject, roles, (String) null);
  }

  String startRollback(String subject, List<String> roles, @Nullable String ceiling) {
    String id = write(subject, roles, MessageBody.Rollback.whole("orders are late", ceiling));
    startRollbackOn(id);
    return id;
  }

  /** As {@link #startRollback}, of some units, the other going on. */
  String startRollback(String subject, List<String> roles, Part part) {
    return startRollback(subject, roles, part, null);
  }

  String startRollback(String subject, List<String> roles, Part part, @Nullable String ceiling) {
    String id = write(subject, roles, new MessageBody.Rollback("orders are late", ceiling, part));
    startRollbackOn(id, input.runbook(), input.digest(), part);
    return id;
  }

  void startRollbackOn(String id) {
    startRollbackOn(id, input.runbook(), input.digest());
  }

  void startRollbackOn(String id, Runbook runbook, String digest) {
    startRollbackOn(id, runbook, digest, null);
  }

  /** Whoever starts a workflow chooses its input. */
  void startRollbackOn(String id, Runbook runbook, String digest, @Nullable Part part) {
    started.add(RollbackWorkflow.id(Samples.WAVE, part));
    RollbackWorkflow rollback =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                RollbackWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(RollbackWorkflow.id(Samples.WAVE, part))
                    .setWorkflowIdReusePolicy(
                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                    .setTaskQueue(new Queues(input.queues()).ledger())
                    .build());
    var unused =
        WorkflowClient.start(
            rollback::run,
            new RollbackWorkflow.Input(
                Samples.WAVE,
                runbook,
                digest,
                id,
                "otto",
                "orders are late",
                input.queues(),
                part));
  }

  RollbackWorkflow rollback() {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(RollbackWorkflow.class, RollbackWorkflow.id(Samples.WAVE));
  }

  RollbackWorkflow rollback(Part part) {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(RollbackWorkflow.class, RollbackWorkflow.id(Samples.WAVE, part));
  }

  void terminateRollback() {
    terminate(rollback());
  }

  void terminate(RollbackWorkflow rollback) {
    WorkflowStub.fromTyped(rollback).terminate("the test ends it");
  }

  RollbackView rollbackResult() throws TimeoutException {
    return rollbackResult(rollback());
  }

  /**
   * No time is skipped meanwhile: the wave may go on when its rollback has ended, and what it waits
   * for would be over before anybody looked.
   */
  RollbackView rollbackResult(RollbackWorkflow rollback) throws TimeoutException {
    WorkflowClient patient =
        WorkflowClient.newInstance(
            environment.getWorkflowServiceStubs(), environment.getWorkflowClient().getOptions());
    return patient
        .newUntypedWorkflowStub(WorkflowStub.fromTyped(rollback).getExecution().getWorkflowId())
        .getResult(RESULT_MAX_SECONDS, TimeUnit.SECONDS, RollbackView.class);
  }

  // --- what people see

  WaveView awaitRound(String gate, int round) {
    return world.awaitView(
        "round " + round + " of gate " + gate,
        view ->
            view.gates().stream()
                .anyMatch(
                    g ->
                        g.gate().equals(gate)
                            && g.round() == round
                            && g.state() == GateView.State.OPEN));
  }

  WaveView awaitState(WaveState state) {
    return world.awaitView(state.name(), view -> view.state() == state);
  }

  WaveView awaitReason(String part) {
    return world.awaitView("reason with " + part, view -> view.reason().contains(part));
  }

  GateView gate(String gate) {
    WaveView view = world.awaitView("a view", any -> true);
    return view.gates().stream().filter(g -> g.gate().equals(gate)).findFirst().orElseThrow();
  }

  static StepView step(WaveView view, String unit, String step) {
    return unit(view, unit).steps().stream()
        .filter(s -> s.step().equals(step))
        .findFirst()
        .orElseThrow();
  }

  static UnitView unit(WaveView view, String unit) {
    return view.units().stream().filter(u -> u.unit().equals(unit)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    try {
      replayWhatHasEnded();
    } finally {
      environment.close();
    }
  }

  private void replayWhatHasEnded() {
    for (String id : started) {
      WorkflowExecutionHistory history = environment.getWorkflowClient().fetchHistory(id);
      if (history.getLastEvent().getEventType()
          == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED) {
        try {
          ledger.replayWorkflowExecution(history);
        } catch (Exception notThisCode) {
          throw new AssertionError("the history of " + id + " does not replay", notThisCode);
        }
      }
    }
  }
}
