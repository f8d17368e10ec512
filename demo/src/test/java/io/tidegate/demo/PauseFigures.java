package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.Victim.Course;
import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.Account.Pause;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.TemporalServerProcess;
import io.tidegate.sandbox.WorldOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long an application stands still in a wave, beside a plain stop and start of the same
 * consumers on their own cluster in the same run: {@code bash bench/wave}.
 */
class PauseFigures {
  private static final int WAVES = 5;
  private static final int RESTARTS = 4;
  private static final double GOAL = 2;
  private static final Duration STEP_WITHIN = Duration.ofSeconds(60);
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(3);

  /**
   * How long a broker waits for further members before it gives a new group its first assignment.
   * Kafka's default, which a restart meets as much as a wave does, and none at all.
   */
  private static final String WAIT_FOR_MEMBERS = "group.initial.rebalance.delay.ms";

  private static final List<String> WAITS = List.of("3000", "0");

  private final List<String> objections = new ArrayList<>();

  @Test
  void theStandstillOfAWaveBesideThatOfARestart() throws Exception {
    Results results = new Results("Pause of an application", "-Dit.test=PauseFigures");
    List<String> tried = new ArrayList<>();
    StringBuilder figures =
        new StringBuilder(
            """
            From the last record that was processed before to the first one after, by the application's own account.
            `%s` is Kafka's own setting: how long a broker waits for further members of a new group; 3000 is its default.

            | `%1$s` | | times | median, ms | least | most | ratio of the medians |
            |---:|---|---:|---:|---:|---:|---|
            """
                .formatted(WAIT_FOR_MEMBERS));
    for (String wait : WAITS) {
      Pauses pauses = measured("paused-" + wait + "-", Map.of(WAIT_FOR_MEMBERS, wait), tried);
      figures.append(pauses.rows(wait));
    }
    results.write(tried, figures.toString(), objections);
    assertThat(objections).isEmpty();
  }

  private Pauses measured(String names, Map<String, String> brokers, List<String> tried)
      throws Exception {
    Map<String, Course> courses = new LinkedHashMap<>();
    for (int i = 1; i <= WAVES; i++) {
      courses.put(names + i, Course.FORWARD);
    }
    tried.addAll(courses.keySet());
    Pauses pauses = new Pauses(new ArrayList<>(), new ArrayList<>());
    WorldOptions options =
        WorldOptions.defaults().withLegacyOverrides(brokers).withCloudOverrides(brokers);
    try (TemporalServerProcess temporal = RealTemporal.start();
        BreakableStage stage =
            new BreakableStage(
                new Temporal(temporal.target(), temporal.namespace()),
                courses,
                Victim.LONG_PAUSE,
                options)) {
      for (String name : courses.keySet()) {
        Victim wave = stage.victim(name);
        wave.application().open();
        awaitProcessing(wave.application(), 0);
        for (int i = 0; i < RESTARTS; i++) {
          restart(wave.application());
        }
        stage.start(List.of(wave));
        stage.awaitClosed(List.of(wave), CLOSED_WITHIN);
        for (Pause pause : wave.application().account().pauses()) {
          (pause.from().equals(pause.to()) ? pauses.restarts : pauses.moves).add(pause.length());
        }
        Verdict.on(List.of(wave), stage).values().forEach(objections::addAll);
        stage.end(List.of(wave));
      }
    }
    assertThat(pauses.restarts).hasSize(WAVES * RESTARTS);
    assertThat(pauses.moves).hasSize(WAVES);
    return pauses;
  }

  private static void restart(SampleApplication application) {
    int pauses = application.account().pauses().size();
    application.stopConsumers("source");
    application.startConsumers("source");
    awaitProcessing(application, pauses + 1);
  }

  private static void awaitProcessing(SampleApplication application, int pauses) {
    Account account = application.account();
    Await.until(
        STEP_WITHIN,
        "records to be processed",
        () -> account.pauses().size() >= pauses && account.processedHere() > 0);
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  /** What the applications of one pair of clusters stood still for. */
  private record Pauses(List<Duration> restarts, List<Duration> moves) {

    String rows(String wait) {
      double ratio = (double) median(moves).toMillis() / median(restarts).toMillis();
      String judged =
          String.format(
              Locale.ROOT,
              "%.1f; the goal of at most %.0f is %s",
              ratio,
              GOAL,
              ratio <= GOAL ? "met" : "NOT met");
      return row(wait, "stop and start of the consumers on the source", restarts, "")
          + row(wait, "moved to the target by a wave", moves, judged);
    }

    private static String row(String wait, String what, List<Duration> pauses, String judged) {
      List<Duration> sorted = pauses.stream().sorted().toList();
      return String.format(
          Locale.ROOT,
          "| %s | %s | %d | %d | %d | %d | %s |%n",
          wait,
          what,
          sorted.size(),
          median(sorted).toMillis(),
          sorted.get(0).toMillis(),
          sorted.get(sorted.size() - 1).toMillis(),
          judged);
    }
  }
}
