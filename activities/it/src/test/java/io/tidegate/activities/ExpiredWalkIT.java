package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A unit whose application stood for so long that the source has lost what it should read next, and
 * whose owner chose {@code expired: resume-at-begin}: to the target and back.
 */
class ExpiredWalkIT {
  private static final int LOST = 30;

  @TempDir Path breakGlass;

  @Test
  void itGoesOnAtTheBeginOfWhatIsLeftAndComesBackWithoutASecondLoss() throws Exception {
    try (WaveFixture wave =
        UnitWalk.running(
            "expired",
            breakGlass,
            yaml ->
                yaml.replace(
                    "uncommitted: earliest",
                    "uncommitted: earliest\n        expired: resume-at-begin"))) {
      wave.application.stop();
      wave.produce("unread", 60);
      wave.awaitCopied();
      TopicPartition first = new TopicPartition(wave.topic, 0);
      try (Admin admin = Admin.create(wave.legacy.clientProperties())) {
        admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(150 + LOST))).all().get();
      }
      Verified verified =
          UnitWalk.approved(
              wave,
              "YELLOW EXPIRED_SOURCE/" + wave.group + "/" + first,
              "YELLOW way-back-to-begin/" + wave.group + "/" + first);
      Finals finals = UnitWalk.quiesced(wave, verified);
      assertThat(finals.worse()).isEmpty();
      UnitWalk.switched(wave, finals);
      int moved = 2 * (150 + 60 + 50) - LOST;
      wave.awaitProcessed(moved);
      assertThat(wave.application.distinct()).as("what was lost stays so").isEqualTo(moved);
      assertThat(wave.application.replayed()).isZero();

      wave.takeOver();
      wave.undo.stopTarget(wave.call("switch-consumers"));
      MappedBack mapped = wave.undo.mapBack(wave.call("switch-consumers"));
      assertThat(mapped.replayBound()).as(mapped.note()).isZero();
      wave.undo.startSource(wave.call("quiesce"));
      wave.produce("home", 10);
      wave.awaitProcessed(moved + 20);
      assertThat(wave.application.distinct()).isEqualTo(moved + 20);
      assertThat(wave.application.replayed()).isZero();
    }
  }
}
