package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import java.time.Duration;

/** A unit's last rehearsal beside what the unit came to by now, for whoever is asked at a gate. */
final class RehearsalTold {
  private RehearsalTold() {}

  static ObjectNode detail(String unit, LastRehearsal last, ViewBook now) {
    ObjectNode told =
        Scribe.detail(
            "unit", unit,
            "wave", last.wave(),
            "at", last.at().toString(),
            "light", last.light().name());
    last.differences().forEach(told.putArray("differences")::add);
    ArrayNode timings = told.putArray("timings");
    for (Timing planned : last.timings()) {
      String actual = now.took(unit, planned.step()).map(Duration::toString).orElse(null);
      timings.add(
          Scribe.detail(
              "step", planned.step(), "planned", planned.took().toString(), "actual", actual));
    }
    return told;
  }
}
