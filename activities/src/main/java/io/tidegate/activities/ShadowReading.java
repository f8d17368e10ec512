package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupMember;
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
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.UnitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One shadow group being read on from where it was seeded or an earlier reading ended, and what
 * came of each of its partitions.
 */
final class ShadowReading implements AutoCloseable {
  /** Partitions that are named in one line. */
  private static final int NAMED_MAX = 20;

  private static final Calibration NOT_READ = new Uncalibrated("its topic was not read");

  private final Plan plan;
  private final String group;
  private final String shadow;
  private final boolean own;
  private final Isolation isolation;
  private final Map<TopicPartition, ShadowPartition> partitions = new HashMap<>();
  private final SortedSet<String> apart;
  private final Set<TopicPartition> expected;
  private final ShadowReader reader;

  /**
   * @param own whether the application reads it
   * @param earlier where an earlier reading ended; empty for none
   * @param turns in which logs are read by position, shared by all groups of a rehearsal
   */
  ShadowReading(
      Plan plan,
      GroupProof proof,
      boolean own,
      List<ShadowPartition.Shown> earlier,
      TopicProfiles profiles,
      Turns turns) {
    this.plan = plan;
    this.group = proof.group();
    this.shadow = ShadowGroups.of(plan, group);
    this.own = own;
    UnitGroup declared = Decisive.declared(plan.unit(), proof);
    this.isolation = declared.isolation();
    boolean byPosition = own || plan.keepsItsOwnPositions(group);
    Map<String, Calibration> calibrations =
        profiles.all(
            proof.partitions().stream()
                .map(Row::pair)
                .filter(pair -> !pair.isRepartitioned())
                .toList(),
            isolation);
    SourceStarts starts = SourceStarts.of(plan, proof, declared);
    Map<TopicPartition, ShadowPartition.Shown> before = new HashMap<>();
    earlier.forEach(
        shown ->
            before.put(new TopicPartition(shown.targetTopic(), shown.targetPartition()), shown));
    Map<TopicPartition, Long> seeds = new HashMap<>();
    for (Row row : proof.partitions()) {
      TopicPartition onTarget = ShadowPartition.onTarget(row.pair());
      ShadowPartition.Shown last = before.get(onTarget);
      Long onSource = last == null ? starts.of(row) : last.sourceNext();
      long from = last == null ? ShadowPartition.seed(row) : last.targetNext();
      AgainstSource against =
          against(row, calibration(row, calibrations), onSource, last == null, turns);
      NextRecords records =
          byPosition
              ? new NextRecords(new KafkaLog(plan.target(), onTarget, isolation), from, turns)
              : null;
      partitions.put(onTarget, new ShadowPartition(row, from, records, against));
      seeds.put(onTarget, from);
    }
    this.apart = Apart.topicsBesides(plan.unit(), proof);
    this.expected = everyPartition(partitions.keySet());
    this.reader = reader(byPosition, seeds);
  }

  private static Calibration calibration(Row row, Map<String, Calibration> calibrations) {
    return row.pair().isRepartitioned()
        ? new Uncalibrated("the partition counts of the topic differ")
        : calibrations.getOrDefault(row.pair().topic(), NOT_READ);
  }

  /**
   * @param from of the next record on the source; null where there is none
   */
  private AgainstSource against(
      Row row, Calibration calibration, @Nullable Long from, boolean fromTheSeed, Turns turns) {
    if (calibration instanceof Uncalibrated not) {
      return new AgainstSource.Uncompared(not.why(), row.pair().isRepartitioned() || from == null);
    }
    if (from == null) {
      return new AgainstSource.Uncompared(
          "the group has no commit on it, and by its policy no record of the source is its next one",
          true);
    }
    TopicPartition onSource = ShadowPartition.onSource(row.pair());
    return new AgainstSource.Compared(
        ((Calibrated) calibration).profile(),
        new NextRecords(new KafkaLog(plan.source(), onSource, isolation), from, turns),
        row.counts(),
        fromTheSeed);
  }

  /** Of their topics, and of those that the group is to read beside them. */
  private Set<TopicPartition> everyPartition(Collection<TopicPartition> some) {
    Set<String> topics = some.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    topics.addAll(apart);
    return new HashSet<>(new TopicFacts(plan.target()).all(topics));
  }

  private ShadowReader reader(boolean byPosition, Map<TopicPartition, Long> seeds) {
    if (byPosition) {
      ShadowReader.Positions positions = new ShadowReader.Positions(plan, isolation, partitions);
      return own ? new ShadowReader.Application(plan, shadow, positions, expected) : positions;
    }
    boolean consumerProtocol =
        new Groups(plan.source()).describe(group).kind() == Group.Kind.CONSUMER;
    return new ShadowReader.Member(
        new GroupMember(plan.target(), shadow, seeds, apart, isolation, consumerProtocol),
        partitions,
        expected);
  }

  /** Reads some records of every partition. */
  void readSome() {
    reader.readSome();
  }

  /** Looks who reads, and commits what the built-in member has read. */
  void look() {
    reader.look();
  }

  /** The application's own, not its shadow. */
  String group() {
    return group;
  }

  /** As the application reads. */
  Isolation isolation() {
    return isolation;
  }

  /** Whether nobody of ours is in the group, so that reading it waits for nothing. */
  boolean readsByPosition() {
    return reader.readsByPosition();
  }

  /**
   * Whether everything up to these ends was read, by whoever has joined the group and committed
   * something of every partition that gave it records.
   */
  boolean hasArrived(Map<TopicPartition, Long> ends) {
    return reader.reads() && hasReached(ends) && reader.uncommitted().isEmpty();
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return partitions.values().stream()
        .allMatch(partition -> partition.next() >= ends.getOrDefault(partition.onTarget(), 0L));
  }

  /**
   * The partitions of which not everything up to these ends was given, one line each.
   *
   * @param within how long they were read
   */
  List<String> unreached(Map<TopicPartition, Long> ends, Duration within) {
    return inOrder()
        .filter(partition -> partition.next() < ends.getOrDefault(partition.onTarget(), 0L))
        .map(
            partition ->
                "group %s was not given all of %s within %s: it came to %d of %d"
                    .formatted(
                        group,
                        partition.onTarget(),
                        within,
                        partition.next(),
                        ends.getOrDefault(partition.onTarget(), 0L)))
        .toList();
  }

  /** Where a built-in member did not begin at the seed, one line each. */
  List<String> elsewhere() {
    return reader.elsewhere();
  }

  Set<TopicPartition> onTarget() {
    return partitions.keySet();
  }

  Set<TopicPartition> onSource() {
    return partitions.values().stream()
        .filter(partition -> !partition.pair().isRepartitioned())
        .map(partition -> ShadowPartition.onSource(partition.pair()))
        .collect(Collectors.toSet());
  }

  private Stream<ShadowPartition> inOrder() {
    return partitions.values().stream().sorted(Comparator.comparing(ShadowPartition::name));
  }

  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (!reader.reads()) {
      findings.add(
          "nobody read every partition of group %s on %s: expected %s"
              .formatted(
                  shadow,
                  plan.target().name(),
                  named(expected.stream().map(TopicPartition::toString).sorted().toList())));
    }
    List<String> untaken = reader.uncommitted();
    if (!untaken.isEmpty()) {
      findings.add(
          "the application committed nothing in group %s of what it was given on %s"
              .formatted(shadow, named(untaken)));
    }
    inOrder()
        .flatMap(partition -> partition.findings().stream())
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
    return inOrder()
        .flatMap(partition -> partition.notes().stream())
        .map(note -> "group " + group + ": " + note)
        .toList();
  }

  /**
   * What there was nothing to compare with, one line a topic: nobody writes there for the
   * application before it is started on the target.
   */
  List<String> writtenLater() {
    String shown =
        reader.joined() ? "its shadow was assigned all of it" : "nothing shows that it can be read";
    return apart.stream()
        .map(
            topic ->
                "group %s: of topic %s nothing was compared, since the application writes there only after the switch; %s"
                    .formatted(group, topic, shown))
        .toList();
  }

  GroupShown shown() {
    return new GroupShown(
        group,
        shadow,
        own,
        reader.joined(),
        partitions.values().stream().map(ShadowPartition::shown).toList());
  }

  /**
   * By partition of the source, offsets that were not come to: what is invisible counts too. Those
   * of topics whose partition counts differ are left out.
   */
  Map<TopicPartition, Long> behindAtMost() {
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.source()).ends(onSource(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> behind = new HashMap<>();
    for (ShadowPartition partition : partitions.values()) {
      if (!partition.pair().isRepartitioned()) {
        TopicPartition onSource = ShadowPartition.onSource(partition.pair());
        behind.put(onSource, partition.behind(ends.getOrDefault(onSource, 0L)));
      }
    }
    return behind;
  }

  @Override
  public void close() {
    partitions.values().forEach(ShadowPartition::close);
    reader.close();
  }

  /**
   * A group as it was read on.
   *
   * @param own whether the application read it
   */
  record GroupShown(
      String group,
      String shadow,
      boolean own,
      boolean joined,
      List<ShadowPartition.Shown> partitions) {}
}
