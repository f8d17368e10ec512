package io.tidegate.activities;

import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics of the target that nothing is copied to, and that the application writes after the switch:
 * a runbook's {@code produce}. Groups of the unit read them beside the copies, from where they
 * ended before the application was started there: what is there by then is not the application's,
 * and what it writes comes after.
 *
 * <pre>
 * source | payments         a b c ]
 * target | legacy.payments  a b c ]          copied
 * target | payments         x x [ d e f      [ = where it ended at the seed
 * </pre>
 *
 * @param begins of every partition
 */
record Apart(List<Begin> begins) {
  static final Apart NONE = new Apart(List.of());

  Apart {
    begins = List.copyOf(begins);
  }

  /** Where reading begins on one partition. */
  record Begin(String topic, int partition, long offset) {}

  /** Their names, in the order of the runbook. */
  static List<String> topics(MigrationUnit unit) {
    return unit.topics().stream().flatMap(topic -> topic.apart().stream()).toList();
  }

  /** Those that a unit needs and the target has not, one line each. */
  static List<String> missing(MigrationUnit unit, ClusterScan target) {
    List<String> missing = new ArrayList<>();
    for (UnitTopic topic : unit.topics()) {
      topic
          .apart()
          .filter(apart -> !target.mayHave(apart))
          .ifPresent(
              apart ->
                  missing.add(
                      "unit %s: topic \"%s\" does not exist on target %s, where the application is to write what it writes to topic \"%s\" of the source: create it, or leave produce out"
                          .formatted(unit.unit(), apart, target.cluster(), topic.source())));
    }
    return missing;
  }

  /** As they end now. */
  static Apart now(Plan plan) {
    List<String> topics = topics(plan.unit());
    if (topics.isEmpty()) {
      return NONE;
    }
    Map<TopicPartition, Long> ends = new TreeMap<>(PartitionOrder.BY_NAME);
    ends.putAll(
        new LogEnds(plan.target())
            .ends(new TopicFacts(plan.target()).all(topics), IsolationLevel.READ_UNCOMMITTED));
    List<Begin> begins = new ArrayList<>();
    ends.forEach((at, end) -> begins.add(new Begin(at.topic(), at.partition(), end)));
    return new Apart(begins);
  }

  /** Keeps how they end now for {@link #kept}; nothing where there are none. */
  static void keep(Notes notes, Plan plan) {
    Apart now = now(plan);
    if (!now.begins().isEmpty()) {
      notes.journal(
          plan.call(), Notes.Kind.APART, "", new Notes.Body(notes.put(now)), Notes.Body.class);
    }
  }

  /** As they ended when the unit was seeded last. */
  static Apart kept(Notes notes, Plan plan) {
    return notes.latestBody(plan.call(), Notes.Kind.APART, Apart.class).orElse(NONE);
  }

  /** Where a group begins beside what was proven of it. */
  List<Begin> besides(Plan plan, GroupProof proof) {
    Set<String> topics = topicsBesides(plan.unit(), proof);
    return begins.stream().filter(begin -> topics.contains(begin.topic())).toList();
  }

  /** The topics that a group reads beside what was proven of it. */
  static SortedSet<String> topicsBesides(MigrationUnit unit, GroupProof proof) {
    Set<String> read =
        proof.partitions().stream().map(row -> row.pair().topic()).collect(Collectors.toSet());
    return unit.topics().stream()
        .filter(topic -> read.contains(topic.source()))
        .flatMap(topic -> topic.apart().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
