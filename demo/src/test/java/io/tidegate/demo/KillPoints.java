package io.tidegate.demo;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.tidegate.demo.EffectTrap.Note;
import io.tidegate.demo.KillPoint.AtBorder;
import io.tidegate.demo.KillPoint.InEffect;
import io.tidegate.demo.KillPoint.WhileFlying;
import io.tidegate.demo.KillPoint.WhileReading;
import io.tidegate.demo.Tripwire.Border;
import io.tidegate.demo.Victim.Course;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every kill point of a wave, of its rollback and of a rehearsal, found by looking at waves that
 * nobody disturbs: both borders of each type of activity in their histories, and both notes of each
 * effect in the ledger. So an activity that is added later has its points without a word here. Of
 * what the ledger notes neither beginning nor end there are points by hand.
 */
final class KillPoints {
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(4);

  private KillPoints() {}

  static List<KillPoint> find(Temporal temporal) throws Exception {
    Map<String, Course> courses = new LinkedHashMap<>();
    courses.put("whole", Course.FENCED_FORWARD);
    courses.put("taken-back", Course.FENCED_BACK);
    courses.put("rehearsed", Course.REHEARSED);
    Set<KillPoint> points = new LinkedHashSet<>();
    points.add(new WhileReading());
    points.add(new WhileFlying());
    points.add(new InEffect(Course.REHEARSED, Note.TOLD, InEffect.SHADOWS_REMOVED));
    try (BreakableStage stage = new BreakableStage(temporal, courses)) {
      List<Victim> waves = new ArrayList<>();
      for (String name : courses.keySet()) {
        waves.add(stage.victim(name));
      }
      stage.begin(waves);
      stage.awaitClosed(waves, CLOSED_WITHIN);
      Set<String> known = new LinkedHashSet<>();
      for (Victim wave : waves) {
        for (String activity : activities(temporal, wave)) {
          if (known.add(activity)) {
            points.add(new AtBorder(wave.course(), Border.BEFORE, activity));
            points.add(new AtBorder(wave.course(), Border.AFTER, activity));
          }
        }
        List<String> finished = stage.trap().finishedEffectsOf(wave.name());
        for (String key : stage.trap().effectsOf(wave.name())) {
          String effect = InEffect.pattern(key, wave.name());
          if (known.add(effect)) {
            points.add(new InEffect(wave.course(), Note.BEGUN, effect));
            if (finished.contains(key)) {
              points.add(new InEffect(wave.course(), Note.DONE, effect));
            }
          }
        }
      }
    }
    return List.copyOf(points);
  }

  /** Types of the activities of the wave and of its rollback, in their order. */
  private static Set<String> activities(Temporal temporal, Victim wave) {
    return temporal.ask(
        client -> {
          Set<String> types = new LinkedHashSet<>();
          List<String> ids = new ArrayList<>();
          ids.add("wave/" + wave.name());
          if (wave.course().isTakenBack()) {
            ids.add("wave/" + wave.name() + "/rollback");
          }
          for (String id : ids) {
            for (HistoryEvent event : client.fetchHistory(id).getEvents()) {
              if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) {
                types.add(
                    event.getActivityTaskScheduledEventAttributes().getActivityType().getName());
              }
            }
          }
          return types;
        });
  }
}
