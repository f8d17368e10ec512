package io.tidegate.demo;

import io.tidegate.demo.BreakableStage.Temporal;
import io.tidegate.demo.Victim.Course;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One wave a kill point: each is begun, brought to its point, and its worker killed there with
 * SIGKILL and started again, while the waves before it recover. In the end each must have closed as
 * it should, with every effect once.
 */
final class KillRun {
  private static final Duration POINT_WITHIN = Duration.ofSeconds(90);
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(6);

  private final List<KillPoint> points;
  private final Map<Victim, KillPoint> killed = new LinkedHashMap<>();

  KillRun(List<KillPoint> points) {
    this.points = List.copyOf(points);
  }

  /** Returns what was not as it should be, one line each. */
  List<String> run(Temporal temporal) throws Exception {
    Map<String, Course> courses = new LinkedHashMap<>();
    for (KillPoint point : points) {
      courses.put(String.format(Locale.ROOT, "killed-%02d", courses.size() + 1), point.course());
    }
    try (BreakableStage stage = new BreakableStage(temporal, courses)) {
      int next = 0;
      for (String name : courses.keySet()) {
        killAt(points.get(next++), stage.victim(name), stage);
      }
      List<Victim> open = new ArrayList<>(killed.keySet());
      stage.tend(open, CLOSED_WITHIN, "every wave to close", () -> areClosed(open, stage));
      List<String> objections = new ArrayList<>();
      killed.forEach((victim, point) -> objections.addAll(objections(victim, point, stage)));
      return objections;
    }
  }

  private void killAt(KillPoint point, Victim victim, BreakableStage stage) throws Exception {
    point.arm(stage, victim.name());
    killed.put(victim, point);
    stage.begin(victim);
    List<Victim> open = new ArrayList<>(killed.keySet());
    open.removeIf(stage::isClosed);
    stage.tend(
        open,
        POINT_WITHIN,
        "the worker of " + victim.name() + " to come to " + point,
        () -> point.isReached(stage, victim.name()));
    stage.worker().kill();
    point.disarm(stage, victim.name());
    stage.worker().startAgain();
  }

  private static boolean areClosed(List<Victim> open, BreakableStage stage) {
    open.removeIf(stage::isClosed);
    return open.isEmpty();
  }

  private static List<String> objections(Victim victim, KillPoint point, BreakableStage stage) {
    return Verdict.on(victim, stage).stream()
        .map(line -> victim.name() + " (" + point + "): " + line)
        .toList();
  }
}
