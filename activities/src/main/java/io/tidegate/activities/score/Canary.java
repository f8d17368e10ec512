package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.score.ScoreRequest.Denied;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.runbooks.Dimension;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads on the target what the unit would: its compression types and its largest record
 * as they lie on the source now, idempotently and where the unit needs it in transactions, with
 * headers and tombstones, through a group of its groups' protocol. All on a topic of its own that
 * is removed afterwards, and by the next attempt where this one was killed.
 *
 * <p>The limit: it is Tidegate's client under Tidegate's principal, so what it shows is the
 * brokers, not the application.
 */
final class Canary implements Check {
  private static final Duration ALL_WITHIN = Duration.ofSeconds(90);

  @Override
  public String name() {
    return "canary";
  }

  @Override
  public Dimension dimension() {
    return Dimension.COMPATIBILITY;
  }

  @Override
  public boolean isMadeAgain() {
    return false;
  }

  @Override
  public boolean needsProofs() {
    return false;
  }

  @Override
  public Duration within() {
    return ALL_WITHIN;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    if (!asked.mayWrite()) {
      return Checked.not(this, Gap.SKIPPED, "a dry run writes nothing");
    }
    if (!asked.denied().isEmpty()) {
      return Checked.not(this, Gap.DENIED, notKnown(asked.denied()));
    }
    List<String> topics =
        asked.topics().stream()
            .filter(topic -> topic.sourcePartitions() > 0)
            .map(TopicSides::source)
            .toList();
    BatchSample.Seen seen = new BatchSample(asked.source()).of(topics);
    if (seen.records() == 0) {
      return Checked.not(
          this, Gap.SAMPLED_EMPTY, "no record on the unit's topics to learn its needs from");
    }
    CanaryNeeds needs = CanaryNeeds.of(asked, seen);
    String name = topic(asked.wave(), asked.unit().unit());
    CanaryFlight flight = new CanaryFlight(asked.target(), name, needs);
    Findings findings = new Findings();
    needs
        .tooLarge(asked.topics())
        .forEach(
            (topic, bytes) ->
                findings.red(
                    "canary-failed/size/" + topic,
                    "the largest record seen on topic %s takes %d bytes, more than its copy on the target takes; raise max.message.bytes there"
                        .formatted(topic, bytes)));
    try {
      flight.fly();
    } catch (CanaryFlight.Lost lost) {
      findings.red("canary-failed/" + lost.stage(), String.valueOf(lost.getMessage()));
    }
    flight
        .left()
        .ifPresent(
            why ->
                findings.yellow(
                    "canary-left/" + name,
                    "what the canary made on the target could not all be removed, so remove topic and groups %s* there: %s"
                        .formatted(name, why)));
    return Checked.of(this, findings, Map.of("topic", name, "needs", needs, "did", flight.log()));
  }

  private static String notKnown(List<Denied> denied) {
    return "what the unit needs of a cluster is not all known: "
        + denied.get(0).why()
        + (denied.size() > 1 ? ", and " + (denied.size() - 1) + " more like it" : "");
  }

  @Override
  public void removeTraces(ScoreRequest asked) {
    if (asked.mayWrite()) {
      new CanaryTraces(asked.target(), topic(asked.wave(), asked.unit().unit()), asked.protocols())
          .remove();
    }
  }

  static String topic(String wave, String unit) {
    return "tidegate-canary-" + wave + "-" + unit;
  }
}
