package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ledger.Entry;
import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Inventoried;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Scored;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The steps of a wave with one unit, one after the other, each as it has to end. */
final class UnitWalk {
  private UnitWalk() {}

  /** The application runs on the source and has processed 300 records. */
  static WaveFixture running(String name, Path breakGlass) {
    return running(name, breakGlass, UnaryOperator.identity());
  }

  /** The same, with a runbook of its own. */
  static WaveFixture running(String name, Path breakGlass, UnaryOperator<String> runbook) {
    WaveFixture wave = new WaveFixture(name, 2, breakGlass);
    wave.publish(runbook.apply(wave.runbook("")));
    run(wave);
    return wave;
  }

  /** Takes the unit's lease; the application runs on the source and has processed what is there. */
  static void run(WaveFixture wave) {
    wave.create();
    wave.lease();
    wave.application.start("source");
    wave.produce("before", 150);
    wave.awaitProcessed(150 * wave.partitions);
  }

  /** What a unit of {@link WaveFixture#runbook} always shows. */
  private static final List<String> OF_EVERY_UNIT =
      List.of(
          "YELLOW canary-only/shop",
          "YELLOW no-authorizer/source",
          "YELLOW no-authorizer/target",
          "YELLOW fence-none/shop",
          "YELLOW rehearsal-waived/shop");

  /** The findings of all dimensions that grade, but for those that are GREEN. */
  static List<String> graded(Verified verified) {
    return verified.scorecard().stream()
        .flatMap(scored -> scored.findings().stream())
        .filter(finding -> finding.light() != null && finding.light() != Light.GREEN)
        .map(finding -> finding.light() + " " + finding.id())
        .toList();
  }

  /**
   * Of a unit that is no better than its runbook lets it be: YELLOW, see {@link
   * WaveFixture#runbook}.
   *
   * @param more findings beside those of every such unit
   */
  static Verified approved(WaveFixture wave, String... more) {
    wave.awaitCopied();
    Inventoried inventory = wave.kafka.inventory(wave.waveCall("inventory"));
    assertThat(inventory.findings()).isEmpty();
    var frozen = wave.kafka.freeze(wave.call("freeze"));
    Verified verified = wave.kafka.verify(wave.call("verify"));
    assertThat(verified.light()).as(verified.scorecard() + "").isEqualTo(Light.YELLOW);
    assertThat(graded(verified))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(OF_EVERY_UNIT.stream(), Arrays.stream(more)).toList());
    assertThat(verified.scorecard())
        .extracting(Scored::dimension)
        .containsExactly("offset-parity", "compatibility", "operations", "governance", "rollback");
    assertThat(verified.scorecard()).allMatch(scored -> scored.light() != null);
    assertThat(verified.blocked()).isFalse();
    assertThat(wave.kafka.checkDrift(new Judge(wave.call("verify"), frozen.evidence())).drifts())
        .isEmpty();
    var rechecked = wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
    assertThat(rechecked.decides()).isEqualTo(verified.decides());
    assertThat(rechecked.differences()).isEmpty();
    assertThat(timeline(wave, "verified"))
        .hasSize(1)
        .first()
        .asString()
        .contains("\"verdict\":\"EXACT\"", verified.evidence());
    return verified;
  }

  static Finals quiesced(WaveFixture wave, Verified verified) {
    wave.kafka.stopSource(wave.call("quiesce"));
    wave.watch.awaitSourceEmpty(wave.call("quiesce"));
    wave.produce("during", 50);
    wave.awaitCopied();
    wave.kafka.readAnchor(wave.call("quiesce"));
    return wave.kafka.resolveFinal(new Judge(wave.call("seed"), verified.evidence()));
  }

  static void seeded(WaveFixture wave, Finals finals) {
    wave.kafka.seed(new Judge(wave.call("seed"), finals.evidence()));
  }

  static void switched(WaveFixture wave, Finals finals) {
    seeded(wave, finals);
    started(wave, finals);
  }

  static void started(WaveFixture wave, Finals finals) {
    wave.kafka.startTarget(wave.call("switch-consumers"));
    wave.watch.awaitTargetAssigned(wave.call("switch-consumers"));
    wave.watch.awaitFirstCommits(new Judge(wave.call("switch-consumers"), finals.evidence()));
  }

  static List<Entry> timeline(WaveFixture wave, String kind) {
    return wave.ledger.entries().list(wave.wave, 0, 1_000).stream()
        .filter(entry -> entry.kind().equals(kind))
        .toList();
  }
}
