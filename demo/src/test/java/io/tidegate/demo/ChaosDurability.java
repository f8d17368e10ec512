package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.Victim.Course;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.TemporalServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random kills while waves run, several at a time, half of them taken back: {@code mvn verify
 * -Pdurability}. The seed decides what is killed, when and for how long, and is in the result; the
 * same again: {@code -Dtidegate.chaos.seed}. Fewer or more waves: {@code -Dtidegate.chaos.waves}.
 */
class ChaosDurability {
  private static final String SEED = "tidegate.chaos.seed";
  private static final int WAVES = Integer.getInteger("tidegate.chaos.waves", 32);
  private static final int SIDE_BY_SIDE = Integer.getInteger("tidegate.chaos.at-once", 8);
  private static final Duration KILL_EVERY_MAX = Duration.ofSeconds(24);
  private static final Duration OUTAGE_MAX = Duration.ofSeconds(5);
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(6);

  private enum Prey {
    WORKER,
    TEMPORAL,
    POSTGRES
  }

  /** The worker is killed more often than what it stands on. */
  private static final List<Prey> PREY =
      List.of(Prey.WORKER, Prey.WORKER, Prey.TEMPORAL, Prey.POSTGRES);

  private final long seed = Long.getLong(SEED, System.nanoTime() % 1_000_000);
  private final Random random = new Random(seed);
  private final List<String> kills = new ArrayList<>();

  @Test
  void whateverIsKilledEveryWaveClosesWithEachEffectOnce() throws Exception {
    System.out.println("chaos with -D" + SEED + "=" + seed);
    Results results = new Results("Chaos on a real server", "-D" + SEED + "=" + seed);
    Map<String, Course> courses = new LinkedHashMap<>();
    for (int i = 1; i <= WAVES; i++) {
      courses.put(
          String.format(Locale.ROOT, "chaos-%02d", i), i % 2 == 0 ? Course.BACK : Course.FORWARD);
    }
    List<String> objections = new ArrayList<>();
    try (TemporalServerProcess temporal = RealTemporal.start();
        BreakableStage stage =
            new BreakableStage(new Temporal(temporal.target(), temporal.namespace()), courses)) {
      List<Victim> waves = courses.keySet().stream().map(stage::victim).toList();
      for (int from = 0; from < WAVES; from += SIDE_BY_SIDE) {
        List<Victim> batch = waves.subList(from, Math.min(WAVES, from + SIDE_BY_SIDE));
        try (NeverBoth watch = new NeverBoth(stage.world(), batch)) {
          stage.begin(batch);
          disturb(batch, stage, temporal);
          objections.addAll(watch.objections());
        }
        Verdict.on(batch, stage)
            .forEach(
                (wave, lines) -> lines.forEach(line -> objections.add(wave.name() + ": " + line)));
        for (Victim wave : batch) {
          objections.addAll(Verdict.onDecisions(wave, stage));
        }
        stage.end(batch);
      }
      Verdict.onChain(stage.ledger()).ifPresent(objections::add);
    }
    results.write(kills, WAVES + " waves, " + SIDE_BY_SIDE + " at a time.", objections);
    assertThat(objections).isEmpty();
  }

  /** Kills one thing after the other until every wave of the batch has closed. */
  private void disturb(List<Victim> batch, BreakableStage stage, TemporalServerProcess temporal) {
    List<Victim> open = new ArrayList<>(batch);
    long deadline = System.nanoTime() + CLOSED_WITHIN.toNanos();
    while (!open.isEmpty()) {
      long until = System.nanoTime() + upTo(KILL_EVERY_MAX).toNanos();
      stage.tend(
          open,
          CLOSED_WITHIN,
          "the next kill",
          () -> {
            open.removeIf(stage::hasClosed);
            return open.isEmpty() || System.nanoTime() >= until;
          });
      if (System.nanoTime() > deadline) {
        // What has not closed by now is left alone, and has to close then.
        stage.awaitClosed(open, CLOSED_WITHIN);
        return;
      }
      if (!open.isEmpty()) {
        kill(stage, temporal);
      }
    }
  }

  private void kill(BreakableStage stage, TemporalServerProcess temporal) {
    Prey prey = PREY.get(random.nextInt(PREY.size()));
    Duration away = upTo(OUTAGE_MAX);
    kills.add(prey + " away for " + away.toMillis() + " ms");
    switch (prey) {
      case WORKER -> {
        stage.worker().kill();
        pass(away);
        stage.worker().startAgain();
      }
      case TEMPORAL -> {
        temporal.kill();
        pass(away);
        temporal.startAgain();
      }
      case POSTGRES -> {
        stage.world().postgres().kill();
        pass(away);
        stage.world().postgres().startAgain();
        stage.awaitApi();
      }
    }
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis()));
  }

  /** The length of an outage; nothing is waited for. */
  private static void pass(Duration outage) {
    long since = System.nanoTime();
    Await.until(
        outage.plusSeconds(5),
        "the outage to pass",
        () -> System.nanoTime() - since >= outage.toNanos());
  }
}
