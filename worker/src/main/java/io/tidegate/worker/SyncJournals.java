package io.tidegate.worker;

import com.codahale.metrics.health.HealthCheckRegistry;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tidegate.activities.SyncTails;
import io.tidegate.activities.SyncTails.Tail;

/**
 * The tailed offset-syncs topics as the process shows them. One that cannot be read is unhealthy
 * under its own name, and the worker goes on without it: a proof then only looks for longer.
 */
final class SyncJournals implements Managed {
  private final SyncTails tails;

  SyncJournals(SyncTails tails, HealthCheckRegistry health, MeterRegistry metrics) {
    this.tails = tails;
    for (Tail tail : tails.tails()) {
      check(tail, health);
      measure(tail, metrics);
    }
  }

  private static void check(Tail tail, HealthCheckRegistry health) {
    String name = tail.journal().heldBy() + "-" + tail.journal().topic();
    health.register(
        "sync-journal-" + name,
        new PartCheck(
            "sync journal " + tail.journal().topic() + " of cluster " + tail.journal().heldBy(),
            () ->
                tail.trouble()
                    .ifPresent(
                        why -> {
                          throw new IllegalStateException(why);
                        })));
  }

  private static void measure(Tail tail, MeterRegistry metrics) {
    Tags tags =
        Tags.of(
            "source", tail.journal().source(),
            "target", tail.journal().target(),
            "topic", tail.journal().topic());
    Gauge.builder("tidegate.sync.journal.lag", tail, SyncJournals::lag)
        .description("Offsets of the offset-syncs topic not read yet; NaN for unknown")
        .tags(tags)
        .register(metrics);
    FunctionCounter.builder("tidegate.sync.journal.notes", tail, Tail::noted)
        .description("Notes stored since the start")
        .tags(tags)
        .register(metrics);
    FunctionCounter.builder("tidegate.sync.journal.restarts", tail, Tail::restarts)
        .description("Times that the topic was read from its begin again since the start")
        .tags(tags)
        .register(metrics);
  }

  private static double lag(Tail tail) {
    return tail.lag().isPresent() ? tail.lag().getAsLong() : Double.NaN;
  }

  @Override
  public void start() {
    tails.start();
  }

  @Override
  public void stop() {
    tails.close();
  }
}
