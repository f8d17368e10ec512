package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.Victim.Course;
import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.Account.Pause;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.TemporalServerProcess;
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

  @Test
  void theStandstillOfAWaveBesideThatOfARestart() throws Exception {
    Results results = new Results("Pause of an application", "-Dit.test=PauseFigures");
    Map<String, Course> courses = new LinkedHashMap<>();
    for (int i = 1; i <= WAVES; i++) {
      courses.put("paused-" + i, Course.FORWARD);
    }
    List<Duration> restarts = new ArrayList<>();
    List<Duration> moves = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    try (TemporalServerProcess temporal = RealTemporal.start();
        BreakableStage stage =
            new BreakableStage(new Temporal(temporal.target(), temporal.namespace()), courses)) {
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
          (pause.from().equals(pause.to()) ? restarts : moves).add(pause.length());
        }
        Verdict.on(List.of(wave), stage).values().forEach(objections::addAll);
        stage.end(List.of(wave));
      }
    }
    results.write(List.copyOf(courses.keySet()), figures(restarts, moves), objections);
    assertThat(objections).isEmpty();
    assertThat(restarts).hasSize(WAVES * RESTARTS);
    assertThat(moves).hasSize(WAVES);
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

  private static String figures(List<Duration> restarts, List<Duration> moves) {
    double ratio = (double) median(moves).toMillis() / median(restarts).toMillis();
    return String.format(
        Locale.ROOT,
        """
        From the last record that was processed before to the first one after, by the application's own account.

        | | times | median, ms | least | most |
        |---|---:|---:|---:|---:|
        %s%s
        Ratio of the medians: %.1f; the goal of at most %.0f is %s.
        """,
        row("stop and start of the consumers on the source", restarts),
        row("moved to the target by a wave", moves),
        ratio,
        GOAL,
        ratio <= GOAL ? "met" : "NOT met");
  }

  private static String row(String what, List<Duration> pauses) {
    List<Duration> sorted = pauses.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d |%n",
        what,
        sorted.size(),
        median(sorted).toMillis(),
        sorted.get(0).toMillis(),
        sorted.get(sorted.size() - 1).toMillis());
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }
}
