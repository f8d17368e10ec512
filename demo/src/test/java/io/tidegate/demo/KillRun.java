package io.tidegate.demo;

import io.tidegate.demo.Victim.Course;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One wave a kill point: each is brought to its point, its worker is killed there with SIGKILL and
 * started again. In the end each must have closed as it should, with every effect once.
 *
 * <p>A handful of waves run side by side, and one kill meets all of them that stand at their points
 * in that moment. A point is held no longer than {@link #HELD_MAX}, so that nothing of it times out
 * before the kill; a wave that comes later has a kill of its own, after one that met it elsewhere.
 * What passes by unheld is begun when the others were killed, one at a time: a worker that is
 * killed elsewhere and starts again would go past it before anybody looks.
 */
final class KillRun {
  private static final int SIDE_BY_SIDE = 8;
  private static final Duration HELD_MAX = Duration.ofSeconds(5);
  private static final Duration POINT_WITHIN = Duration.ofMinutes(5);
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(8);

  private final List<KillPoint> points;
  private final Progress progress;

  /** Told after each handful. */
  interface Progress {
    void tried(List<KillPoint> points, List<String> objections) throws IOException;
  }

  KillRun(List<KillPoint> points) {
    this(points, (tried, objections) -> {});
  }

  /**
   * @param progress told what was tried so far: a run that is cut short has that to show
   */
  KillRun(List<KillPoint> points, Progress progress) {
    this.points = List.copyOf(points);
    this.progress = progress;
  }

  /** Returns what was not as it should be, one line each. */
  List<String> run(Temporal temporal) throws Exception {
    Map<String, Course> courses = new LinkedHashMap<>();
    Map<String, KillPoint> byName = new LinkedHashMap<>();
    for (KillPoint point : points) {
      String name = String.format(Locale.ROOT, "killed-%02d", byName.size() + 1);
      courses.put(name, point.course());
      byName.put(name, point);
    }
    List<String> objections = new ArrayList<>();
    List<String> names = List.copyOf(byName.keySet());
    try (BreakableStage stage = new BreakableStage(temporal, courses)) {
      for (int from = 0; from < names.size(); from += SIDE_BY_SIDE) {
        Map<Victim, KillPoint> handful = new LinkedHashMap<>();
        for (String name : names.subList(from, Math.min(from + SIDE_BY_SIDE, names.size()))) {
          handful.put(stage.victim(name), byName.get(name));
        }
        objections.addAll(new Handful(handful, stage).run());
        progress.tried(points.subList(0, from + handful.size()), List.copyOf(objections));
      }
      Verdict.onChain(stage.ledger()).ifPresent(objections::add);
    }
    return objections;
  }

  /** Waves that run side by side. */
  private record Handful(Map<Victim, KillPoint> points, BreakableStage stage) {

    List<String> run() throws Exception {
      List<Victim> waves = List.copyOf(points.keySet());
      for (Victim wave : waves) {
        point(wave).arm(stage, wave.name());
      }
      List<Victim> begun = new ArrayList<>();
      killAtTheirPoints(waves.stream().filter(wave -> !point(wave).isFleeting()).toList(), begun);
      for (Victim wave : waves) {
        if (point(wave).isFleeting()) {
          killAtTheirPoints(List.of(wave), begun);
        }
      }
      stage.awaitClosed(waves, CLOSED_WITHIN);
      List<String> objections = new ArrayList<>();
      Verdict.on(waves, stage)
          .forEach(
              (wave, lines) ->
                  lines.forEach(
                      line -> objections.add(wave.name() + " (" + point(wave) + "): " + line)));
      stage.end(waves);
      return objections;
    }

    private void killAtTheirPoints(List<Victim> waves, List<Victim> begun) throws Exception {
      stage.begin(waves);
      begun.addAll(waves);
      List<Victim> underWay = new ArrayList<>(waves);
      while (!underWay.isEmpty()) {
        awaitMoment(underWay, begun);
        stage.worker().kill();
        for (Victim wave : waves) {
          if (underWay.contains(wave) && isReached(wave)) {
            point(wave).disarm(stage, wave.name());
            underWay.remove(wave);
          }
        }
        stage.worker().startAgain();
      }
    }

    /** Until all of them stand, or one that nobody holds, or the first must stand no longer. */
    private void awaitMoment(List<Victim> underWay, List<Victim> begun) {
      long[] firstNanos = {0};
      stage.tend(
          List.copyOf(begun),
          POINT_WITHIN,
          "the worker to come to " + underWay.stream().map(this::point).toList(),
          () -> {
            int standing = 0;
            for (Victim wave : underWay) {
              boolean reached = isReached(wave);
              if (reached && point(wave).isFleeting()) {
                return true;
              }
              standing += reached ? 1 : 0;
            }
            if (standing > 0 && firstNanos[0] == 0) {
              firstNanos[0] = System.nanoTime();
            }
            return standing == underWay.size()
                || (standing > 0 && System.nanoTime() - firstNanos[0] > HELD_MAX.toNanos());
          });
    }

    private boolean isReached(Victim wave) throws Exception {
      return point(wave).isReached(stage, wave.name());
    }

    private KillPoint point(Victim wave) {
      KillPoint point = points.get(wave);
      if (point == null) {
        throw new IllegalArgumentException("no kill point for " + wave.name());
      }
      return point;
    }
  }
}
