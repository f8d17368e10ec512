package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import io.tidegate.ledger.Evidence;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.PostgresSandbox;
import io.tidegate.sandbox.TemporalSandbox;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.TemporalConnection;
import io.tidegate.workflows.WaveInput;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.Workflows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as its command starts it, with each part that it needs taken away and given back. */
class HealthIT {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String JOURNAL = "sync-journal-legacy-mm2-offset-syncs.cloud.internal";

  @TempDir private static Path folder;

  private static PostgresSandbox postgres;
  private static TemporalSandbox temporal;
  private static KafkaSandbox kafka;
  private static WorkerProcess worker;
  private static Path file;
  private static LedgerDatabase ledger;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresSandbox.start();
    temporal = TemporalSandbox.start();
    kafka = KafkaSandbox.start("legacy");
    kafka.createTopic("mm2-offset-syncs.cloud.internal", 1, Map.of());
    ledger = postgres.createLedgerDatabase("worker");
    String config =
        """
        profile: sandbox
        clusters: {legacy: {bootstrap.servers: "%s"}, cloud: {bootstrap.servers: "%s"}}
        syncJournal: [{source: legacy, target: cloud, topic: mm2-offset-syncs.cloud.internal, on: source}]
        ledger:
          url: "%s"
          user: %s
          password: "%s"
          migrate: {user: %s, password: "%s"}
        temporal: {taskQueue: health}
        webhook: {key: k}
        allowedUrls: []
        breakGlassDir: "%s"
        server:
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          shutdownGracePeriod: 1s
        logging: {level: ERROR}
        """
            .formatted(
                kafka.bootstrapServers(),
                kafka.bootstrapServers(),
                ledger.url(),
                ledger.user(),
                ledger.password(),
                ledger.migrateUser(),
                ledger.migratePassword(),
                folder);
    file = Files.writeString(folder.resolve("worker.yml"), config);
    worker = WorkerProcess.start(file, environment(temporal.target()));
  }

  private static Map<String, String> environment(String target) {
    return Map.of("TEMPORAL_ADDRESS", target, "TEMPORAL_NAMESPACE", temporal.namespace());
  }

  @AfterAll
  static void stop() {
    worker.close();
    kafka.close();
    temporal.close();
    postgres.close();
  }

  private record Health(int status, String text) {}

  private static Health health() throws IOException, InterruptedException {
    return get("/healthcheck");
  }

  private static Health get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(worker.adminUri() + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    return new Health(response.statusCode(), response.body());
  }

  private static void awaitHealthy() {
    Await.until(SEEN_WITHIN, "the worker to be healthy", () -> health().status() == 200);
  }

  private static void awaitUnhealthy(String check, String said) {
    Await.until(
        SEEN_WITHIN,
        "health check " + check + " to say that it is away",
        () -> {
          Health health = health();
          return health.status() == 500
              && health.text().contains("\"" + check + "\":{\"healthy\":false")
              && health.text().contains(said);
        });
  }

  @Test
  void postgresAwayIsSaidAndForgottenWhenItIsBack() {
    awaitHealthy();
    postgres.stop();
    awaitUnhealthy("ledger", "PostgreSQL at jdbc:postgresql://");
    postgres.startAgain();
    awaitHealthy();
  }

  @Test
  void temporalAwayIsSaidAndForgottenWhenItIsBack() {
    awaitHealthy();
    temporal.stop();
    awaitUnhealthy("temporal", "Temporal at 127.0.0.1:");
    temporal.startAgain();
    awaitHealthy();
  }

  @Test
  void aWorkerWithoutTemporalDoesNotStartAndNamesTheAddress() throws IOException {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "127.0.0.1:" + free.getLocalPort();
    }
    assertThatThrownBy(() -> WorkerProcess.start(file, environment(nobody)))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(StartFailure.UNAVAILABLE))
        .hasMessageContaining("Temporal at " + nobody + " does not answer");
  }

  @Test
  void aKafkaClusterAwayIsSaidByNameAndForgottenWhenItIsBack() {
    awaitHealthy();
    kafka.stopBrokers();
    awaitUnhealthy("cluster-legacy", "Kafka cluster legacy does not answer");
    awaitUnhealthy(JOURNAL, "sync journal mm2-offset-syncs.cloud.internal of cluster legacy");
    kafka.startBrokers();
    awaitHealthy();
  }

  @Test
  void aBuildThatDoesNotFitAnOpenWaveIsNamedAndTakesNoWork() throws Exception {
    awaitHealthy();
    Queues queues = new Queues("histories");
    try (TemporalConnection connection =
            TemporalConnection.forCalls(environment(temporal.target()));
        LedgerPool pool =
            LedgerPool.open(
                new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), null),
                "histories",
                2)) {
      WorkflowClient client = connection.client();
      OpenHistories before = new OpenHistories(pool.ledger(), client, queues);
      open(pool.ledger(), "never-started");
      assertThat(before.fit()).as("nothing was decided").isTrue();
      assertThat(before.execute().isHealthy()).isTrue();
      open(pool.ledger(), "of-another-build");
      decideOtherwise(client, queues, "of-another-build");

      OpenHistories open = new OpenHistories(pool.ledger(), client, queues);
      assertThat(open.fit()).isFalse();
      assertThat(open.execute().isHealthy()).isFalse();
      assertThat(open.execute().getMessage())
          .contains("takes no work")
          .contains("wave/of-another-build: [TMPRL1100]");
    }
  }

  @Test
  void itIsSeenWhileItAsksForWork() throws Exception {
    try (LedgerPool pool =
        LedgerPool.open(
            new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), null), "seen", 1)) {
      Await.until(
          SEEN_WITHIN,
          "the worker to be seen",
          () ->
              pool.ledger()
                  .workers()
                  .last("health")
                  .filter(seen -> seen.ago().compareTo(SEEN_WITHIN) < 0)
                  .isPresent());
    }
  }

  /** Or one whose connections are all busy would be taken for gone. */
  @Test
  void itIsNotedOverAConnectionOfItsOwn() {
    awaitHealthy();
    Await.until(
        SEEN_WITHIN,
        "one connection for the note",
        () ->
            postgres.applications("worker").stream()
                    .filter("tidegate-worker-presence"::equals)
                    .count()
                == 1);
  }

  private static void open(Ledger ledger, String wave) {
    ledger
        .waves()
        .create(
            new NewWave(
                wave,
                "{}",
                "demo",
                Evidence.digestOf(new byte[] {1}),
                "LIVE",
                new Subject("test", "mia")),
            new NewEntry("wave-created", wave, "mia", "{}"));
  }

  /** Another build's workflow waits twice before anything else. */
  private static void decideOtherwise(WorkflowClient client, Queues queues, String wave)
      throws IOException {
    Parsed parsed = RunbookParser.parse(Files.readString(Path.of("../runbooks/demo.yaml")));
    WaveInput input =
        new WaveInput(
            wave,
            "LIVE",
            ((Parsed.Valid) parsed).runbook(),
            "sha256:any",
            "mia",
            List.of(),
            List.of(),
            queues.prefix());
    WorkerFactory factory = WorkerFactory.newInstance(client);
    factory
        .newWorker(queues.ledger(), Workflows.ledgerWorker(Workflows.STICKY_EMBEDDED, 1))
        .registerWorkflowImplementationTypes(LaterBuild.class);
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            "WaveWorkflow",
            WorkflowOptions.newBuilder()
                .setWorkflowId(WaveWorkflow.id(wave))
                .setTaskQueue(queues.ledger())
                .build());
    var unused = stub.start(input);
    factory.start();
    Await.until(
        SEEN_WITHIN,
        "the second timer of the other build",
        () ->
            client.fetchHistory(WaveWorkflow.id(wave)).getHistory().getEventsList().stream()
                    .filter(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
                    .count()
                == 2);
    factory.shutdownNow();
  }

  /** The type of a wave, and other code. */
  public static final class LaterBuild implements DynamicWorkflow {
    @Override
    public Object execute(EncodedValues arguments) {
      Workflow.sleep(Duration.ofMillis(1));
      Workflow.sleep(Duration.ofDays(1));
      return "";
    }
  }

  @Test
  void noStackTraceLeavesTheAdminPortAndMetricsAreForPrometheus() throws Exception {
    assertThat(health().text()).doesNotContain("stack").doesNotContain("\tat ");
    assertThat(get("/metrics").text()).contains("# TYPE jvm_memory_used_bytes gauge");
  }

  @Test
  void theLagOfASyncJournalIsMeasured() {
    Await.until(
        SEEN_WITHIN,
        "a sync journal that was read to its end",
        () ->
            get("/metrics")
                .text()
                .contains(
                    "tidegate_sync_journal_lag{source=\"legacy\",target=\"cloud\",topic=\"mm2-offset-syncs.cloud.internal\"} 0.0"));
  }
}
