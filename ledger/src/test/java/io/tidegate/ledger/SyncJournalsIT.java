package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.ledger.SyncJournal.Asked;
import io.tidegate.ledger.SyncJournal.Note;
import io.tidegate.ledger.SyncJournal.Place;
import io.tidegate.ledger.SyncJournals.Begin;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

class SyncJournalsIT {
  private static final Place BEGIN = new Place("cluster/first", 0);

  private final SyncJournals journals = TestLedger.shared().ledger().syncJournals();
  private final String source = TestLedger.name("legacy");
  private final SyncJournal journal =
      new SyncJournal(source, "cloud", "mm2-offset-syncs.cloud.internal", source);

  @Test
  void aTopicIsReadOnFromWhereItWasLeft() {
    assertThat(journals.place(journal)).isEmpty();
    assertThat(journals.begin(journal, BEGIN)).isEqualTo(BEGIN);
    assertThat(journals.holds(journal)).isFalse();

    Place after = new Place("cluster/first", 7);
    assertThat(journals.keep(journal, BEGIN, after, List.of(note(0, 100, 90)))).isTrue();

    assertThat(journals.place(journal)).contains(after);
    assertThat(journals.begin(journal, BEGIN)).as("begun before").isEqualTo(after);
    assertThat(journals.holds(journal)).isTrue();
  }

  @Test
  void twoReadersOfOneTopicKeepEachNoteOnceAndNeitherGoesBack() {
    journals.begin(journal, BEGIN);
    Place five = new Place("cluster/first", 5);
    Place nine = new Place("cluster/first", 9);

    assertThat(journals.keep(journal, BEGIN, nine, notes(0, 10, 20, 30))).isTrue();
    assertThat(journals.keep(journal, BEGIN, five, notes(0, 10, 20))).as("too late").isFalse();
    assertThat(journals.place(journal)).contains(nine);

    assertThat(upstream(Long.MAX_VALUE, 10, 10)).containsExactly(10L, 20L, 30L);
  }

  @Test
  void manyReadersAtOnceLoseNothing() throws Exception {
    journals.begin(journal, BEGIN);

    SideBySide.run(
        4,
        reader -> {
          Place at = journals.begin(journal, BEGIN);
          while (at.position() < 200) {
            long next = at.position() + 1 + reader;
            journals.keep(
                journal,
                at,
                new Place("cluster/first", next),
                LongStream.range(at.position(), next).mapToObj(i -> note(0, i, i)).toList());
            at = journals.place(journal).orElseThrow();
          }
          return at;
        });

    assertThat(upstream(199, 300, 0))
        .containsExactlyElementsOf(LongStream.range(0, 200).boxed().toList());
  }

  @Test
  void aTopicCreatedAnewIsReadFromItsBeginAndItsNotesStandBesideTheOldOnes() {
    journals.begin(journal, BEGIN);
    Place old = new Place("cluster/first", 3);
    journals.keep(journal, BEGIN, old, notes(0, 10));
    Place anew = new Place("cluster/second", 0);

    assertThat(journals.keep(journal, old, anew, List.of())).isTrue();
    Place read = new Place("cluster/second", 1);
    journals.keep(journal, anew, read, notes(0, 10, 20));

    assertThat(journals.place(journal)).contains(read);
    assertThat(upstream(100, 10, 10)).containsExactly(10L, 20L);
  }

  @Test
  void notesOfRecordsThatTheSourceNoLongerHoldsAreForgotten() {
    journals.begin(journal, BEGIN);
    journals.keep(journal, BEGIN, new Place("cluster/first", 9), notes(0, 10, 20, 30));
    assertThat(journals.partitions(journal)).hasSize(1);

    String topic = journals.partitions(journal).keySet().iterator().next();
    assertThat(journals.forget(journal, List.of())).as("nothing is known of the log").isZero();
    assertThat(journals.forget(journal, List.of(new Begin(topic, 1, 100)))).isZero();
    assertThat(journals.forget(journal, List.of(new Begin(topic, 0, 20)))).isEqualTo(1);

    assertThat(upstream(Long.MAX_VALUE, 10, 10)).containsExactly(20L, 30L);
  }

  @Test
  void theNewestNotesOfAPartitionAreKeptAndNoMore() {
    journals.begin(journal, BEGIN);
    Place at = BEGIN;
    int more = 3;
    for (int from = 0; from < SyncJournals.KEPT_MAX + more; from += SyncJournals.NOTES_MAX) {
      int to = Math.min(SyncJournals.KEPT_MAX + more, from + SyncJournals.NOTES_MAX);
      Place next = new Place("cluster/first", to);
      journals.keep(
          journal, at, next, LongStream.range(from, to).mapToObj(i -> note(0, i, i)).toList());
      at = next;
    }

    assertThat(journals.forget(journal, List.of())).isEqualTo(more);

    assertThat(upstream(more, 10, 1)).containsExactly((long) more, more + 1L);
  }

  @Test
  void theNearestOnBothSidesAreHandedOut() {
    journals.begin(journal, BEGIN);
    journals.keep(
        journal, BEGIN, new Place("cluster/first", 9), notes(0, 10, 20, 30, 40, 50, 60, 70));

    assertThat(upstream(40, 2, 1)).containsExactly(30L, 40L, 50L);
    assertThat(upstream(5, 2, 2)).containsExactly(10L, 20L);
    assertThat(upstream(Long.MAX_VALUE, 2, 2)).containsExactly(60L, 70L);
    assertThat(journals.near(source, "elsewhere", List.of(new Asked("orders", 0, "", 40)), 9, 9))
        .isEmpty();
  }

  @Test
  void notesOfATopicThatIsNoMoreAreLeftOutWhereItsIdIsKnown() {
    journals.begin(journal, BEGIN);
    journals.keep(
        journal,
        BEGIN,
        new Place("cluster/first", 9),
        List.of(
            new Note("orders", 0, 10, 10, "old", 0),
            new Note("orders", 0, 20, 20, "", 1),
            new Note("orders", 0, 30, 30, "new", 2)));

    assertThat(ids("new")).containsExactly("", "new");
    assertThat(ids("")).containsExactly("old", "", "new");
  }

  @Test
  void severalThousandPartitionsAreAskedInOneGo() {
    journals.begin(journal, BEGIN);
    List<Note> notes =
        LongStream.range(0, 2_500).mapToObj(i -> note(Math.toIntExact(i), i, i)).toList();
    journals.keep(journal, BEGIN, new Place("cluster/first", 2_500), notes);

    List<Asked> asked =
        notes.stream().map(note -> new Asked("orders", note.partition(), "", 5_000)).toList();

    assertThat(journals.near(source, "cloud", asked, 1, 1)).hasSize(2_500);
  }

  @Test
  void whatIsTooMuchOrWasNeverBegunIsRefused() {
    assertThatThrownBy(() -> journals.keep(journal, BEGIN, BEGIN, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was never begun");
    assertThatThrownBy(
            () -> journals.keep(journal, BEGIN, BEGIN, Collections.nCopies(10_001, note(0, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 10000");
    assertThatThrownBy(() -> new SyncJournal("a", "b", "t", "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' or the target 'b'");
  }

  @Test
  void theApplicationMayForgetNotesButNotRewriteThem() {
    assertThatThrownBy(
            () ->
                TestLedger.shared()
                    .application()
                    .useHandle(handle -> handle.execute("UPDATE syncs SET upstream = 0")))
        .isInstanceOf(JdbiException.class)
        .hasMessageContaining("permission denied for table syncs");
  }

  private List<Long> upstream(long near, int below, int above) {
    return journals
        .near(source, "cloud", List.of(new Asked("orders", 0, "", near)), below, above)
        .stream()
        .map(Note::upstream)
        .toList();
  }

  private List<String> ids(String topicId) {
    return journals
        .near(source, "cloud", List.of(new Asked("orders", 0, topicId, 100)), 9, 9)
        .stream()
        .map(Note::topicId)
        .toList();
  }

  private static List<Note> notes(int partition, long... upstream) {
    return LongStream.of(upstream).mapToObj(at -> note(partition, at, at)).toList();
  }

  private static Note note(int partition, long upstream, long downstream) {
    return new Note("orders", partition, upstream, downstream, "", upstream);
  }
}
