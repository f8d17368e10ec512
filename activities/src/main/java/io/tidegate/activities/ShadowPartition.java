package io.tidegate.activities;

import io.tidegate.activities.proof.NextRecords;
import io.tidegate.parity.Delivered;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One partition of a shadow group on its way from where it was seeded. Not thread-safe. */
final class ShadowPartition implements AutoCloseable {
  /** Of one partition at a time, so that all of them come on. */
  private static final int RECORDS_AT_A_TIME = 500;

  private final Row row;
  private final long from;
  private final @Nullable NextRecords records;
  private final AgainstSource against;
  private long next;

  /**
   * @param row as it was proven
   * @param from where this reading begins on the target
   * @param records the target's from there on, where they are read by position
   */
  ShadowPartition(Row row, long from, @Nullable NextRecords records, AgainstSource against) {
    this.row = row;
    this.from = from;
    this.records = records;
    this.against = against;
    this.next = from;
  }

  static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  static TopicPartition onTarget(PartitionPair pair) {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }

  /** Where a group is seeded that was proven so. */
  static long seed(Row row) {
    Long resume = row.resume();
    if (resume == null) {
      throw Fail.refused(row.pair().name() + " has no resume point, so nothing of it is read");
    }
    return resume;
  }

  PartitionPair pair() {
    return row.pair();
  }

  TopicPartition onTarget() {
    return onTarget(row.pair());
  }

  /** By which a group's partitions are told in one order. */
  String name() {
    return row.pair().name() + " " + onTarget();
  }

  /** A member was given this record. */
  void given(LogRecord record) {
    against.given(record);
  }

  /** A member goes on here. */
  void comeTo(long position) {
    next = position;
  }

  /** Reads some records by position; nothing where a member reads. */
  void readSome() {
    NextRecords reading = records;
    if (reading == null) {
      return;
    }
    for (int i = 0; i < RECORDS_AT_A_TIME; i++) {
      LogRecord record = reading.get();
      if (record == null) {
        break;
      }
      given(record);
    }
    next = reading.next();
  }

  /** The target's offsets before it were given. */
  long next() {
    return next;
  }

  /** Where the group was seeded. */
  long seed() {
    return seed(row);
  }

  List<String> findings() {
    return against.findings(row.pair().name());
  }

  List<String> notes() {
    return against.notes(row.pair().name());
  }

  /**
   * Offsets on the source that were not come to; none where nothing is compared.
   *
   * @param end of the source's partition
   */
  long behind(long end) {
    return against.behind(end);
  }

  Shown shown() {
    return new Shown(
        row.pair().topic(),
        row.pair().number(),
        row.pair().targetTopic(),
        row.pair().targetPartition(),
        against.next(),
        from,
        next,
        against.account(),
        against.uncompared());
  }

  @Override
  public void close() {
    against.close();
    if (records != null) {
      records.close();
    }
  }

  /**
   * One partition as it was read on.
   *
   * @param sourceNext the next one to compare with on the source; null where nothing is compared
   * @param uncompared why nothing is compared; null where it is
   */
  record Shown(
      String topic,
      int partition,
      String targetTopic,
      int targetPartition,
      @Nullable Long sourceNext,
      long targetFrom,
      long targetNext,
      Delivered.@Nullable Account account,
      @Nullable String uncompared) {
    /** Of what is not compared, what is invisible counts too. */
    boolean gaveSome() {
      return account == null ? targetNext > targetFrom : account.given() > 0;
    }
  }
}
