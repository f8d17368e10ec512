package io.tidegate.activities.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What groups are. Their type is asked for first: offsets of an unknown group and of a share group
 * both read as "no commit", which would be an answer about something else.
 */
public final class Groups {
  private static final String OFFSETS_TOPIC = "__consumer_offsets";

  private final Cluster cluster;

  public Groups(Cluster cluster) {
    this.cluster = cluster;
  }

  /** One group; {@link Group.Kind#ABSENT} where the cluster knows none of that name. */
  public Group describe(String group) {
    Group described = describe(List.of(group)).get(group);
    if (described == null) {
      throw new IllegalStateException("no answer about group " + group);
    }
    return described;
  }

  /**
   * Every group asked about, sorted by name, in two calls for all, or three where some are of the
   * new protocol.
   *
   * @throws KafkaDenied where a group may not be described: it may exist
   */
  public SortedMap<String, Group> describe(Collection<String> groups) {
    SortedMap<String, Group> found = new TreeMap<>();
    askEach(groups).forEach((name, answer) -> found.put(name, answer.get()));
    return found;
  }

  /**
   * What a cluster shows of groups.
   *
   * @param groups {@link Group.Kind#ABSENT} where the cluster knows none of that name
   * @param denied why one may not be described, with what to grant; it may exist
   */
  public record Seen(SortedMap<String, Group> groups, SortedMap<String, String> denied) {
    public Seen {
      groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
      denied = Collections.unmodifiableSortedMap(new TreeMap<>(denied));
    }
  }

  /** {@link #describe(Collection)}, where some may not be described. */
  public Seen see(Collection<String> groups) {
    SortedMap<String, Group> found = new TreeMap<>();
    SortedMap<String, String> denied = new TreeMap<>();
    askEach(groups)
        .forEach(
            (name, answer) -> {
              try {
                found.put(name, answer.get());
              } catch (KafkaDenied why) {
                denied.put(name, why.told());
              }
            });
    return new Seen(found, denied);
  }

  /** Asked now; who takes an answer waits for it. */
  private SortedMap<String, Supplier<Group>> askEach(Collection<String> groups) {
    Map<String, GroupListing> listed = listed();
    SortedMap<String, Supplier<Group>> found = new TreeMap<>();
    List<String> ofConsumerType = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String group : new TreeSet<>(groups)) {
      GroupListing listing = listed.get(group);
      GroupType type =
          listing == null ? GroupType.UNKNOWN : listing.type().orElse(GroupType.UNKNOWN);
      if (listing != null && (type == GroupType.SHARE || type == GroupType.STREAMS)) {
        found.put(group, () -> uncommitting(listing, type));
      } else {
        (type == GroupType.CONSUMER ? ofConsumerType : others).add(group);
      }
    }
    if (!listed.keySet().containsAll(others) && !holdsGroups()) {
      others.removeIf(
          group -> {
            boolean unlisted = !listed.containsKey(group);
            if (unlisted) {
              found.put(group, () -> Group.absent(group));
            }
            return unlisted;
          });
    }
    // Asked about consumer groups, the client is refused each that is not one, and waits before it
    // asks as it does here at once.
    var classic = cluster.admin().describeClassicGroups(others).describedGroups();
    describeOfConsumerType(ofConsumerType)
        .forEach(
            (group, answer) -> found.put(group, () -> described(group, listed.get(group), answer)));
    classic.forEach(
        (group, answer) -> found.put(group, () -> classic(group, listed.get(group), answer)));
    return found;
  }

  private Map<String, KafkaFuture<ConsumerGroupDescription>> describeOfConsumerType(
      Collection<String> groups) {
    return cluster.admin().describeConsumerGroups(groups).describedGroups();
  }

  /**
   * A cluster that never had a group makes its internal topic when it is asked about one by name:
   * no question of ours may write.
   */
  private boolean holdsGroups() {
    try {
      return new TopicFacts(cluster).partitions(List.of(OFFSETS_TOPIC)).containsKey(OFFSETS_TOPIC);
    } catch (KafkaDenied mayBeThere) {
      return true;
    }
  }

  /**
   * Every group that the cluster lists, sorted by name, each as far as a list tells: without its
   * members. A list leaves out what the principal may not describe.
   */
  public SortedMap<String, Group> list() {
    SortedMap<String, Group> found = new TreeMap<>();
    listed()
        .forEach(
            (name, listing) ->
                found.put(
                    name,
                    new Group(
                        name,
                        kind(listing.type().orElse(GroupType.UNKNOWN)),
                        listing.protocol(),
                        listing.groupState().map(Groups::state).orElse(""),
                        List.of(),
                        notOffered(listing))));
    return found;
  }

  private Map<String, GroupListing> listed() {
    Collection<GroupListing> listings =
        cluster.await(
            KafkaCall.onCluster("listing groups", "DESCRIBE"), cluster.admin().listGroups().all());
    return listings.stream()
        .collect(
            Collectors.toMap(GroupListing::groupId, Function.identity(), (first, second) -> first));
  }

  private Group described(
      String group, @Nullable GroupListing listing, KafkaFuture<ConsumerGroupDescription> answer) {
    Optional<ConsumerGroupDescription> found = known(group, answer);
    if (found.isEmpty() || found.get().groupState() == GroupState.DEAD) {
      return Group.absent(group);
    }
    ConsumerGroupDescription description = found.get();
    return group(
        group,
        kind(description.type()),
        state(description.groupState()),
        description.members(),
        listing);
  }

  /**
   * An unlisted group is described all the same: a list leaves out what the principal may not see,
   * a description says so. One that is listed and no classic group has just become another.
   */
  private Group classic(
      String group, @Nullable GroupListing listing, KafkaFuture<ClassicGroupDescription> answer) {
    Optional<ClassicGroupDescription> found = known(group, answer);
    if (found.isEmpty() && listing != null) {
      var again = describeOfConsumerType(List.of(group)).get(group);
      return again == null ? Group.absent(group) : described(group, listing, again);
    }
    if (found.isEmpty() || found.get().state() == ClassicGroupState.DEAD) {
      return Group.absent(group);
    }
    ClassicGroupState state = found.get().state();
    return group(
        group,
        Group.Kind.CLASSIC,
        state == ClassicGroupState.UNKNOWN ? "" : state.name(),
        found.get().members(),
        listing);
  }

  /** Empty where the cluster knows none of that name and sort. */
  private <T> Optional<T> known(String group, KafkaFuture<T> answer) {
    try {
      return Optional.of(
          cluster.await(KafkaCall.describeGroup("describing group " + group, group), answer));
    } catch (KafkaRefused refused) {
      if (refused.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** A description does not say the protocol. */
  private static Group group(
      String name,
      Group.Kind kind,
      String state,
      Collection<MemberDescription> members,
      @Nullable GroupListing listing) {
    return new Group(
        name,
        kind,
        listing == null ? "" : listing.protocol(),
        state,
        members.stream()
            .map(Groups::member)
            .sorted(Comparator.comparing(Group.Member::id))
            .toList(),
        listing == null ? Set.of() : notOffered(listing));
  }

  private static Group.Member member(MemberDescription member) {
    return new Group.Member(
        member.consumerId(),
        member.groupInstanceId().orElse(null),
        member.clientId(),
        member.host(),
        member.assignment().topicPartitions());
  }

  private static Group uncommitting(GroupListing listing, GroupType type) {
    return new Group(
        listing.groupId(),
        type == GroupType.SHARE ? Group.Kind.SHARE : Group.Kind.STREAMS,
        listing.protocol(),
        listing.groupState().map(Groups::state).orElse(""),
        List.of(),
        notOffered(listing));
  }

  /** What an old broker leaves out of its list tells how old it is. */
  private static Set<NotOffered> notOffered(GroupListing listing) {
    Set<NotOffered> missing = EnumSet.noneOf(NotOffered.class);
    if (listing.type().isEmpty()) {
      missing.add(NotOffered.GROUP_TYPES);
    }
    if (listing.groupState().isEmpty()) {
      missing.add(NotOffered.STABLE_OFFSETS);
    }
    return missing;
  }

  private static Group.Kind kind(GroupType type) {
    return switch (type) {
      case CLASSIC -> Group.Kind.CLASSIC;
      case CONSUMER -> Group.Kind.CONSUMER;
      case SHARE -> Group.Kind.SHARE;
      case STREAMS -> Group.Kind.STREAMS;
      case UNKNOWN -> Group.Kind.UNKNOWN;
    };
  }

  private static String state(GroupState state) {
    return state == GroupState.UNKNOWN ? "" : state.name();
  }
}
