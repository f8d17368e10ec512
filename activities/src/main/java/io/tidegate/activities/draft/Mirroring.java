package io.tidegate.activities.draft;

import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How records get to the target, as far as the names of topics tell.
 *
 * @param names what the replicator calls a topic there; null where they do not tell
 * @param why what told it, in a few words
 * @param mirrorMaker whether its own topics are there
 * @param syncs each topic of offset syncs that was found
 */
record Mirroring(
    @Nullable TopicNames names, String why, boolean mirrorMaker, List<OffsetSyncs> syncs) {
  private static final Pattern SYNCS = Pattern.compile("mm2-offset-syncs\\..+\\.internal");
  private static final Pattern CHECKPOINTS = Pattern.compile(".+\\.checkpoints\\.internal");
  private static final TopicNames IDENTITY = new TopicNames.Identity();

  Mirroring {
    syncs = List.copyOf(syncs);
  }

  /**
   * @param topics of the source that the draft is about
   * @param sourceNames every topic there
   * @param targetNames every topic of the target
   */
  static Mirroring of(Collection<String> topics, Set<String> sourceNames, Set<String> targetNames) {
    List<OffsetSyncs> syncs = new ArrayList<>();
    syncs(sourceNames, Side.SOURCE, syncs);
    syncs(targetNames, Side.TARGET, syncs);
    boolean mirrorMaker =
        !syncs.isEmpty()
            || targetNames.stream().anyMatch(name -> CHECKPOINTS.matcher(name).matches());
    long same = topics.stream().filter(targetNames::contains).count();
    Optional<Map.Entry<String, Integer>> prefix = prefix(topics, sourceNames, targetNames);
    int prefixed = prefix.map(Map.Entry::getValue).orElse(0);
    String of = " of " + topics.size() + " topics on the target";
    if (same == prefixed && same > 0) {
      String both = "both %s and %s: %d%s by each";
      return new Mirroring(
          null,
          both.formatted("identity", "{prefix: " + prefix.orElseThrow().getKey() + "}", same, of),
          mirrorMaker,
          syncs);
    }
    if (same > prefixed) {
      return new Mirroring(IDENTITY, same + of + " by the same name", mirrorMaker, syncs);
    }
    return prefix
        .map(
            found ->
                new Mirroring(
                    new TopicNames.Prefixed(found.getKey()),
                    found.getValue() + of + " by this prefix",
                    mirrorMaker,
                    syncs))
        .orElseGet(() -> new Mirroring(null, "none" + of + " by any name", mirrorMaker, syncs));
  }

  private static void syncs(Set<String> names, Side on, List<OffsetSyncs> found) {
    names.stream()
        .filter(name -> SYNCS.matcher(name).matches())
        .sorted()
        .forEach(name -> found.add(new OffsetSyncs(name, on)));
  }

  /**
   * The one that most topics have there. A name that the source has as well is a topic of its own.
   */
  private static Optional<Map.Entry<String, Integer>> prefix(
      Collection<String> topics, Set<String> sourceNames, Set<String> targetNames) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (String topic : topics) {
      String end = "." + topic;
      targetNames.stream()
          .filter(name -> name.endsWith(end) && name.length() > end.length())
          .filter(name -> !sourceNames.contains(name))
          .map(name -> name.substring(0, name.length() - end.length()))
          .forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue());
  }

  /** What a topic is found as on the target: by the naming, else by its own name. */
  Optional<String> onTarget(String topic, Set<String> targetNames) {
    List<String> possible = new ArrayList<>();
    if (names != null) {
      possible.add(names.onTarget(topic));
    }
    possible.add(topic);
    return possible.stream().filter(targetNames::contains).findFirst();
  }
}
