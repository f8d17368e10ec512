package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Checkpoints.Checkpoint;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Hint;
import io.tidegate.parity.SyncNotes;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HintsTest {
  @Test
  void whatSeveralKnowIsHandedOnOnceAndOnlyTheNearest() {
    List<Hint> journal = LongStream.range(0, 50).mapToObj(i -> sync(i * 100)).toList();
    List<Hint> topic = List.of(sync(4_800), sync(4_900), sync(5_050));
    List<Hint> all = Stream.concat(journal.stream(), topic.stream()).toList();

    List<Hint> nearest = Hints.nearest(all, 3_000);

    assertThat(nearest)
        .hasSize(SyncNotes.BELOW_MAX + SyncNotes.ABOVE_MAX)
        .startsWith(sync(1_500))
        .contains(sync(3_000))
        .endsWith(sync(3_400))
        .doesNotHaveDuplicates();
    assertThat(Hints.nearest(all, Long.MAX_VALUE)).endsWith(sync(5_050)).hasSize(16);
    assertThat(Hints.nearest(List.of(), 3_000)).isEmpty();
  }

  @Test
  void aCheckpointThatOnlyRoundsANoteDownSaysNothingNew() {
    List<Hint> notes = List.of(new Hint(Anchor.SYNC, 400, 380));

    assertThat(Hints.repeats(checkpoint(450, 381), notes)).isTrue();
    assertThat(Hints.repeats(checkpoint(450, 430), notes)).as("of a note that is gone").isFalse();
    assertThat(Hints.repeats(checkpoint(400, 380), notes)).as("on the note").isFalse();
  }

  private static Hint sync(long offset) {
    return new Hint(Anchor.SYNC, offset, offset);
  }

  private static Checkpoint checkpoint(long upstream, long downstream) {
    return new Checkpoint("charger", new TopicPartition("payments", 0), upstream, downstream);
  }
}
