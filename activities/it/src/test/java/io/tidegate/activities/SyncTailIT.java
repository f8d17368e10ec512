package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.ledger.SyncJournal.Asked;
import io.tidegate.ledger.SyncJournal.Note;
import io.tidegate.ledger.SyncJournal.Place;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic of notes written by hand, so that what is in it and when is the test's to say. */
class SyncTailIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final KafkaSandbox legacy = World.shared().legacy();
  private final SyncJournals journals = WaveFixture.sharedLedger().syncJournals();
  private final String topic = "syncs-" + UUID.randomUUID() + ".replica";
  private final SyncJournal journal = new SyncJournal("legacy", "cloud", topic, "legacy");
  private final String noted = "noted-" + UUID.randomUUID();
  private Clusters clusters;

  @BeforeEach
  void connect() {
    clusters = TestClusters.of(legacy, World.shared().cloud());
    legacy.createTopic(topic, 1, Map.of());
  }

  @AfterEach
  void disconnect() {
    clusters.close();
  }

  @Test
  void aTailGoesOnWhereTheOneBeforeItStopped() {
    write(10, 20, 30);
    SyncTail first = tail();
    first.catchUp();
    assertThat(first.noted()).isEqualTo(3);
    assertThat(first.lag()).hasValue(0);
    write(40);

    SyncTail second = tail();
    second.catchUp();

    assertThat(second.noted()).as("only what came after").isEqualTo(1);
    assertThat(upstream()).containsExactly(10L, 20L, 30L, 40L);
    assertThat(second.restarts()).isZero();
  }

  @Test
  void moreNotesThanFitInOneTransactionAreAllKept() {
    long[] many = LongStream.range(0, 3 * SyncTail.BATCH_MAX + 17).toArray();
    write(many);

    SyncTail tail = tail();
    tail.catchUp();

    assertThat(tail.noted()).isEqualTo(many.length);
    assertThat(journals.place(journal))
        .hasValueSatisfying(place -> assertThat(place.position()).isEqualTo(many.length));
  }

  @Test
  void twoTailsAtOnceKeepEveryNoteAndDoNoHarm() {
    try (SyncTails one = new SyncTails(List.of(journal), clusters, WaveFixture.sharedLedger());
        SyncTails other = new SyncTails(List.of(journal), clusters, WaveFixture.sharedLedger())) {
      one.start();
      other.start();
      for (int batch = 0; batch < 20; batch++) {
        write(LongStream.range(batch * 200L, (batch + 1) * 200L).toArray());
      }
      Await.until(
          DEADLINE,
          "4000 notes in the journal",
          () -> journals.place(journal).orElseThrow().position() == 4_000);
      Await.until(DEADLINE, "both to see the end", () -> lag(one) == 0 && lag(other) == 0);
      assertThat(one.tails().get(0).noted() + other.tails().get(0).noted())
          .as("each note was moved past by one of them")
          .isEqualTo(4_000);
      assertThat(upstream(4_000)).hasSize(4_000);
      assertThat(one.tails().get(0).restarts() + other.tails().get(0).restarts()).isZero();
    }
  }

  @Test
  void aTopicThatWasCreatedAnewIsReadFromItsBegin() throws Exception {
    write(10, 20);
    tail().catchUp();
    delete(topic);
    legacy.createTopic(topic, 1, Map.of());
    write(30);

    SyncTail tail = tail();
    tail.catchUp();

    assertThat(tail.restarts()).isEqualTo(1);
    assertThat(upstream()).as("what was journaled stays").containsExactly(10L, 20L, 30L);
    tail.catchUp();
    assertThat(tail.restarts()).as("once").isEqualTo(1);
  }

  @Test
  void aPositionBeyondTheEndBeginsAgain() {
    write(10, 20);
    tail().catchUp();
    Place place = journals.place(journal).orElseThrow();
    journals.keep(journal, place, new Place(place.incarnation(), 1_000), List.of());
    write(30);

    SyncTail tail = tail();
    tail.catchUp();

    assertThat(tail.restarts()).isEqualTo(1);
    assertThat(upstream()).containsExactly(10L, 20L, 30L);
  }

  @Test
  void aNoteBearsTheIdOfItsTopicAndWhatIsNoNoteIsPassedOver() {
    legacy.createTopic(noted, 1, Map.of());
    send(List.of(new ProducerRecord<>(topic, App.bytes("no"), App.bytes("note"))));
    write(10);
    send(List.of(new ProducerRecord<>(topic, App.bytes("nor"), null)));

    tail().catchUp();

    assertThat(journals.near("legacy", "cloud", List.of(new Asked(noted, 0, "", 99)), 9, 9))
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.topicId()).isNotEmpty();
              assertThat(note.notedAt()).isEqualTo(1);
            });
    assertThat(journals.place(journal))
        .hasValueSatisfying(
            place -> assertThat(place.position()).as("behind all three").isEqualTo(3));
  }

  @Test
  void aTopicThatIsNotThereIsSaidByNameAndReadOnceItIs() throws Exception {
    delete(topic);
    assertThatThrownBy(() -> tail().catchUp())
        .hasMessage("topic " + topic + " does not exist on legacy");

    try (SyncTails tails = new SyncTails(List.of(journal), clusters, WaveFixture.sharedLedger())) {
      SyncTails.Tail tail = tails.tails().get(0);
      tails.start();
      Await.until(
          DEADLINE,
          "the tail to say what is missing",
          () -> tail.trouble().orElse("").contains("does not exist on legacy"));
      assertThat(tail.lag()).isEmpty();
      legacy.createTopic(topic, 1, Map.of());
      write(10);
      Await.until(DEADLINE, "its notes", () -> tail.trouble().isEmpty() && tail.noted() == 1);
    }
  }

  private SyncTail tail() {
    return new SyncTail(journal, clusters, journals);
  }

  private static long lag(SyncTails tails) {
    return tails.tails().get(0).lag().orElse(-1);
  }

  private List<Long> upstream() {
    return upstream(100);
  }

  private List<Long> upstream(int most) {
    return journals
        .near("legacy", "cloud", List.of(new Asked(noted, 0, "", Long.MAX_VALUE)), most, 0)
        .stream()
        .map(Note::upstream)
        .toList();
  }

  private void write(long... upstream) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    byte[] name = noted.getBytes(StandardCharsets.UTF_8);
    for (long at : upstream) {
      ByteBuffer key = ByteBuffer.allocate(2 + name.length + 4);
      key.putShort((short) name.length).put(name).putInt(0);
      ByteBuffer value = ByteBuffer.allocate(16).putLong(at).putLong(at + 1);
      records.add(new ProducerRecord<>(topic, key.array(), value.array()));
    }
    send(records);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings = new HashMap<>(legacy.clientProperties());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      App.await(sent);
    }
  }

  private void delete(String gone) throws Exception {
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      admin.deleteTopics(List.of(gone)).all().get();
      Await.until(
          DEADLINE, gone + " to be gone", () -> !admin.listTopics().names().get().contains(gone));
    }
  }
}
