package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.OwnPositions;
import io.tidegate.activities.switches.ApplicationPositions;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.UnitGroup;
import java.util.Optional;

/**
 * Where applications that keep their own positions say that they stand, as far as the source bears
 * it out.
 */
final class Bearings {
  private final ApplicationPositions applications;

  Bearings(ApplicationPositions applications) {
    this.applications = applications;
  }

  /** Empty where it is Kafka that knows. */
  Optional<OwnPositions> of(Plan plan, UnitGroup group, Pulse pulse) {
    return group.position() instanceof Position.External external
        ? Optional.of(of(plan, external.url(), pulse))
        : Optional.empty();
  }

  private OwnPositions of(Plan plan, String url, Pulse pulse) {
    OwnPositions told = applications.ask(url, pulse::beat);
    if (told.topics().isEmpty()) {
      return told;
    }
    try {
      return told.within(new TopicFacts(plan.source()).partitions(told.topics()));
    } catch (KafkaDenied denied) {
      return new OwnPositions.Unknown(denied.told());
    }
  }
}
