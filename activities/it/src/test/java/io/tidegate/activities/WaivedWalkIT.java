package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.Subject;
import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.message.WaivedCounts;
import io.tidegate.workflows.view.Scored.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit whose target holds records that the source never had, which its owner accepts. */
class WaivedWalkIT {
  private static final Instant LATER = Instant.parse("2126-01-01T00:00:00Z");

  @TempDir Path breakGlass;

  @Test
  void aWaivedUnitSwitchesAndIsHeldToWhatWasWaived() {
    try (WaveFixture wave = UnitWalk.running("waived", breakGlass)) {
      wave.application.stop();
      writeStrangerAmongUnread(wave, "one");
      wave.kafka.inventory(wave.waveCall("inventory"));
      wave.kafka.freeze(wave.call("freeze"));

      Verified red = wave.kafka.verify(wave.call("verify"));
      assertThat(red.light()).as(red.scorecard() + "").isEqualTo(Light.RED);
      assertThat(diverged(wave, red).waivable()).isTrue();

      sign(wave, red.evidence(), 1);
      Verified waived = verifiedInYellow(wave, red);
      assertThat(rechecked(wave, waived).blocking()).isEmpty();

      writeStrangerAmongUnread(wave, "two");
      assertThat(rechecked(wave, waived).blocking())
          .singleElement()
          .asString()
          .contains("waiver w-1 of olga covers it no more: foreign 2, waived 1");
      Finals worse = stopped(wave, waived);
      assertThat(worse.light()).isEqualTo(Light.RED);
      assertThat(worse.worse())
          .singleElement()
          .asString()
          .contains("waiver w-1 of olga covers it no more: foreign 2, waived 1");

      sign(wave, worse.evidence(), 2);
      Verified again = verifiedInYellow(wave, waived);
      Finals finals = stopped(wave, again);
      assertThat(finals.worse()).isEmpty();
      assertThat(finals.light()).isEqualTo(Light.YELLOW);
      UnitWalk.switched(wave, finals);
      wave.awaitProcessed(342);
      assertThat(wave.application.replayed()).isZero();
    }
  }

  private static Verified verifiedInYellow(WaveFixture wave, Verified before) {
    Verified waived = wave.kafka.verify(wave.call("verify"));
    assertThat(waived.light()).as(waived.scorecard() + "").isEqualTo(Light.YELLOW);
    assertThat(waived.decides()).isNotEqualTo(before.decides());
    assertThat(diverged(wave, waived).light()).isEqualTo(Light.YELLOW);
    assertThat(diverged(wave, waived).reason())
        .startsWith("waived by olga at ")
        .contains(
            " until " + LATER + ": the test writes them (waiver w-1, for the consumers alone: ");
    assertThat(rechecked(wave, waived).decides()).isEqualTo(waived.decides());
    return waived;
  }

  private static Rechecked rechecked(WaveFixture wave, Verified verified) {
    return wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
  }

  static Finals stopped(WaveFixture wave, Verified verified) {
    wave.kafka.stopSource(wave.call("quiesce"));
    wave.watch.awaitSourceEmpty(wave.call("quiesce"));
    wave.kafka.readAnchor(wave.call("quiesce"));
    return wave.kafka.resolveFinal(new Judge(wave.call("seed"), verified.evidence()));
  }

  private static Finding diverged(WaveFixture wave, Verified verified) {
    return verified.scorecard().stream()
        .flatMap(scored -> scored.findings().stream())
        .filter(finding -> finding.id().equals(finding(wave)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(verified.scorecard() + ""));
  }

  private static String finding(WaveFixture wave) {
    return "DIVERGED/" + wave.group + "/" + wave.topic + "-0";
  }

  /** Behind a record that is unread, since one before all of them harms nobody. */
  static void writeStrangerAmongUnread(WaveFixture wave, String name) {
    wave.produce("before-" + name, 5);
    wave.awaitCopied();
    new App(wave.cloud).produce(new TopicPartition(wave.topic, 0), "stranger-" + name, 1);
    wave.produce("after-" + name, 5);
    wave.awaitCopied();
  }

  static void sign(WaveFixture wave, String evidence, long foreign) {
    var body =
        new SignatureBody.Waiver(
            finding(wave),
            evidence,
            "the test writes them",
            LATER,
            new WaivedCounts(0, 0, 0, 0, 0, foreign, 0));
    Subject olga = new Subject("test", "olga");
    var unused =
        wave.ledger
            .signatures()
            .sign(
                new NewSignature(
                    wave.wave,
                    NewSignature.Kind.WAIVER,
                    "shop",
                    "w-1",
                    olga,
                    List.of("shop-owners"),
                    Bodies.plain(body),
                    LATER),
                new NewEntry("waiver-signed", wave.wave, olga.label(), "{}"));
  }
}
