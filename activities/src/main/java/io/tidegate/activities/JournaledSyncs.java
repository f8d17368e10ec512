package io.tidegate.activities;

import io.tidegate.activities.proof.KeptSyncs;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Hint;
import io.tidegate.parity.SyncNotes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/** The notes of one flow that the ledger's sync journals hold, whichever topic they came from. */
final class JournaledSyncs implements KeptSyncs {
  private final SyncJournals journals;
  private final String source;
  private final String target;

  /**
   * @param source and the target by their names in the configuration, as {@link SyncTail} noted
   *     them
   */
  JournaledSyncs(SyncJournals journals, String source, String target) {
    this.journals = journals;
    this.source = source;
    this.target = target;
  }

  @Override
  public Map<TopicPartition, List<Hint>> near(Map<TopicPartition, Asked> asked) {
    List<SyncJournal.Asked> wanted = new ArrayList<>();
    asked.forEach(
        (partition, at) ->
            wanted.add(
                new SyncJournal.Asked(
                    partition.topic(),
                    partition.partition(),
                    Objects.requireNonNullElse(at.topicId(), ""),
                    at.position().orElse(Long.MAX_VALUE))));
    Map<TopicPartition, List<Hint>> hints = new HashMap<>();
    journals
        .near(source, target, wanted, SyncNotes.BELOW_MAX, SyncNotes.ABOVE_MAX)
        .forEach(
            note ->
                hints
                    .computeIfAbsent(
                        new TopicPartition(note.topic(), note.partition()),
                        first -> new ArrayList<>())
                    .add(new Hint(Anchor.SYNC, note.upstream(), note.downstream())));
    return hints;
  }
}
