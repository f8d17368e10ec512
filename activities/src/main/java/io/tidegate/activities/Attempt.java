package io.tidegate.activities;

import java.util.function.Function;

/** How one attempt of a step is run. */
interface Attempt {

  /** Outside Temporal: nobody waits for heartbeats. */
  Attempt UNWATCHED =
      new Attempt() {
        @Override
        public <T> T run(Function<Pulse, T> step) {
          return Fail.meaningful(() -> step.apply(Pulse.SILENT));
        }
      };

  /** Runs the step; Kafka's failures come out as the workflow's. */
  <T> T run(Function<Pulse, T> step);
}
