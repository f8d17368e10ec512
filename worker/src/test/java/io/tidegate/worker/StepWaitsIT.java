package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.Wait;
import io.tidegate.ledger.Waits;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.PostgresSandbox;
import io.tidegate.sandbox.TemporalSandbox;
import io.tidegate.workflows.TemporalConnection;
import io.tidegate.workflows.Workflows;
import io.tidegate.workflows.activity.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What whoever looks at a wave sees of a step that takes long, or is tried again. */
class StepWaitsIT {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final String QUEUE = "waits";

  private static PostgresSandbox postgres;
  private static TemporalSandbox temporal;
  private static LedgerPool pool;
  private static TemporalConnection connection;
  private static WorkerFactory factory;

  /** What an attempt may go on from, by wave. */
  private static final Map<String, CountDownLatch> GO =
      Map.of("long", new CountDownLatch(1), "again", new CountDownLatch(1));

  private static CountDownLatch go(String wave) {
    return Objects.requireNonNull(GO.get(wave), wave);
  }

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresSandbox.start();
    temporal = TemporalSandbox.start();
    LedgerDatabase ledger = postgres.createLedgerDatabase("waits");
    var owner = new LedgerSettings.Owner(ledger.migrateUser(), ledger.migratePassword());
    pool =
        LedgerPool.open(
            new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), owner), "waits", 2);
    connection =
        TemporalConnection.forCalls(
            Map.of(
                "TEMPORAL_ADDRESS", temporal.target(),
                "TEMPORAL_NAMESPACE", temporal.namespace()));
    factory =
        WorkerFactory.newInstance(
            connection.client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(new StepWaits(pool.ledger().waits()))
                .build());
    Worker worker = factory.newWorker(QUEUE, Workflows.ledgerWorker(Workflows.STICKY_EMBEDDED, 2));
    worker.registerWorkflowImplementationTypes(AskingOnce.class);
    worker.registerActivitiesImplementations(new Slow());
    factory.start();
  }

  @AfterAll
  static void stop() {
    factory.shutdownNow();
    connection.close();
    pool.close();
    temporal.close();
    postgres.close();
  }

  @Test
  void howFarALongStepIsShowsAndIsGoneWithItsEnd() {
    WorkflowStub asked = ask("long");
    awaitWaits("long", new Wait("long", "shop", "verify", 0, "1 of 2 groups proven"));
    go("long").countDown();
    assertThat(asked.getResult(String.class)).isEqualTo("proven");
    awaitWaits("long");
  }

  @Test
  void whyAnAttemptFailedShowsUntilAnotherSucceeds() {
    WorkflowStub asked = ask("again");
    awaitWaits("again", new Wait("again", "shop", "verify", 1, "cloud does not answer"));
    go("again").countDown();
    assertThat(asked.getResult(String.class)).isEqualTo("proven");
    awaitWaits("again");
  }

  private static WorkflowStub ask(String wave) {
    WorkflowClient client = connection.client();
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            "Asking", WorkflowOptions.newBuilder().setWorkflowId(wave).setTaskQueue(QUEUE).build());
    var unused = stub.start(new Call(wave, "shop", "verify", "verify/1", 1, "sha256:any"));
    return stub;
  }

  private static void awaitWaits(String wave, Wait... those) {
    Waits waits = pool.ledger().waits();
    Await.until(
        SEEN_WITHIN,
        "wave " + wave + " to wait for " + List.of(those),
        () -> waits.latest(wave, FRESH).equals(List.of(those)));
  }

  @WorkflowInterface
  public interface Asking {
    @WorkflowMethod
    String ask(Call call);
  }

  /** Asks one activity, as a wave asks for a step. */
  public static final class AskingOnce implements Asking {
    @Override
    public String ask(Call call) {
      return Workflow.newActivityStub(
              Verifying.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(100)).build())
                  .build())
          .verify(call);
    }
  }

  @ActivityInterface
  public interface Verifying {
    String verify(Call call);
  }

  /** Says how far it is, or fails at first, and ends when it may. */
  public static final class Slow implements Verifying {
    @Override
    public String verify(Call call) {
      var context = Activity.getExecutionContext();
      if (call.wave().equals("long")) {
        context.heartbeat("1 of 2 groups proven");
      } else if (context.getInfo().getAttempt() == 1) {
        throw new IllegalStateException("cloud does not answer\nin time");
      }
      try {
        assertThat(go(call.wave()).await(SEEN_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return "proven";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
