package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupMember;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.parity.Isolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Who reads a shadow group, and what of it shows on the target. */
sealed interface ShadowReader extends AutoCloseable {
  /** Reads some records of every partition. */
  void readSome();

  /** Looks who is in the group, and commits what a member of ours has read. */
  void look();

  /** Whether somebody was seen in the group who reads every partition of its topics. */
  boolean joined();

  /** Whether somebody reads all of it; of a group that nobody joins that is not asked. */
  default boolean reads() {
    return joined();
  }

  /** Whether nobody of ours is in the group, so that reading it waits for nothing. */
  default boolean readsByPosition() {
    return true;
  }

  /** Where a member of ours did not begin at the seed, one line each. */
  default List<String> elsewhere() {
    return List.of();
  }

  /** Partitions of which records were given and nothing was committed, by name. */
  default List<String> uncommitted() {
    return List.of();
  }

  @Override
  default void close() {}

  /** A member of ours. */
  final class Member implements ShadowReader {
    private static final Duration POLL = Duration.ofMillis(100);

    private final GroupMember member;
    private final Map<TopicPartition, ShadowPartition> partitions;
    private final Set<TopicPartition> expected;
    private boolean joined;

    /**
     * @param expected all partitions of the group's topics
     */
    Member(
        GroupMember member,
        Map<TopicPartition, ShadowPartition> partitions,
        Set<TopicPartition> expected) {
      this.member = member;
      this.partitions = partitions;
      this.expected = expected;
    }

    @Override
    public void readSome() {
      member
          .poll(POLL)
          .forEach(
              (partition, records) -> {
                ShadowPartition reading = partitions.get(partition);
                if (reading != null) {
                  records.forEach(reading::given);
                }
              });
      member
          .positions()
          .forEach(
              (partition, position) -> {
                ShadowPartition reading = partitions.get(partition);
                if (reading != null) {
                  reading.comeTo(position);
                }
              });
    }

    @Override
    public void look() {
      joined |= member.assignment().equals(expected);
      member.commit();
    }

    @Override
    public boolean joined() {
      return joined;
    }

    @Override
    public boolean readsByPosition() {
      return false;
    }

    @Override
    public List<String> elsewhere() {
      return member.elsewhere();
    }

    @Override
    public void close() {
      member.close();
    }
  }

  /**
   * Nobody in the group: it keeps its own positions, of which nothing shows on Kafka. Each
   * partition is read by position alone.
   */
  record Positions(Plan plan, Isolation isolation, Map<TopicPartition, ShadowPartition> partitions)
      implements ShadowReader {

    /** Where there is something to read, which one call tells of all of them. */
    @Override
    public void readSome() {
      Map<TopicPartition, LogEnds.Place> ends =
          new LogEnds(plan.target())
              .knownEnds(partitions.keySet(), KafkaLog.isolationLevel(isolation));
      partitions.forEach(
          (partition, reading) -> {
            LogEnds.Place end = ends.get(partition);
            if (end != null && end.offset() > reading.next()) {
              reading.readSome();
            }
          });
    }

    @Override
    public void look() {}

    @Override
    public boolean joined() {
      return false;
    }

    @Override
    public boolean reads() {
      return true;
    }
  }

  /**
   * The application: its share is read beside it by position, since both get the same. That shows
   * what it is given, and not that it takes it: its commits do.
   */
  final class Application implements ShadowReader {
    private final Plan plan;
    private final String shadow;
    private final Positions beside;
    private final Set<TopicPartition> expected;
    private boolean joined;

    /**
     * @param shadow the group
     * @param expected all partitions of its topics
     */
    Application(Plan plan, String shadow, Positions beside, Set<TopicPartition> expected) {
      this.plan = plan;
      this.shadow = shadow;
      this.beside = beside;
      this.expected = expected;
    }

    @Override
    public void readSome() {
      beside.readSome();
    }

    /** The last look counts: one that joins and dies does not read. */
    @Override
    public void look() {
      joined = Quiet.misassigned(plan.target(), shadow, expected, true).isEmpty();
    }

    @Override
    public boolean joined() {
      return joined;
    }

    @Override
    public List<String> uncommitted() {
      Map<TopicPartition, Committed> committed =
          new GroupOffsets(plan.target()).of(shadow, beside.partitions().keySet());
      return beside.partitions().values().stream()
          .filter(reading -> reading.next() > reading.seed())
          .filter(
              reading ->
                  !(committed.get(reading.onTarget()) instanceof Committed.At at
                      && at.offset() > reading.seed()))
          .map(reading -> reading.onTarget().toString())
          .sorted()
          .toList();
    }
  }
}
