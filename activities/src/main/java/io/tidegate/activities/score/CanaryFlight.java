package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** One round trip of a canary. Topic and groups bear its name, so that whoever finds them knows. */
final class CanaryFlight {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(100);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);

  private final Cluster target;
  private final String name;
  private final CanaryNeeds needs;
  private final CanaryTraces traces;
  private final CanaryRecords records;
  private final CanaryClients clients;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private @Nullable KafkaFuture<Void> creating;
  private @Nullable String left;

  CanaryFlight(Cluster target, String name, CanaryNeeds needs) {
    this.target = target;
    this.name = name;
    this.needs = needs;
    this.traces = new CanaryTraces(target, name, needs.protocols());
    this.records = new CanaryRecords(name, needs.seen());
    this.clients = new CanaryClients(target);
  }

  /** A stage that the target did not let it pass. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String stage;

    Lost(String stage, String why) {
      super(why);
      this.stage = stage;
    }

    String stage() {
      return stage;
    }
  }

  /** What was done, in its order. */
  List<String> log() {
    return List.copyOf(log);
  }

  /** Why not all of it could be removed afterwards; empty where it was. */
  Optional<String> left() {
    return Optional.ofNullable(left);
  }

  /**
   * @throws Lost at the first stage that fails
   * @throws KafkaDenied if Tidegate's own principal may not: that says nothing about the target
   */
  void fly() {
    traces.remove();
    try {
      stage("create", this::create);
      for (String compression : needs.seen().compressions().keySet()) {
        stage("produce-" + compression, () -> produce(compression));
      }
      if (needs.transactional()) {
        stage("transactions", this::transactions);
      }
      for (String protocol : needs.protocols()) {
        stage("read-" + protocol, () -> read(protocol));
      }
    } finally {
      uninterrupted(this::removeAll);
    }
  }

  /** A check that is given up is interrupted, and must clean up all the same. */
  private static void uninterrupted(Runnable cleaning) {
    boolean interrupted = Thread.interrupted();
    try {
      cleaning.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void removeAll() {
    awaitCreation();
    try {
      traces.remove();
      log.add("removed");
    } catch (KafkaFailure failed) {
      left = failed.getMessage();
      log.add("not removed: " + failed.getMessage());
    }
  }

  /** A topic that is still being made would appear after its removal. */
  private void awaitCreation() {
    KafkaFuture<Void> begun = creating;
    if (begun != null) {
      try {
        begun.get(CanaryClients.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException told) {
        // its stage said so
      }
    }
  }

  /** Something that may fail in many ways. */
  private interface Stage {
    void go() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private void stage(String stage, Stage doing) {
    try {
      doing.go();
      log.add(stage);
    } catch (Lost lost) {
      throw lost;
    } catch (InterruptedException
        | ExecutionException
        | TimeoutException
        | RuntimeException failed) {
      KafkaFailure meaning =
          new KafkaCall("canary, " + stage, "WRITE", "Topic " + name)
              .failure(target.name(), failed);
      if (meaning instanceof KafkaDenied denied) {
        throw denied;
      }
      throw new Lost(stage, String.valueOf(meaning.getMessage()));
    }
  }

  private void create() throws InterruptedException {
    Map<String, String> configs =
        needs.maxMessageBytes() > 0
            ? Map.of("max.message.bytes", String.valueOf(needs.maxMessageBytes()))
            : Map.of();
    NewTopic topic = new NewTopic(name, Optional.of(1), Optional.<Short>empty()).configs(configs);
    long deadline = System.nanoTime() + CanaryClients.WAIT_MAX.toNanos();
    while (true) {
      KafkaFuture<Void> created = target.admin().createTopics(List.of(topic)).all();
      creating = created;
      try {
        var unused =
            target.await(new KafkaCall("creating " + name, "CREATE", "Topic " + name), created);
        return;
      } catch (KafkaFailure failed) {
        // the one of an earlier attempt goes after it was told to
        if (!(failed.getCause() instanceof TopicExistsException) || System.nanoTime() > deadline) {
          throw failed;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER.toMillis());
      }
    }
  }

  private void produce(String compression)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaProducer<byte[], byte[]> producer =
        clients.producer(compression, records.largest(compression), null)) {
      List<Future<RecordMetadata>> answers = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : records.of(compression)) {
        answers.add(producer.send(record));
        sent.add(record);
      }
      for (Future<RecordMetadata> answer : answers) {
        var unused = answer.get(CanaryClients.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void transactions() throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaProducer<byte[], byte[]> producer =
        clients.producer("none", records.largest("none"), name)) {
      producer.initTransactions();
      producer.beginTransaction();
      ProducerRecord<byte[], byte[]> committed = records.inTransaction("committed");
      var unused =
          producer.send(committed).get(CanaryClients.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      producer.commitTransaction();
      sent.add(committed);
      producer.beginTransaction();
      var aborted =
          producer
              .send(records.inTransaction("aborted"))
              .get(CanaryClients.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      producer.abortTransaction();
      log.add("aborted a transaction at offset " + aborted.offset());
    }
  }

  private void read(String protocol) {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(traces.group(protocol), protocol);
    try {
      consumer.subscribe(List.of(name));
      List<ConsumerRecord<byte[], byte[]>> got = new ArrayList<>();
      long deadline = System.nanoTime() + CanaryClients.WAIT_MAX.toNanos();
      while (got.size() < sent.size() && System.nanoTime() < deadline) {
        consumer.poll(POLL).forEach(got::add);
      }
      compare(protocol, got);
      consumer.commitSync();
      TopicPartition only = new TopicPartition(name, 0);
      var committed = consumer.committed(Set.of(only)).get(only);
      if (committed == null || committed.offset() != consumer.position(only)) {
        throw new Lost("commit-" + protocol, "what the group committed was not there afterwards");
      }
    } finally {
      // one that is interrupted while it leaves stays a member
      uninterrupted(() -> consumer.close(CloseOptions.timeout(LEAVE_MAX)));
    }
  }

  private void compare(String protocol, List<ConsumerRecord<byte[], byte[]>> got) {
    if (got.size() != sent.size()) {
      throw new Lost(
          "read-" + protocol,
          "%d records were written and %d read within %s"
              .formatted(sent.size(), got.size(), CanaryClients.WAIT_MAX));
    }
    for (int i = 0; i < got.size(); i++) {
      ProducerRecord<byte[], byte[]> wrote = sent.get(i);
      ConsumerRecord<byte[], byte[]> read = got.get(i);
      if (!Arrays.equals(wrote.key(), read.key())
          || !Arrays.equals(wrote.value(), read.value())
          || !wrote.headers().equals(read.headers())) {
        throw new Lost("read-" + protocol, "record " + i + " was not read as it was written");
      }
    }
  }
}
