package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.tidegate.demo.app.Account;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.TemporalServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What large waves cost, and many at once: {@code bash bench/wave}. */
class CrowdFigures {
  private static final int UNITS = Integer.getInteger("tidegate.crowd.units", 100);
  private static final int GROUPS = 5;
  private static final int WAVES = Integer.getInteger("tidegate.crowd.waves", 200);
  private static final String HEAP = "-Xmx512m";
  private static final Duration GATE_WITHIN = Duration.ofMinutes(15);

  private static final Set<EventType> FAILED_TASKS =
      Set.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT);

  @Test
  void oneWaveOfManyUnits() throws Exception {
    Results results = new Results("A wave of many units", "-Dit.test=CrowdFigures");
    try (TemporalServerProcess server = RealTemporal.start()) {
      Temporal temporal = new Temporal(server.target(), server.namespace());
      try (CrowdStage stage = new CrowdStage(temporal, names("unit-", UNITS), GROUPS, HEAP)) {
        Course course = new Course(stage, Map.of("crowd", stage.crowds()));
        course.run();
        Histories histories = Histories.of(temporal, List.of("crowd"));
        String text =
            """
            One wave of %d units with %d groups each, one partition a topic, every group with 40 unread records; one worker (%s).

            | | |
            |---|---:|
            | from the start to the gate, s | %.1f |
            | from the last approval to the next gate, s | %.1f |
            | from the last approval there to the end, s | %.1f |
            | events in the history | %,d |
            | size of the history, KiB | %,d |
            | workflow tasks that failed or timed out | %d |
            """
                .formatted(
                    UNITS,
                    GROUPS,
                    HEAP,
                    course.seconds("go"),
                    course.seconds("retire-source"),
                    course.seconds("end"),
                    histories.events,
                    histories.bytes >> 10,
                    histories.failedTasks);
        conclude(results, List.of("crowd"), text, stage, course, histories);
      }
    }
  }

  @Test
  void manyWavesAtOnceOnOneWorker() throws Exception {
    Results results = new Results("Many waves at once", "-Dit.test=CrowdFigures");
    try (TemporalServerProcess server = RealTemporal.start()) {
      Temporal temporal = new Temporal(server.target(), server.namespace());
      try (CrowdStage stage = new CrowdStage(temporal, names("alone-", WAVES), 1, HEAP)) {
        Map<String, List<Crowd>> waves = new LinkedHashMap<>();
        stage.crowds().forEach(crowd -> waves.put("wave-" + crowd.name(), List.of(crowd)));
        Course course = new Course(stage, waves);
        course.run();
        Histories histories = Histories.of(temporal, List.copyOf(waves.keySet()));
        String text =
            """
            %d waves of one unit with one group each, started one after the other without waiting; one worker (%s), one real Temporal server.

            | | |
            |---|---:|
            | from the first start to the last gate, s | %.1f |
            | from the first approval to the last next gate, s | %.1f |
            | from there to the end of the last, s | %.1f |
            | events in all histories | %,d |
            | workflow tasks that failed or timed out | %d |
            """
                .formatted(
                    WAVES,
                    HEAP,
                    course.seconds("go"),
                    course.seconds("retire-source"),
                    course.seconds("end"),
                    histories.events,
                    histories.failedTasks);
        conclude(results, List.copyOf(waves.keySet()), text, stage, course, histories);
      }
    }
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> String.format(Locale.ROOT, "%s%03d", prefix, i))
        .toList();
  }

  private static void conclude(
      Results results,
      List<String> waves,
      String text,
      CrowdStage stage,
      Course course,
      Histories histories)
      throws Exception {
    List<String> objections = new ArrayList<>(course.objections);
    if (histories.failedTasks > 0) {
      objections.add(histories.failedTasks + " workflow tasks failed or timed out");
    }
    for (Crowd crowd : stage.crowds()) {
      Account.Stand stand = crowd.stand();
      if (stand.replayed() > 0 || stand.skipped() > 0 || !crowd.failure().isEmpty()) {
        objections.add(crowd.name() + ": " + stand + " " + crowd.failure());
      }
    }
    results.write(waves, text, objections);
    assertThat(objections).isEmpty();
  }

  /** The waves from their start to their end, and how long each part took. */
  private static final class Course {
    private final CrowdStage stage;
    private final Map<String, List<Crowd>> waves;
    private final Map<String, Duration> took = new LinkedHashMap<>();
    private final List<String> objections = new ArrayList<>();

    Course(CrowdStage stage, Map<String, List<Crowd>> waves) {
      this.stage = stage;
      this.waves = waves;
    }

    double seconds(String part) {
      return took.getOrDefault(part, Duration.ZERO).toMillis() / 1000.0;
    }

    void run() {
      waves.forEach(
          (wave, units) ->
              stage
                  .releaseManager()
                  .putYaml("/runbooks/" + wave, stage.runbook(wave, units))
                  .orFail("publishing runbook " + wave));
      long began = System.nanoTime();
      waves
          .keySet()
          .forEach(
              wave ->
                  stage
                      .releaseManager()
                      .put("/waves/" + wave, Map.of("runbook", wave, "mode", "LIVE"))
                      .orFail("starting wave " + wave));
      awaitGate("go");
      took.put("go", Duration.ofNanos(System.nanoTime() - began));
      long approved = approve("go");
      awaitGate("retire-source");
      took.put("retire-source", Duration.ofNanos(System.nanoTime() - approved));
      approved = approve("retire-source");
      awaitClosed();
      took.put("end", Duration.ofNanos(System.nanoTime() - approved));
    }

    private void awaitGate(String gate) {
      await("gate " + gate, view -> isOpen(view, gate));
    }

    private void awaitClosed() {
      await("the end", WaveRun::isClosed);
      for (String wave : waves.keySet()) {
        JsonNode view = view(wave);
        if (!view.path("state").asText().equals("COMPLETED")) {
          objections.add(
              wave + " ended " + view.path("state").asText() + ": " + view.path("reason").asText());
        }
      }
    }

    private interface Seen {
      boolean in(JsonNode view);
    }

    /** A wave that stands is a finding at once: nobody is there to let it go on. */
    private void await(String what, Seen seen) {
      List<String> open = new ArrayList<>(waves.keySet());
      Await.until(
          GATE_WITHIN,
          open.size() + " waves to come to " + what,
          () -> {
            open.removeIf(
                wave -> {
                  JsonNode view = view(wave);
                  String state = view.path("state").asText();
                  if (Set.of("HELD", "NEEDS_OPERATOR", "REFUSED", "BACKING_OUT").contains(state)) {
                    throw new AssertionError(
                        wave + " is " + state + ": " + view.path("reason").asText());
                  }
                  return seen.in(view);
                });
            return open.isEmpty();
          });
    }

    private JsonNode view(String wave) {
      return stage.releaseManager().get("/waves/" + wave).orFail("reading " + wave);
    }

    private static boolean isOpen(JsonNode view, String name) {
      return gate(view, name).path("state").asText().equals("OPEN");
    }

    private static JsonNode gate(JsonNode view, String name) {
      for (JsonNode gate : view.path("gates")) {
        if (gate.path("gate").asText().equals(name)) {
          return gate;
        }
      }
      throw new IllegalStateException("no gate " + name);
    }

    /** The moment of the first approval. */
    private long approve(String name) {
      long began = System.nanoTime();
      for (String wave : waves.keySet()) {
        JsonNode gate = gate(view(wave), name);
        String light = gate.path("light").asText();
        stage
            .owner()
            .approve(wave, gate, "all rows " + light, "")
            .orFail("the approval of " + wave);
        if (light.equals("YELLOW")) {
          stage
              .deputy()
              .approve(wave, gate, "all rows " + light, Watched.EXCEPTION)
              .orFail("the exception of " + wave);
        }
      }
      return began;
    }
  }

  /** What Temporal has of some waves. */
  private static final class Histories {
    private long events;
    private long bytes;
    private long failedTasks;

    static Histories of(Temporal temporal, List<String> waves) {
      Histories histories = new Histories();
      temporal.ask(
          client -> {
            waves.forEach(wave -> histories.add(client.fetchHistory("wave/" + wave)));
            return true;
          });
      return histories;
    }

    private void add(WorkflowExecutionHistory history) {
      events += history.getEvents().size();
      bytes += history.getHistory().getSerializedSize();
      failedTasks +=
          history.getEvents().stream()
              .map(HistoryEvent::getEventType)
              .filter(FAILED_TASKS::contains)
              .count();
    }
  }
}
