package io.tidegate.activities.proof;

import io.tidegate.activities.proof.Frames.Names;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics that one group's check is about: which they are, how both clusters describe them, and
 * whether they are still the same once all is read. Used once.
 */
final class GroupTopics {
  private final ProofRequest request;
  private final Described described;
  private final SideBySide beside;
  private Map<String, Frames> frames = Map.of();

  /**
   * @param described shared by all groups of a check
   */
  GroupTopics(ProofRequest request, Described described, SideBySide beside) {
    this.request = request;
    this.described = described;
    this.beside = beside;
  }

  /**
   * The runbook's topics, or those with a commit or an assignment of the group; never those that do
   * not count. An application that keeps its own positions goes on wherever it has one.
   */
  SortedSet<String> of(Collection<TopicPartition> assigned, Collection<TopicPartition> committed) {
    SortedSet<String> topics = new TreeSet<>();
    if (request.only() != null) {
      topics.addAll(request.only());
      request
          .ownPositions()
          .ifPresent(
              own ->
                  own.topics().stream()
                      .filter(topic -> !request.ignored().contains(topic))
                      .forEach(topic -> topics.add(topic)));
      return topics;
    }
    committed.forEach(partition -> topics.add(partition.topic()));
    assigned.forEach(partition -> topics.add(partition.topic()));
    topics.removeAll(request.ignored());
    return topics;
  }

  /** {@link #of}, or every topic that is mapped where the group reads none that is known of. */
  SortedSet<String> orAllMapped(
      Collection<TopicPartition> assigned, Collection<TopicPartition> committed) {
    SortedSet<String> topics = of(assigned, committed);
    if (topics.isEmpty()) {
      topics.addAll(request.topics().keySet());
      topics.removeAll(request.ignored());
    }
    return topics;
  }

  /** As both clusters describe them now. */
  SortedMap<String, Frames> describe(Collection<String> topics) {
    SortedMap<String, Frames> now = frames(topics, described::of);
    frames = now;
    return now;
  }

  private SortedMap<String, Frames> frames(
      Collection<String> topics, Function<Collection<Names>, Map<Names, Frames>> asked) {
    SortedMap<String, Frames> frames = new TreeMap<>();
    List<Names> mapped = new ArrayList<>();
    for (String topic : topics) {
      request
          .onTarget(topic)
          .ifPresentOrElse(
              onTarget -> mapped.add(new Names(topic, onTarget)),
              () ->
                  frames.put(
                      topic,
                      new Frames.None(
                          "topic " + topic + " is not one of the unit's, and not ignored", 0)));
    }
    beside
        .one("description of " + mapped.size() + " topics", () -> asked.apply(mapped))
        .forEach((names, frame) -> frames.put(names.source(), frame));
    return frames;
  }

  /**
   * These rows, void where their topic was created anew since {@link #describe}.
   *
   * @param read once all records are
   */
  List<Row> voidMoved(List<Row> read) {
    SortedSet<String> proven = new TreeSet<>();
    read.forEach(row -> proven.add(row.pair().topic()));
    Map<String, Frames> now = proven.isEmpty() ? Map.of() : frames(proven, described::later);
    return read.stream()
        .map(
            row -> {
              Frames seen = now.get(row.pair().topic());
              String broken =
                  frames.get(row.pair().topic()) instanceof Frames.Both both && seen != null
                      ? both.seenAgain(seen).broken()
                      : null;
              return broken == null
                  ? row
                  : Row.unproven(row.pair(), row.committed(), row.targetCommitted(), broken);
            })
        .toList();
  }
}
