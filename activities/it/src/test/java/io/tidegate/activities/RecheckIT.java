package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.Await;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At the moment an approval is used, what it rests on beside the proofs is looked at again. */
class RecheckIT {
  @TempDir Path breakGlass;

  @Test
  void whatATopicThatNobodyReadsLacksAndHowLongAnAnchorIsKeptAreOtherDecisions() throws Exception {
    try (WaveFixture wave = new WaveFixture("recheck", 1, breakGlass)) {
      TopicPartition archive = new TopicPartition(wave.topic + "-archive", 0);
      wave.legacy.createTopic(archive.topic(), 1, Map.of());
      String unread = "role: main}, {source: %s, role: dead-letter}]".formatted(archive.topic());
      wave.publish(wave.runbook("").replace("role: main}]", unread));
      write(wave, archive, "first");
      wave.create();
      wave.lease();
      wave.application.start("source");
      wave.produce("before", 20);
      wave.awaitProcessed(20);
      wave.application.stop();
      wave.produce("unread", 5);
      wave.awaitCopied();
      wave.kafka.freeze(wave.call("freeze"));
      Verified verified = wave.kafka.verify(wave.call("verify"));
      assertThat(recheck(wave, verified).differences()).isEmpty();
      assertThat(recheck(wave, verified).decides()).isEqualTo(verified.decides());

      new App(wave.cloud).produce(archive, "stranger", 1);
      write(wave, archive, "second");
      Rechecked changed = recheck(wave, verified);
      assertThat(changed.differences())
          .containsExactly("finding coverage/" + archive.topic() + " was GREEN, is YELLOW");
      assertThat(changed.decides()).as("what people decided on").isNotEqualTo(verified.decides());

      keepOnly(Duration.ofMinutes(30), wave);
      String expires =
          "finding anchor-expires/%s/%s-0 was GREEN, is YELLOW".formatted(wave.group, wave.topic);
      Await.until(
          WaveFixture.DEADLINE, // brokers hear of it a little later than who set it
          expires,
          () -> recheck(wave, verified).differences().contains(expires));
    }
  }

  private static Rechecked recheck(WaveFixture wave, Verified verified) {
    return wave.kafka.recheck(new Judge(wave.call("verify"), verified.evidence()));
  }

  private static void write(WaveFixture wave, TopicPartition to, String what) {
    new App(wave.legacy).produce(to, what, 5);
    Await.until(
        WaveFixture.DEADLINE,
        what + " of " + to + " on the target",
        () ->
            !new TopicFacts(wave.clusters.get("cloud")).partitions(List.of(to.topic())).isEmpty()
                && end(wave, "cloud", to) >= end(wave, "legacy", to));
  }

  private static long end(WaveFixture wave, String cluster, TopicPartition of) {
    return new LogEnds(wave.clusters.get(cluster))
        .ends(List.of(of), IsolationLevel.READ_UNCOMMITTED)
        .getOrDefault(of, 0L);
  }

  /** Shorter than the runbook's rollback window of an hour. */
  private static void keepOnly(Duration retention, WaveFixture wave) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, wave.topic);
    ConfigEntry shorter = new ConfigEntry("retention.ms", String.valueOf(retention.toMillis()));
    AlterConfigOp set = new AlterConfigOp(shorter, AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(wave.legacy.clientProperties())) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }
}
