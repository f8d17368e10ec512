package io.tidegate.demo;

import io.tidegate.api.ApiProcess;
import io.tidegate.demo.app.Monitoring;
import io.tidegate.demo.app.OperationsServer;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.demo.app.SampleSpec;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import io.tidegate.sandbox.WorldOptions;
import io.tidegate.worker.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The whole world of the demo in this process: everybody else's software, the sample applications,
 * and Tidegate's two processes, each started from a configuration file as in production. Parts end
 * in the reverse of the order in which they came.
 */
final class Stage implements AutoCloseable {
  private static final Duration REPLICATED_WITHIN = Duration.ofSeconds(30);

  private static final List<SampleSpec> APPLICATIONS =
      List.of(
          new SampleSpec("payments", "payments", 2, "payments-charger", true, 160, 200, 0, false),
          new SampleSpec(
              "shipments", "shipments", 6, "shipments-planner", false, 300, 500, 330, true));

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<SampleApplication> applications = new ArrayList<>();
  private final Path folder;
  private @Nullable World world;
  private @Nullable OperationsServer operations;
  private @Nullable ApiProcess api;

  private Stage(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts everything, and ends what it started when a part does not come up.
   *
   * @param port of the api; 0 for any free one
   */
  static Stage open(int port, Narrator narrator) throws Exception {
    return open(port, narrator, List.of());
  }

  /**
   * The same.
   *
   * @param alsoAllowed prefixes of what runbooks may name beside the operations of the applications
   */
  static Stage open(int port, Narrator narrator, List<String> alsoAllowed) throws Exception {
    Stage stage = new Stage(Files.createTempDirectory("tidegate-demo"));
    try {
      stage.start(port, narrator, alsoAllowed);
      return stage;
    } catch (Exception e) {
      stage.close();
      throw e;
    }
  }

  private void start(int port, Narrator narrator, List<String> alsoAllowed) throws Exception {
    narrator.say("starting two Kafka clusters, MirrorMaker 2, PostgreSQL and Temporal");
    World started = opened(World.start(WorldOptions.defaults().withAuthorizer()));
    world = started;
    narrator.say(
        "starting the sample applications; each has traffic, a consumer and its own account");
    Map<String, Map<String, Object>> clients =
        Map.of(
            "source",
            started.legacy().clientProperties(),
            "target",
            started.cloud().clientProperties());
    for (SampleSpec spec : APPLICATIONS) {
      started.legacy().createTopic(spec.topic(), spec.partitions(), Map.of());
      SampleApplication application = opened(new SampleApplication(spec, clients));
      application.open();
      applications.add(application);
    }
    awaitBacklogOn(started.cloud().clientProperties());
    String webhookKey = UUID.randomUUID().toString();
    Monitoring monitoring = opened(new Monitoring(clients));
    OperationsServer served = opened(new OperationsServer(webhookKey, applications, monitoring));
    operations = served;
    narrator.say("starting Tidegate's worker and api");
    LedgerDatabase ledger = started.postgres().createLedgerDatabase("tidegate");
    Map<String, String> environment = environment(started);
    List<String> allowed = new ArrayList<>(alsoAllowed);
    allowed.add(served.url() + "/");
    Function<Integer, String> settings =
        p -> Settings.text(folder, started, ledger, webhookKey, allowed, p);
    opened(WorkerProcess.start(write("worker.yml", settings.apply(0)), environment));
    api = opened(ApiProcess.start(write("api.yml", settings.apply(port)), environment));
  }

  /** What a Kafka client needs to reach the target. */
  Map<String, Object> target() {
    return clusters().get(1).clientProperties();
  }

  /** The source, then the target. */
  List<KafkaCluster> clusters() {
    if (world == null) {
      throw new IllegalStateException("the clusters did not start");
    }
    return List.of(world.legacy(), world.cloud());
  }

  String apiUrl() {
    if (api == null) {
      throw new IllegalStateException("the api did not start");
    }
    return api.uri().toString();
  }

  /** Where the sample applications' owners take orders. */
  String operationsUrl() {
    return operations().url();
  }

  OperationsServer operations() {
    if (operations == null) {
      throw new IllegalStateException("the operations server did not start");
    }
    return operations;
  }

  List<SampleApplication> applications() {
    return List.copyOf(applications);
  }

  /** Of this run: configuration, log and break-glass sheets. */
  Path folder() {
    return folder;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /**
   * What a shell would export before it starts a process; a Temporal service of the person's own
   * wins.
   */
  private static Map<String, String> environment(World world) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (!environment.containsKey("TEMPORAL_ADDRESS")) {
      environment.put("TEMPORAL_ADDRESS", world.temporal().target());
      environment.put("TEMPORAL_NAMESPACE", world.temporal().namespace());
    }
    return environment;
  }

  /**
   * A wave begins on a pipe that runs: MirrorMaker has found the topics and copied what the
   * applications began with.
   */
  private static void awaitBacklogOn(Map<String, Object> target) {
    try (Admin admin = Admin.create(target)) {
      for (SampleSpec spec : APPLICATIONS) {
        long backlog = (long) spec.backlogPerPartition() * spec.partitions();
        Map<TopicPartition, OffsetSpec> ends =
            IntStream.range(0, spec.partitions())
                .mapToObj(partition -> new TopicPartition(spec.topic(), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Await.until(
            REPLICATED_WITHIN,
            "MirrorMaker to copy the "
                + backlog
                + " records that topic "
                + spec.topic()
                + " began with",
            () ->
                admin.listOffsets(ends).all().get().values().stream()
                        .mapToLong(ListOffsetsResultInfo::offset)
                        .sum()
                    >= backlog);
      }
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Ends every part; a second call finds nothing to end. */
  synchronized void end() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.err.println(
            "tidegate: "
                + part.getClass().getSimpleName()
                + " did not end cleanly: "
                + e.getMessage());
      }
    }
  }
}
