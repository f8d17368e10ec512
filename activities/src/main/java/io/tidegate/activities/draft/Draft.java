package io.tidegate.activities.draft;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaFailure;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A runbook for what two clusters show: groups that begin alike, their topics, who else reads
 * those, and how they are mirrored. What no cluster can show stands in it as a key without a value,
 * which {@code check} names as a finding. Reads only.
 *
 * @param yaml the runbook
 * @param notes what was left out and why, one line each
 */
public record Draft(String yaml, List<String> notes) {
  private static final int NAMES_SHOWN_MAX = 8;

  public Draft {
    notes = List.copyOf(notes);
  }

  /** Either there is something to draft, or one line says why not. */
  public sealed interface Outcome {}

  /** There is. */
  public record Drafted(Draft draft) implements Outcome {}

  /** No group of the source that could move begins so. */
  public record Nothing(String why) implements Outcome {}

  /**
   * Looks at both clusters.
   *
   * @param groupPrefix how the names of the groups begin that shall move
   * @throws KafkaFailure if a cluster does not answer, or denies what a draft cannot do without
   */
  public static Outcome of(Cluster source, Cluster target, String groupPrefix) {
    Surveying surveying = new Surveying(source, target, groupPrefix);
    SortedSet<String> names = surveying.groupNames();
    if (names.stream().noneMatch(name -> name.startsWith(groupPrefix))) {
      return new Nothing(
          "no group of the source cluster begins with %s; it has %s"
              .formatted(groupPrefix, shown(names)));
    }
    Survey survey = surveying.survey();
    if (survey.units().isEmpty()) {
      return new Nothing(String.join("; ", survey.notes()));
    }
    return new Drafted(new Draft(new DraftText(survey).yaml(), survey.notes()));
  }

  private static String shown(SortedSet<String> names) {
    if (names.isEmpty()) {
      return "none that this principal may see";
    }
    String first = String.join(", ", names.stream().limit(NAMES_SHOWN_MAX).toList());
    int more = names.size() - NAMES_SHOWN_MAX;
    return Optional.of(more)
        .filter(left -> left > 0)
        .map(left -> first + " and " + left + " more")
        .orElse(first);
  }
}
