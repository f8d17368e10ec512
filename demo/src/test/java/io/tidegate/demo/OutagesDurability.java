package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.Tripwire.Border;
import io.tidegate.demo.Victim.Course;
import io.tidegate.demo.app.OperationsServer.Order;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.MainProcess;
import io.tidegate.sandbox.TemporalServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a wave needs is taken away in the middle of its pause and comes back: {@code mvn verify
 * -Pdurability}. The pause budget is shorter than the outage, so the wave backs out by itself; a
 * person lets it go on, and it completes.
 */
class OutagesDurability {
  private static final Duration MAX_PAUSE = Duration.ofSeconds(25);
  private static final Duration MOMENT = Duration.ofSeconds(35);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration STEP_WITHIN = Duration.ofSeconds(90);

  /** Longer than a brief step's schedule-to-close. */
  private static final Duration LONG = Duration.ofMinutes(5).plusSeconds(30);

  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(4);
  private static final String LAST_BEFORE_SEED = "ReadAnchor";

  private static final List<String> TRIED = new ArrayList<>();
  private static final List<String> OBJECTIONS = new ArrayList<>();
  private static final StringBuilder FIGURES =
      new StringBuilder(
          """
          The pause budget is %d s and the switch may take %d s: the application must work on the source again within
          both and the outage, counted from STOP.

          | away | for, s | back on the source after, s | at most, s | what people saw meanwhile |
          |---|---:|---:|---:|---|
          """
              .formatted(MAX_PAUSE.toSeconds(), Victim.WITHIN.toSeconds()));

  private static Results results;
  private static TemporalServerProcess temporal;
  private static BreakableStage stage;

  @BeforeAll
  static void open() throws Exception {
    results = new Results("Outages on a real server", "");
    Map<String, Course> courses = new LinkedHashMap<>();
    for (String name :
        List.of("temporal-away", "ledger-away", "source-away", "target-away", "worker-away")) {
      courses.put(name, Course.FORWARD);
    }
    courses.put("nobody-works", Course.FORWARD);
    courses.put("zombie-superseded", Course.BACK);
    courses.put("zombie-terminated", Course.BACK);
    temporal = RealTemporal.start();
    stage = new BreakableStage(address(), courses, MAX_PAUSE);
  }

  @AfterAll
  static void close() throws Exception {
    if (stage != null) {
      Verdict.onChain(stage.ledger()).ifPresent(OBJECTIONS::add);
      results.write(TRIED, FIGURES.toString(), OBJECTIONS);
      stage.close();
    }
    if (temporal != null) {
      temporal.close();
    }
    assertThat(OBJECTIONS).isEmpty();
  }

  private static Temporal address() {
    return new Temporal(temporal.target(), temporal.namespace());
  }

  @Test
  void theTemporalServerIsKilledAndComesBack() throws Exception {
    outage(
        "temporal-away",
        MOMENT,
        temporal::kill,
        temporal::startAgain,
        "temporal",
        "waits for Temporal");
  }

  @Test
  void postgresIsKilledAndComesBack() throws Exception {
    outage(
        "ledger-away",
        MOMENT,
        stage.world().postgres()::kill,
        () -> {
          stage.world().postgres().startAgain();
          stage.awaitApi();
        },
        "ledger",
        "the ledger's Postgres does not answer");
  }

  @Test
  void theSourceClusterIsAwayForAMinute() throws Exception {
    outage(
        "source-away",
        MINUTE,
        stage.world().legacy()::stopBrokers,
        stage.world().legacy()::startBrokers,
        "cluster-legacy",
        "is tried again");
  }

  @Test
  void theTargetClusterIsAwayForAMinute() throws Exception {
    outage(
        "target-away",
        MINUTE,
        stage.world().cloud()::stopBrokers,
        stage.world().cloud()::startBrokers,
        "cluster-cloud",
        "");
  }

  /**
   * @param check that the worker's health names as failing meanwhile
   * @param says part of what whoever asks for the wave is told meanwhile; empty where the wave goes
   *     back without what is away
   */
  private static void outage(
      String name, Duration outage, Runnable away, Runnable back, String check, String says)
      throws Exception {
    TRIED.add(name + ", in the pause");
    Victim wave = stage.victim(name);
    standBefore(wave, LAST_BEFORE_SEED);
    long stoppedNanos = lastOrder(name).atNanos();
    long processed = processed(wave);
    away.run();
    long awayNanos = System.nanoTime();
    Tripwire.remove(stage.wires(), name);
    String told = says.isEmpty() ? "" : stage.awaitTold(wave, says, outage);
    assertThat(stage.workerHealth().at("/" + check + "/healthy").asBoolean(true)).isFalse();
    pass(awayNanos, outage);
    back.run();
    Duration wasAway = Duration.ofNanos(System.nanoTime() - awayNanos);

    Duration most = MAX_PAUSE.plus(Victim.WITHIN).plus(wasAway);
    Await.until(
        most.plus(STEP_WITHIN),
        "the application of " + name + " to work on the source again",
        () -> lastOrder(name).action().equals("START") && processed(wave) > processed);
    Duration still = Duration.ofNanos(System.nanoTime() - stoppedNanos);
    FIGURES.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %.1f | %d | %s |%n",
            check,
            wasAway.toSeconds(),
            still.toMillis() / 1000.0,
            most.toSeconds(),
            told.isEmpty() ? "the wave went back without it" : told));
    if (still.compareTo(most) > 0) {
      OBJECTIONS.add(name + ": the application stood still for " + still + ", more than " + most);
    }
    goesOn(wave);
  }

  private static Order lastOrder(String name) {
    List<Order> orders = stage.operations().orders();
    for (int i = orders.size() - 1; i >= 0; i--) {
      if (orders.get(i).application().equals(name)) {
        return orders.get(i);
      }
    }
    throw new IllegalStateException("nothing was asked of " + name);
  }

  private static long processed(Victim wave) {
    return wave.application().account().stand().processed();
  }

  /**
   * A person lets it go on, and it completes; its account is the whole wave's, back-out and all.
   */
  private static void goesOn(Victim wave) {
    stage.tend(List.of(wave), STEP_WITHIN, wave.name() + " to be held", () -> isHeld(wave));
    stage.resume(wave);
    stage.awaitClosed(List.of(wave), CLOSED_WITHIN);
    judge(wave, List.of("STOP source", "START source", "STOP source", "START target"));
  }

  private static boolean isHeld(Victim wave) {
    return stage.view(wave).path("state").asText().equals("HELD");
  }

  @Test
  void oneOfTwoWorkersIsKilledAndTheOtherGoesOn() throws Exception {
    Path wires = Files.createTempDirectory("tidegate-wires");
    Victim wave = stage.victim("worker-away");
    TRIED.add("one of two workers killed before the wave's inventory");
    try (MainProcess second = stage.startWorker("second-worker", address(), wires)) {
      Tripwire.lay(stage.wires(), wave.name(), Border.BEFORE, "Verify");
      Tripwire.lay(wires, wave.name(), Border.BEFORE, "Verify");
      stage.begin(List.of(wave));
      stage.tend(
          List.of(wave),
          STEP_WITHIN,
          "one of the workers to come to the proof",
          () ->
              Tripwire.isTripped(wires, wave.name())
                  || Tripwire.isTripped(stage.wires(), wave.name()));
      MainProcess victim = Tripwire.isTripped(wires, wave.name()) ? second : stage.worker();
      victim.kill();
      Tripwire.remove(stage.wires(), wave.name());
      Tripwire.remove(wires, wave.name());
      Await.until(
          CLOSED_WITHIN,
          wave.name() + " to close",
          () -> {
            stage.lookAfter(List.of(wave));
            return stage.isClosed(wave);
          });
      judge(wave, List.of("STOP source", "START target"));
    } finally {
      stage.worker().startAgain();
    }
  }

  @Test
  void aStepThatNoWorkerTakesIsNotParkedHoweverLongThatIs() throws Exception {
    String name = "nobody-works";
    TRIED.add("no worker at all from the freeze on, for " + LONG.toSeconds() + " s");
    Victim wave = stage.victim(name);
    standBefore(wave, "Freeze");
    stage.worker().kill();
    long awayNanos = System.nanoTime();
    Tripwire.remove(stage.wires(), name);
    Await.until(
        STEP_WITHIN,
        "the wave to say that no worker is there",
        () -> stage.view(wave).path("reason").asText().startsWith("waits for a worker: "));
    pass(awayNanos, LONG);
    stage.worker().startAgain();
    stage.awaitClosed(List.of(wave), CLOSED_WITHIN);
    assertThat(stage.timeline(wave))
        .noneMatch(entry -> entry.path("kind").asText().equals("step-parked"));
    judge(wave, List.of("STOP source", "START target"));
  }

  @Test
  void aZombieThatWakesAfterTheRollbackWritesNothing() throws Exception {
    zombie("zombie-superseded", () -> {});
  }

  @Test
  void aZombieOfATerminatedWaveWritesNothing() throws Exception {
    zombie(
        "zombie-terminated",
        () -> {
          var unused =
              address()
                  .ask(
                      client -> {
                        client
                            .newUntypedWorkflowStub("wave/zombie-terminated")
                            .terminate("the test ends it");
                        return true;
                      });
        });
  }

  private static void zombie(String name, Runnable end) throws Exception {
    TRIED.add(name + ": an attempt of the seed wakes up after the rollback has closed the wave");
    Victim wave = stage.victim(name);
    standBefore(wave, "Seed");
    end.run();
    stage.rollBack(wave);
    stage.awaitClosed(List.of(wave), CLOSED_WITHIN);
    Tripwire.remove(stage.wires(), name);
    Await.until(STEP_WITHIN, "the zombie to end", () -> Tripwire.isOver(stage.wires(), name));

    assertThat(stage.view(wave).path("state").asText()).isEqualTo("ROLLED_BACK");
    assertThat(stage.trap().effectsOf(name)).noneMatch(key -> key.endsWith(" seed"));
    wave.application().drain();
    Await.until(
        STEP_WITHIN,
        "the application to work on the source again",
        () -> wave.application().account().stand().behind() == 0);
    assertThat(wave.application().account().stand().skipped()).isZero();
    assertThat(wave.application().account().stand().replayed()).isZero();
    assertThat(SeedsWritten.on(stage.world().cloud()).of(wave.application().spec().group()))
        .isEmpty();
    stage.end(List.of(wave));
  }

  /** Brings the wave to the border of an activity, where its worker stands. */
  private static void standBefore(Victim wave, String activity) throws Exception {
    Tripwire.lay(stage.wires(), wave.name(), Border.BEFORE, activity);
    stage.begin(List.of(wave));
    stage.tend(
        List.of(wave),
        STEP_WITHIN,
        "the worker to come to " + activity,
        () -> Tripwire.isTripped(stage.wires(), wave.name()));
  }

  private static void judge(Victim wave, List<String> orders) {
    List<String> objections =
        Verdict.on(wave, orders, stage).stream().map(line -> wave.name() + ": " + line).toList();
    OBJECTIONS.addAll(objections);
    stage.end(List.of(wave));
    assertThat(objections).isEmpty();
  }

  /** The rest of an outage; nothing is waited for. */
  private static void pass(long sinceNanos, Duration outage) {
    Await.until(
        outage.plusSeconds(5),
        "the outage to pass",
        () -> System.nanoTime() - sinceNanos >= outage.toNanos());
  }
}
