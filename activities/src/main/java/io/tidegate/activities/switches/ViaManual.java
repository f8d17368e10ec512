package io.tidegate.activities.switches;

import java.time.Duration;
import java.util.Optional;

/** A person, who is told; it is done when Kafka shows it. */
record ViaManual(String instructions, Notice notice) implements Via {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  @Override
  public Answer ask(Request request, Effect effect, Duration within, Runnable pulse) {
    Deadline deadline = Deadline.in(within);
    notice.tell(request, instructions);
    while (true) {
      pulse.run();
      Optional<String> missing = effect.missing();
      if (missing.isEmpty()) {
        return new Answer.Done("told; what Kafka can show of it is there");
      }
      if (!deadline.pause(LOOK_EVERY)) {
        return new Answer.Failed(
            "nobody did within %s what was asked, \"%s\": %s"
                .formatted(
                    Duration.ofSeconds(Math.round(within.toMillis() / 1_000.0)),
                    instructions,
                    missing.get()));
      }
    }
  }

  @Override
  public String told() {
    return "a person";
  }
}
