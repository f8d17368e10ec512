package io.tidegate.activities.kafka;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A group as its cluster describes it.
 *
 * @param kind what sort of group it is; {@link Kind#ABSENT} where the cluster knows none of that
 *     name
 * @param protocol what its members agreed on, such as {@code consumer} or {@code connect}; empty
 *     where nothing is said
 * @param state Kafka's word, such as {@code STABLE}; empty where the group is absent or the broker
 *     does not say
 * @param members sorted by id; none for share and streams groups, whose positions are not read
 * @param notOffered what its broker is too old to say; empty also where the group is not listed
 */
public record Group(
    String name,
    Kind kind,
    String protocol,
    String state,
    List<Member> members,
    Set<NotOffered> notOffered) {

  /** What sort of group it is. */
  public enum Kind {
    ABSENT,
    CLASSIC,
    CONSUMER,
    /**
     * A Streams application with the streams protocol: its positions are not those of a consumer
     * group.
     */
    STREAMS,
    /** Delivers record by record: has no single position in a partition. */
    SHARE,
    /** The broker is too old to say; it is a group that commits offsets. */
    UNKNOWN
  }

  /**
   * One member.
   *
   * @param instanceId of a static member, which stays in the group after its process ended
   * @param assigned what it reads now
   */
  public record Member(
      String id,
      @Nullable String instanceId,
      String clientId,
      String host,
      Set<TopicPartition> assigned) {
    public Member {
      assigned = Set.copyOf(assigned);
    }
  }

  public Group {
    members = List.copyOf(members);
    notOffered = Set.copyOf(notOffered);
  }

  static Group absent(String name) {
    return new Group(name, Kind.ABSENT, "", "", List.of(), Set.of());
  }

  /** Whether it has a position a partition, committed as an offset. */
  public boolean commitsOffsets() {
    return kind == Kind.CLASSIC || kind == Kind.CONSUMER || kind == Kind.UNKNOWN;
  }

  /**
   * Whether somebody is in it: it has members, or is in a state that only a group with members has.
   */
  public boolean active() {
    return !members.isEmpty()
        || !(kind == Kind.ABSENT
            || state.isEmpty()
            || state.equals("EMPTY")
            || state.equals("DEAD"));
  }

  /**
   * Whether somebody is in it, or was since it came to be: a group that was only written to from
   * outside has no protocol, and one that its members left keeps theirs. False also where the
   * cluster does not list it.
   */
  public boolean hadMembers() {
    return active() || !protocol.isEmpty();
  }

  /** Whether it is known, and nobody is in it. */
  public boolean empty() {
    return kind != Kind.ABSENT && !active();
  }

  /**
   * Each member by its id. A static one stays until its session times out, however its process
   * ended, and so is told by the name that its owner gave it as well.
   */
  public List<String> memberNames() {
    return members.stream()
        .map(
            member ->
                member.instanceId() == null
                    ? member.id()
                    : member.id() + " (static member " + member.instanceId() + ")")
        .toList();
  }

  /** What its members read now. */
  public Set<TopicPartition> assigned() {
    return members.stream()
        .flatMap(member -> member.assigned().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The topics of {@link #assigned}, sorted. */
  public Set<String> assignedTopics() {
    Stream<String> topics = assigned().stream().map(TopicPartition::topic);
    return topics.collect(Collectors.toCollection(TreeSet::new));
  }
}
