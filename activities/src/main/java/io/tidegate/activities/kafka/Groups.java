package io.tidegate.activities.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
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
   * Every group asked about, sorted by name, in two calls for all.
   *
   * @throws KafkaDenied where a group may not be described: it may exist
   */
  public SortedMap<String, Group> describe(Collection<String> groups) {
    Map<String, GroupListing> listed = listed();
    SortedMap<String, Group> found = new TreeMap<>();
    List<String> committing = new ArrayList<>();
    for (String group : new TreeSet<>(groups)) {
      GroupListing listing = listed.get(group);
      GroupType type =
          listing == null ? GroupType.UNKNOWN : listing.type().orElse(GroupType.UNKNOWN);
      if (listing != null && (type == GroupType.SHARE || type == GroupType.STREAMS)) {
        found.put(group, uncommitting(listing, type));
      } else {
        committing.add(group);
      }
    }
    if (!listed.keySet().containsAll(committing) && !holdsGroups()) {
      committing.removeIf(
          group -> {
            boolean unlisted = !listed.containsKey(group);
            if (unlisted) {
              found.put(group, Group.absent(group));
            }
            return unlisted;
          });
    }
    cluster
        .admin()
        .describeConsumerGroups(committing)
        .describedGroups()
        .forEach((group, answer) -> found.put(group, described(group, listed.get(group), answer)));
    return found;
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

  /**
   * An unlisted group is described all the same: a list leaves out what the principal may not see,
   * a description says so.
   */
  private Group described(
      String group, @Nullable GroupListing listing, KafkaFuture<ConsumerGroupDescription> answer) {
    KafkaCall call = KafkaCall.describeGroup("describing group " + group, group);
    try {
      ConsumerGroupDescription description = cluster.await(call, answer);
      return description.groupState() == GroupState.DEAD
          ? Group.absent(group)
          : group(description, listing);
    } catch (KafkaRefused refused) {
      if (refused.getCause() instanceof GroupIdNotFoundException) {
        return Group.absent(group);
      }
      throw refused;
    }
  }

  private static Group group(ConsumerGroupDescription description, @Nullable GroupListing listing) {
    List<Group.Member> members =
        description.members().stream()
            .map(Groups::member)
            .sorted(Comparator.comparing(Group.Member::id))
            .toList();
    return new Group(
        description.groupId(),
        kind(description.type()),
        protocol(listing),
        state(description.groupState()),
        members,
        listing == null ? Set.of() : notOffered(listing));
  }

  /** A description does not say it. */
  private static String protocol(@Nullable GroupListing listing) {
    return listing == null ? "" : listing.protocol();
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
