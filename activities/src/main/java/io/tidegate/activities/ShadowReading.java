package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupMember;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.NextRecords;
import io.tidegate.activities.proof.TopicProfiles;
import io.tidegate.activities.proof.Turns;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Delivered;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One shadow group being read on from where it was seeded: by a built-in member, or by the
 * application, whose share is then read beside it by position, since both get the same. A group
 * that keeps its own positions is read by position alone: nothing of it shows on Kafka.
 */
final class ShadowReading implements AutoCloseable {
  /** Of one partition at a time, so that all of them come on. */
  private static final int RECORDS_AT_A_TIME = 500;

  private static final Duration POLL = Duration.ofMillis(100);

  /** Partitions that are named in one line. */
  private static final int NAMED_MAX = 20;

  private static final Calibration NOT_READ = new Uncalibrated("its topic was not read");

  private final Plan plan;
  private final String group;
  private final String shadow;
  private final boolean own;
  private final boolean byPosition;
  private final Isolation isolation;
  private final Map<TopicPartition, Course> courses = new HashMap<>();
  private final Set<TopicPartition> expected;
  private final @Nullable GroupMember member;
  private boolean joined;

  /**
   * @param own whether the application reads it
   * @param earlier where an earlier reading ended; empty for none
   * @param turns in which logs are read by position, shared by all groups of a rehearsal
   */
  ShadowReading(
      Plan plan,
      GroupProof proof,
      boolean own,
      List<PartitionShown> earlier,
      TopicProfiles profiles,
      Turns turns) {
    this.plan = plan;
    this.group = proof.group();
    this.shadow = Shadow.of(group, plan.call().wave());
    this.own = own;
    this.byPosition = own || plan.keepsItsOwnPositions(group);
    UnitGroup declared = Decisive.declared(plan.unit(), proof);
    this.isolation = declared.isolation();
    Map<String, Calibration> calibrations =
        profiles.all(
            proof.partitions().stream()
                .map(Row::pair)
                .filter(pair -> !pair.isRepartitioned())
                .toList(),
            isolation);
    Map<TopicPartition, LogEnds.Place> begins =
        new LogEnds(plan.source())
            .knownBegins(
                proof.partitions().stream()
                    .filter(row -> !row.pair().isRepartitioned() && row.verdict() != Verdict.EXACT)
                    .map(ShadowReading::onSource)
                    .toList());
    Map<TopicPartition, PartitionShown> before = new HashMap<>();
    earlier.forEach(
        shown ->
            before.put(new TopicPartition(shown.targetTopic(), shown.targetPartition()), shown));
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Row row : proof.partitions()) {
      Calibration calibration =
          row.pair().isRepartitioned()
              ? new Uncalibrated("the partition counts of the topic differ")
              : calibrations.getOrDefault(row.pair().topic(), NOT_READ);
      Long from = from(row, declared, begins);
      Course course = new Course(row, isolation, calibration, before, from, turns);
      courses.put(course.onTarget, course);
      starts.put(course.onTarget, course.targetFrom);
    }
    this.expected = partitions(courses.keySet());
    this.member = byPosition ? null : member(starts, isolation);
  }

  /**
   * Where on the source the group's next record is: at its commit, or where its policy sends it.
   * Null where nobody can tell.
   */
  private static @Nullable Long from(
      Row row, UnitGroup declared, Map<TopicPartition, LogEnds.Place> begins) {
    Long committed = row.committed();
    return switch (row.verdict()) {
      case UNCOMMITTED -> byPolicy(row, declared.uncommitted(), begins);
      case OUT_OF_RANGE -> byPolicy(row, declared.outOfRange(), begins);
      case EXPIRED_SOURCE -> byPolicy(row, Reset.EARLIEST, begins);
      default -> committed;
    };
  }

  private static @Nullable Long byPolicy(
      Row row, Reset policy, Map<TopicPartition, LogEnds.Place> begins) {
    if (row.pair().isRepartitioned()) {
      return null;
    }
    ProvenRange proven = row.proven();
    LogEnds.Place begin = begins.get(onSource(row));
    return switch (policy) {
      case EARLIEST -> begin == null ? null : (Long) begin.offset();
      case LATEST -> proven == null ? null : (Long) proven.sourceTo();
      case FAIL -> null;
    };
  }

  private static TopicPartition onSource(Row row) {
    return new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
  }

  private Set<TopicPartition> partitions(Collection<TopicPartition> some) {
    Set<String> topics = some.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    Set<TopicPartition> all = new HashSet<>();
    new TopicFacts(plan.target())
        .partitions(topics)
        .forEach(
            (topic, count) -> {
              for (int partition = 0; partition < count; partition++) {
                all.add(new TopicPartition(topic, partition));
              }
            });
    return all;
  }

  private GroupMember member(Map<TopicPartition, Long> starts, Isolation isolation) {
    boolean consumerProtocol =
        new Groups(plan.source()).describe(group).kind() == Group.Kind.CONSUMER;
    return new GroupMember(plan.target(), shadow, starts, isolation, consumerProtocol);
  }

  /** Reads some records of every partition. */
  void readSome() {
    GroupMember reading = member;
    if (reading == null) {
      readByPosition();
      return;
    }
    reading
        .poll(POLL)
        .forEach(
            (partition, records) -> {
              Course course = courses.get(partition);
              if (course != null) {
                records.forEach(course::given);
              }
            });
    reading
        .positions()
        .forEach(
            (partition, position) -> {
              Course course = courses.get(partition);
              if (course != null) {
                course.targetNext = position;
              }
            });
  }

  /** Where there is something to read, which one call tells of all of them. */
  private void readByPosition() {
    Map<TopicPartition, LogEnds.Place> ends =
        new LogEnds(plan.target()).knownEnds(courses.keySet(), KafkaLog.isolationLevel(isolation));
    courses.forEach(
        (partition, course) -> {
          LogEnds.Place end = ends.get(partition);
          if (end != null && end.offset() > course.targetNext) {
            course.readSome();
          }
        });
  }

  /**
   * Looks who reads, and commits what the built-in member has read. Of an application the last look
   * counts: one that joins and dies does not read.
   */
  void look() {
    GroupMember reading = member;
    if (reading != null) {
      joined |= reading.assignment().equals(expected);
      reading.commit();
    } else if (own) {
      joined = Quiet.misassigned(plan.target(), shadow, expected, true).isEmpty();
    }
  }

  private static long resume(Row row) {
    Long resume = row.resume();
    if (resume == null) {
      throw Fail.refused(row.pair().name() + " has no resume point, so nothing of it is read");
    }
    return resume;
  }

  /** As the application reads. */
  Isolation isolation() {
    return isolation;
  }

  /** Whether nobody of ours is in the group, so that reading it waits for nothing. */
  boolean readsByPosition() {
    return byPosition;
  }

  /**
   * Whether everything up to these ends was read, by whoever has joined the group and committed
   * something of every partition that gave it records.
   */
  boolean hasArrived(Map<TopicPartition, Long> ends) {
    return isRead() && hasReached(ends) && uncommitted().isEmpty();
  }

  /** Whether somebody reads all of it; of a group that nobody joins that is not asked. */
  private boolean isRead() {
    return joined || (byPosition && !own);
  }

  /** What is read beside an application shows what it is given, and not that it takes it. */
  private List<String> uncommitted() {
    if (!own) {
      return List.of();
    }
    Map<TopicPartition, Committed> committed =
        new GroupOffsets(plan.target()).of(shadow, courses.keySet());
    return courses.values().stream()
        .filter(course -> course.targetNext > resume(course.row))
        .filter(
            course ->
                !(committed.get(course.onTarget) instanceof Committed.At at
                    && at.offset() > resume(course.row)))
        .map(course -> course.onTarget.toString())
        .sorted()
        .toList();
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return courses.values().stream()
        .allMatch(course -> course.targetNext >= ends.getOrDefault(course.onTarget, 0L));
  }

  /**
   * The partitions of which not everything up to these ends was given, one line each.
   *
   * @param within how long they were read
   */
  List<String> unreached(Map<TopicPartition, Long> ends, Duration within) {
    return courses.values().stream()
        .filter(course -> course.targetNext < ends.getOrDefault(course.onTarget, 0L))
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .map(
            course ->
                "group %s was not given all of %s within %s: it came to %d of %d"
                    .formatted(
                        group,
                        course.onTarget,
                        within,
                        course.targetNext,
                        ends.getOrDefault(course.onTarget, 0L)))
        .toList();
  }

  /** Where a built-in member did not begin at the seed, one line each. */
  List<String> elsewhere() {
    GroupMember reading = member;
    return reading == null ? List.of() : reading.elsewhere();
  }

  Set<TopicPartition> onTarget() {
    return courses.keySet();
  }

  Set<TopicPartition> onSource() {
    return courses.values().stream()
        .filter(course -> !course.row.pair().isRepartitioned())
        .map(
            course ->
                new TopicPartition(course.row.pair().topic(), course.row.pair().sourcePartition()))
        .collect(Collectors.toSet());
  }

  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (!isRead()) {
      findings.add(
          "nobody read every partition of group %s on %s: expected %s"
              .formatted(
                  shadow,
                  plan.target().name(),
                  named(expected.stream().map(TopicPartition::toString).sorted().toList())));
    }
    List<String> untaken = uncommitted();
    if (!untaken.isEmpty()) {
      findings.add(
          "the application committed nothing in group %s of what it was given on %s"
              .formatted(shadow, named(untaken)));
    }
    courses.values().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .flatMap(course -> course.findings().stream())
        .forEach(finding -> findings.add("group " + group + ": " + finding));
    return findings;
  }

  private static String named(List<String> partitions) {
    return partitions.size() <= NAMED_MAX
        ? partitions.toString()
        : partitions.subList(0, NAMED_MAX)
            + " and "
            + (partitions.size() - NAMED_MAX)
            + " further partitions";
  }

  /**
   * What could not be compared because of how the topic or the group is, one line each: nothing
   * went wrong, and nothing was shown either.
   */
  List<String> notes() {
    return courses.values().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .flatMap(course -> course.notes().stream())
        .map(note -> "group " + group + ": " + note)
        .toList();
  }

  GroupShown shown() {
    return new GroupShown(
        group,
        shadow,
        own,
        joined,
        courses.values().stream()
            .sorted((one, other) -> one.name().compareTo(other.name()))
            .map(Course::shown)
            .toList());
  }

  /** Offsets on the source that were not come to: what is invisible counts too. */
  long behindAtMost() {
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.source())
            .ends(onSource(), org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED);
    return courses.values().stream().mapToLong(course -> course.behind(ends)).sum();
  }

  @Override
  public void close() {
    courses.values().forEach(Course::close);
    GroupMember reading = member;
    if (reading != null) {
      reading.close();
    }
  }

  /**
   * A group as it was read on.
   *
   * @param own whether the application read it
   */
  record GroupShown(
      String group, String shadow, boolean own, boolean joined, List<PartitionShown> partitions) {}

  /**
   * One partition as it was read on.
   *
   * @param sourceNext the next one to compare with on the source; null where nothing is compared
   * @param uncompared why nothing is compared; null where it is
   */
  record PartitionShown(
      String topic,
      int partition,
      String targetTopic,
      int targetPartition,
      @Nullable Long sourceNext,
      long targetFrom,
      long targetNext,
      Delivered.@Nullable Account account,
      @Nullable String uncompared) {}

  /** One partition on its way. */
  private final class Course implements AutoCloseable {
    private final Row row;
    private final TopicPartition onTarget;
    private final long targetFrom;
    private final @Nullable NextRecords source;
    private final @Nullable NextRecords cursor;
    private final @Nullable Delivered delivered;
    private final @Nullable String uncompared;
    private final boolean byDesign;
    private final long extraExpected;
    private final long missedExpected;
    private long targetNext;
    private long givenUncompared;
    private long sourceNext;

    Course(
        Row row,
        Isolation isolation,
        Calibration calibration,
        Map<TopicPartition, PartitionShown> earlier,
        @Nullable Long sourceFrom,
        Turns turns) {
      this.row = row;
      PartitionPair pair = row.pair();
      this.onTarget = new TopicPartition(pair.targetTopic(), pair.targetPartition());
      PartitionShown before = earlier.get(onTarget);
      this.targetFrom = before == null ? resume(row) : before.targetNext();
      this.targetNext = targetFrom;
      this.extraExpected = before == null ? row.counts().replay() + row.counts().phantom() : 0;
      this.missedExpected = row.counts().aborted() + row.counts().superseded();
      Long from = before == null ? sourceFrom : before.sourceNext();
      this.byDesign = pair.isRepartitioned() || from == null;
      if (calibration instanceof Calibrated calibrated && from != null) {
        TopicPartition onSource = new TopicPartition(pair.topic(), pair.sourcePartition());
        NextRecords records =
            new NextRecords(new KafkaLog(plan.source(), onSource, isolation), from, turns);
        this.source = records;
        this.delivered = new Delivered(calibrated.profile(), records, extraExpected);
        this.uncompared = null;
        this.sourceNext = from;
      } else {
        this.source = null;
        this.delivered = null;
        this.uncompared =
            calibration instanceof Uncalibrated not
                ? not.why()
                : "the group has no commit on it, and by its policy no record of the source is its next one";
      }
      this.cursor =
          byPosition
              ? new NextRecords(new KafkaLog(plan.target(), onTarget, isolation), targetFrom, turns)
              : null;
    }

    String name() {
      return row.pair().name() + " " + onTarget;
    }

    void given(LogRecord record) {
      if (delivered == null) {
        givenUncompared++;
      } else {
        delivered.given(record);
      }
    }

    void readSome() {
      NextRecords reading = cursor;
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
      targetNext = reading.next();
    }

    List<String> findings() {
      List<String> findings = new ArrayList<>();
      if (delivered == null) {
        return byDesign ? findings : uncompared();
      }
      Delivered.Account account = delivered.account();
      if (account.extra() > extraExpected || account.missed() > missedExpected) {
        findings.add(
            "of %d records given on %s %d are not what the source has next (%d expected), and %d of it are missing (%d expected): %s"
                .formatted(
                    account.given(),
                    row.pair().name(),
                    account.extra(),
                    extraExpected,
                    account.missed(),
                    missedExpected,
                    String.join("; ", account.strange())));
      }
      return findings;
    }

    List<String> notes() {
      return byDesign ? uncompared() : List.of();
    }

    private List<String> uncompared() {
      return givenUncompared == 0
          ? List.of()
          : List.of(
              "%d records of %s were not compared: %s"
                  .formatted(givenUncompared, row.pair().name(), uncompared));
    }

    long behind(Map<TopicPartition, Long> ends) {
      NextRecords reading = source;
      if (reading == null) {
        return 0;
      }
      TopicPartition at = new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
      return Math.max(0, ends.getOrDefault(at, 0L) - compared());
    }

    /** What was looked ahead at on the source and not given yet is to be compared again. */
    private long compared() {
      Delivered comparing = delivered;
      NextRecords reading = source;
      if (comparing == null || reading == null) {
        return sourceNext;
      }
      return comparing.nextOffset().orElse(reading.next());
    }

    PartitionShown shown() {
      return new PartitionShown(
          row.pair().topic(),
          row.pair().number(),
          onTarget.topic(),
          onTarget.partition(),
          delivered == null ? null : compared(),
          targetFrom,
          targetNext,
          delivered == null ? null : delivered.account(),
          uncompared);
    }

    @Override
    public void close() {
      if (source != null) {
        source.close();
      }
      if (cursor != null) {
        cursor.close();
      }
    }
  }
}
