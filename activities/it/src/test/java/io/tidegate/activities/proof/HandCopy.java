package io.tidegate.activities.proof;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * One partition on both clusters. The test writes its copy by hand, as a replicator would: keys,
 * values and timestamps kept, offsets as they come.
 */
final class HandCopy {
  private static final long SPACING_MS = 10;

  final TopicPartition partition;
  private final TwoClusters two;
  private final long firstMs = System.currentTimeMillis() - 60_000;
  private long copiedTo;

  /** What is written to the source. */
  record Message(@Nullable String key, @Nullable String value, long timestampMs) {
    Message keyed(String other) {
      return new Message(other, value, timestampMs);
    }

    Message at(long otherMs) {
      return new Message(key, value, otherMs);
    }
  }

  HandCopy(TwoClusters two, String name) {
    this(two, name, Map.of(), Map.of());
  }

  HandCopy(
      TwoClusters two, String name, Map<String, String> onSource, Map<String, String> onTarget) {
    this(two, new TopicPartition(name + ".replica", 0));
    two.onLegacy.createTopic(partition.topic(), 1, onSource);
    two.onCloud.createTopic(partition.topic(), 1, onTarget);
  }

  private HandCopy(TwoClusters two, TopicPartition partition) {
    this.two = two;
    this.partition = partition;
  }

  /** {@code count} records on both sides of a partition that exists. */
  static HandCopy fill(TwoClusters two, TopicPartition partition, int count) {
    HandCopy log = new HandCopy(two, partition);
    log.write(log.numbered(0, count));
    log.copy();
    return log;
  }

  /** {@code count} records on both sides of a new topic. */
  static HandCopy whole(TwoClusters two, String name, int count) {
    return fill(two, new HandCopy(two, name).partition, count);
  }

  /** {@code r7} and the like, each with a key of its own, {@value #SPACING_MS} ms apart. */
  List<Message> numbered(int from, int to) {
    return named("r", from, to);
  }

  /** The same under another name. */
  List<Message> named(String prefix, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("k" + i, prefix + i, firstMs + SPACING_MS * i))
        .toList();
  }

  static List<Message> each(List<Message> messages, UnaryOperator<Message> changed) {
    return messages.stream().map(changed).toList();
  }

  void write(List<Message> messages) {
    send(two.onLegacy.producer(), messages);
  }

  /** Records that no replicator wrote. */
  void writeToTarget(List<Message> messages) {
    send(two.onCloud.producer(), messages);
  }

  /** Goes on copying where it stopped, as far as any reader sees. */
  void copy() {
    copy(IsolationLevel.READ_UNCOMMITTED, value -> true);
  }

  /**
   * Goes on copying where it stopped, but only what a reader of this isolation sees and is kept.
   */
  void copy(IsolationLevel seen, Predicate<String> kept) {
    writeToTarget(ahead(seen, kept));
  }

  /**
   * Goes on copying where it stopped, as a replicator does that leaves the source offset in a
   * header.
   *
   * @param told what it leaves of a source offset
   */
  void copyHeaded(LongUnaryOperator told) {
    List<Future<?>> sent = new ArrayList<>();
    for (ConsumerRecord<String, String> found :
        two.onLegacy.read(partition, copiedTo, IsolationLevel.READ_UNCOMMITTED)) {
      copiedTo = found.offset() + 1;
      long left = told.applyAsLong(found.offset());
      byte[] offset = ByteBuffer.allocate(Long.BYTES).putLong(left).array();
      sent.add(
          two.onCloud
              .producer()
              .send(
                  new ProducerRecord<>(
                      partition.topic(),
                      partition.partition(),
                      found.timestamp(),
                      found.key(),
                      found.value(),
                      List.of(new RecordHeader("redpanda-migrator-offset", offset)))));
    }
    App.await(sent);
  }

  /** What would be copied next; it counts as copied. */
  List<Message> ahead(IsolationLevel seen, Predicate<String> kept) {
    List<Message> ahead = new ArrayList<>();
    for (ConsumerRecord<String, String> found : two.onLegacy.read(partition, copiedTo, seen)) {
      copiedTo = found.offset() + 1;
      if (kept.test(found.value())) {
        ahead.add(new Message(found.key(), found.value(), found.timestamp()));
      }
    }
    return ahead;
  }

  /** Copies all but one, which is returned: a check that begins now waits for it. */
  List<Message> copyButTheLast() {
    List<Message> ahead = ahead(IsolationLevel.READ_UNCOMMITTED, value -> true);
    writeToTarget(ahead.subList(0, ahead.size() - 1));
    return List.copyOf(ahead.subList(ahead.size() - 1, ahead.size()));
  }

  void commitOnSource(List<Message> messages) {
    transaction(two.onLegacy, messages, true);
  }

  void abortOnSource(List<Message> messages) {
    transaction(two.onLegacy, messages, false);
  }

  void commitOnTarget(List<Message> messages) {
    transaction(two.onCloud, messages, true);
  }

  void abortOnTarget(List<Message> messages) {
    transaction(two.onCloud, messages, false);
  }

  private void transaction(Clients on, List<Message> messages, boolean committed) {
    KafkaProducer<String, String> producer = begun(on, messages);
    if (committed) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
    App.awaitMarkers(on.admin(), partition);
  }

  /** A transaction that holds these records and is still open; the caller ends it. */
  KafkaProducer<String, String> begun(Clients on, List<Message> messages) {
    KafkaProducer<String, String> producer = on.transactional();
    producer.beginTransaction();
    send(producer, messages);
    return producer;
  }

  private void send(KafkaProducer<String, String> producer, List<Message> messages) {
    List<Future<?>> sent = new ArrayList<>();
    for (Message message : messages) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  partition.topic(),
                  partition.partition(),
                  message.timestampMs(),
                  message.key(),
                  message.value())));
    }
    producer.flush();
    App.await(sent);
  }

  /** The row of a group that stands here and reads all; consumed from where it resumes. */
  Row provenAt(long committed) {
    return provenAt(committed, Isolation.READ_UNCOMMITTED);
  }

  Row provenAt(long committed, Isolation isolation) {
    return proven(committed, isolation, request -> request);
  }

  /** The row of a group of its own, whose request is changed before it is asked. */
  Row proven(long committed, Isolation isolation, UnaryOperator<ProofRequest> changed) {
    String group = group(committed, isolation);
    two.commit(group, partition, committed);
    ProofRequest request = TwoClusters.hasty(TwoClusters.request(group, isolation));
    return TwoClusters.row(two.proveAndConsume(changed.apply(request)), 0);
  }

  /** A group for each position, so that one log serves many. */
  String group(long committed, Isolation isolation) {
    return partition.topic() + "-" + isolation + "-at-" + committed;
  }
}
