package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.ApiProcess;
import io.tidegate.demo.app.Monitoring;
import io.tidegate.demo.app.OperationsServer;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.MainProcess;
import io.tidegate.sandbox.SandboxException;
import io.tidegate.sandbox.World;
import io.tidegate.sandbox.WorldOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The world of the durability tests: everything real, the worker in processes of its own, so that
 * each part can be killed. Parts end in the reverse of the order in which they came.
 */
final class BreakableStage implements AutoCloseable {
  private static final int ENTRIES_TOLD = 12;

  private static final Duration TOPICS_WITHIN = Duration.ofSeconds(60);
  private static final Duration API_WITHIN = Duration.ofSeconds(60);
  private static final int HTTP_OK = 200;
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Parts parts = new Parts();
  private final Map<String, Victim> victims;
  private final Path folder;
  private final Path wires;
  private final World world;
  private final OperationsServer operations;
  private final LedgerDatabase ledger;
  private final EffectTrap trap;
  private final ApiProcess api;
  private final MainProcess worker;
  private final TidegateClient releaseManager;
  private final TidegateClient owner;
  private final TidegateClient deputy;
  private final TidegateClient onCall;
  private final Set<String> closed = new HashSet<>();
  private long lookedNanos = System.nanoTime() - LOOK_EVERY.toNanos();

  /**
   * @param temporal runs already, and is closed by its owner after the stage
   * @param courses what each application's wave goes through, by the application's name
   */
  BreakableStage(Temporal temporal, Map<String, Victim.Course> courses) throws Exception {
    this(temporal, courses, Victim.LONG_PAUSE);
  }

  /**
   * @param maxPause the pause budget of every application
   */
  BreakableStage(Temporal temporal, Map<String, Victim.Course> courses, Duration maxPause)
      throws Exception {
    this(temporal, courses, maxPause, WorldOptions.defaults());
  }

  /**
   * @param options of the clusters and the replicator between them
   */
  BreakableStage(
      Temporal temporal,
      Map<String, Victim.Course> courses,
      Duration maxPause,
      WorldOptions options)
      throws Exception {
    folder = Files.createTempDirectory("tidegate-durability");
    wires = Files.createDirectory(folder.resolve("wires"));
    world = parts.opened(World.lazy(options.withAuthorizer()));
    Map<String, Map<String, Object>> clients =
        Map.of(
            "source",
            world.legacy().clientProperties(),
            "target",
            world.cloud().clientProperties());
    List<SampleApplication> applications = new ArrayList<>();
    for (String name : courses.keySet()) {
      world.legacy().createTopic(name, Victim.spec(name).partitions(), Map.of());
      applications.add(parts.opened(new SampleApplication(Victim.spec(name), clients)));
    }
    world.mirrorMaker();
    operations =
        parts.opened(
            new OperationsServer(
                "key-of-the-webhooks", applications, parts.opened(new Monitoring(clients))));
    ledger = world.postgres().createLedgerDatabase("tidegate");
    victims =
        applications.stream()
            .map(app -> new Victim(course(courses, app), maxPause, app))
            .collect(Collectors.toMap(Victim::name, Function.identity()));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TEMPORAL_ADDRESS", temporal.target());
    environment.put("TEMPORAL_NAMESPACE", temporal.namespace());
    api = parts.opened(ApiProcess.start(settings("api"), environment));
    trap = parts.opened(new EffectTrap(ledger));
    worker = startWorker("worker", temporal, wires);
    String url = api.uri().toString();
    releaseManager = new TidegateClient(url, Cast.RELEASE_MANAGER.token());
    owner = new TidegateClient(url, Cast.PAYMENTS_OWNER.token());
    deputy = new TidegateClient(url, Cast.DEPUTY.token());
    onCall = new TidegateClient(url, Cast.ON_CALL.token());
    awaitTopicsOnTarget();
  }

  private void awaitTopicsOnTarget() {
    try (Admin admin = Admin.create(world.cloud().clientProperties())) {
      Await.until(
          TOPICS_WITHIN,
          "MirrorMaker to make the topics on the target",
          () -> admin.listTopics().names().get().containsAll(victims.keySet()));
    }
  }

  private static Victim.Course course(
      Map<String, Victim.Course> courses, SampleApplication application) {
    Victim.Course course = courses.get(application.spec().name());
    if (course == null) {
      throw new IllegalArgumentException("no course for " + application.spec().name());
    }
    return course;
  }

  private Path settings(String process) throws IOException {
    Path own = Files.createDirectory(folder.resolve(process));
    String text =
        Settings.text(
            own, world, ledger, "key-of-the-webhooks", List.of(operations.url() + "/"), 0);
    return Files.writeString(own.resolve("settings.yml"), text);
  }

  /**
   * Starts a worker in a process of its own.
   *
   * @param wires where it looks for tripwires
   */
  MainProcess startWorker(String name, Temporal temporal, Path wires) throws IOException {
    return parts.opened(
        MainProcess.start(
            name,
            List.of("-Xmx256m"),
            KillableWorker.class,
            List.of(
                settings(name).toString(),
                temporal.target(),
                temporal.namespace(),
                wires.toString())));
  }

  World world() {
    return world;
  }

  MainProcess worker() {
    return worker;
  }

  EffectTrap trap() {
    return trap;
  }

  LedgerDatabase ledger() {
    return ledger;
  }

  /** Where the worker looks for tripwires. */
  Path wires() {
    return wires;
  }

  OperationsServer operations() {
    return operations;
  }

  Victim victim(String name) {
    Victim victim = victims.get(name);
    if (victim == null) {
      throw new IllegalArgumentException("no such application: " + name);
    }
    return victim;
  }

  /** Opens the applications, then starts their waves. */
  void begin(List<Victim> waves) {
    waves.forEach(wave -> wave.application().open());
    start(waves);
  }

  /** Starts the waves of applications that are open. */
  void start(List<Victim> waves) {
    for (Victim wave : waves) {
      releaseManager
          .putYaml("/runbooks/" + wave.name(), wave.runbook(operations.url()))
          .orFail("publishing runbook " + wave.name());
    }
    for (Victim wave : waves) {
      releaseManager
          .put("/waves/" + wave.name(), Map.of("runbook", wave.name(), "mode", wave.mode()))
          .orFail("starting wave " + wave.name());
    }
  }

  /** People look after these waves until the last of them has closed. */
  void awaitClosed(List<Victim> waves, Duration atMost) {
    List<Victim> open = new ArrayList<>(waves);
    tend(
        open,
        atMost,
        waves.size() + " waves to close",
        () -> {
          open.removeIf(this::hasClosed);
          return open.isEmpty();
        });
  }

  /** Ends the applications of these waves: those that come after them have more room. */
  void end(List<Victim> waves) {
    waves.forEach(wave -> wave.application().close());
  }

  /** On-call takes the wave back, whatever its course. */
  void rollBack(Victim victim) {
    onCall
        .put("/waves/" + victim.name() + "/rollback", Map.of("reason", "the test takes it back"))
        .orFail("the rollback of " + victim.name());
  }

  /** On-call lets a held wave go on. */
  void resume(Victim victim) {
    onCall
        .delete("/waves/" + victim.name() + "/hold?reason=what+was+away+is+back")
        .orFail("resuming " + victim.name());
  }

  /** What whoever asks for the wave is told, once it contains {@code part}. */
  String awaitTold(Victim victim, String part, Duration atMost) {
    return Await.value(
        atMost,
        "the view of " + victim.name() + " to say: " + part,
        () -> {
          JsonNode body = releaseManager.get("/waves/" + victim.name()).body();
          return Stream.of(body.path("reason"), body.path("detail"))
              .map(JsonNode::asText)
              .filter(said -> said.contains(part))
              .findFirst();
        });
  }

  /** What the worker's health check says now. */
  JsonNode workerHealth() throws IOException {
    return Healthcheck.ask(worker);
  }

  /** The wave as the api shows it. */
  JsonNode view(Victim victim) {
    return releaseManager.get("/waves/" + victim.name()).orFail("reading wave " + victim.name());
  }

  /** Where a wave stands, in one line, for who asks why it does. */
  private String stand(Victim wave) {
    JsonNode view = view(wave);
    return wave.name()
        + " "
        + view.path("state").asText()
        + ": "
        + view.path("reason").asText()
        + "; gates "
        + view.path("gates")
        + "; what was said "
        + wave.acknowledged()
        + "; its last entries "
        + lastEntries(wave);
  }

  /** Their kinds and times: in full, those of several waves are more than a test can report. */
  private List<String> lastEntries(Victim wave) {
    List<String> entries = new ArrayList<>();
    releaseManager
        .get("/waves/" + wave.name() + "/timeline?limit=1000")
        .body()
        .path("entries")
        .forEach(
            entry -> entries.add(entry.path("at").asText() + " " + entry.path("kind").asText()));
    return entries.subList(Math.max(0, entries.size() - ENTRIES_TOLD), entries.size());
  }

  /** Something that people wait for while they look after the waves. */
  @FunctionalInterface
  interface Until {
    boolean holds() throws Exception;
  }

  /** People look after these waves until the condition holds. */
  void tend(List<Victim> waves, Duration atMost, String description, Until until) {
    try {
      worker.await(
          atMost,
          description,
          () -> {
            lookAfter(waves);
            return until.holds();
          });
    } catch (SandboxException e) {
      String states =
          waves.stream().map(this::stand).collect(Collectors.joining(System.lineSeparator()));
      throw new IllegalStateException("the waves: " + states + "; " + e.getMessage(), e);
    }
  }

  /** Once: what people do about these waves now. */
  void lookAfter(List<Victim> waves) {
    if (System.nanoTime() - lookedNanos > LOOK_EVERY.toNanos()) {
      for (Victim wave : waves) {
        JsonNode view = view(wave);
        wave.tend(view, owner, deputy, onCall);
        if (WaveRun.isClosed(view)) {
          closed.add(wave.name());
        }
      }
      lookedNanos = System.nanoTime();
    }
  }

  /** After an outage: the api has found its way back to what was away. */
  void awaitApi() {
    Await.until(
        API_WITHIN, "the api to answer", () -> releaseManager.get("/waves").status() == HTTP_OK);
  }

  /** As it was when people looked last. */
  boolean hasClosed(Victim victim) {
    return closed.contains(victim.name());
  }

  boolean isClosed(Victim victim) {
    return WaveRun.isClosed(view(victim));
  }

  /** Every entry of the ledger about the wave. */
  List<JsonNode> timeline(Victim victim) {
    List<JsonNode> entries = new ArrayList<>();
    String after = "0";
    while (true) {
      JsonNode page =
          releaseManager
              .get("/waves/" + victim.name() + "/timeline?after=" + after + "&limit=200")
              .orFail("reading the timeline of " + victim.name())
              .path("entries");
      if (page.isEmpty()) {
        return entries;
      }
      page.forEach(entries::add);
      after = page.get(page.size() - 1).path("seq").asText();
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
