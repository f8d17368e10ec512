package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.runbooks.Commit;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a group of the source can move as its runbook says. */
final class Movable {
  private Movable() {}

  /** What stands against it, one line each; nothing where it can. */
  static List<String> findings(MigrationUnit unit, UnitGroup group, ClusterScan scan) {
    String about =
        "unit %s: group \"%s\" on source %s ".formatted(unit.unit(), group.group(), scan.cluster());
    String protocol = scan.otherProtocols().get(group.group());
    if (protocol != null) {
      return List.of(about + "speaks protocol \"" + protocol + "\"; only consumer groups can move");
    }
    if (scan.deniedGroups().containsKey(group.group())) {
      return List.of(); // its proof is RED, and says what to grant
    }
    Group is = scan.groups().get(group.group());
    if (is == null || is.kind() == Group.Kind.ABSENT) {
      return group.keepsItsOwnPositions() // nothing of it has to be on Kafka
          ? List.of()
          : List.of(about + "does not exist");
    }
    if (!is.commitsOffsets()) {
      return List.of(
          about
              + "is of type "
              + is.kind()
              + "; only consumer groups, which commit offsets, can move");
    }
    List<String> findings = new ArrayList<>();
    commits(group, scan).ifPresent(why -> findings.add(about + why));
    unmapped(unit, group, scan)
        .forEach(
            topic ->
                findings.add(
                    about
                        + "reads topic \""
                        + topic
                        + "\", which is unmapped: name it under the unit's topics, or under ignore"
                        + " with a reason"));
    return findings;
  }

  /** Whether it commits as it is said to. */
  private static Optional<String> commits(UnitGroup group, ClusterScan scan) {
    Commit said = group.commit();
    boolean does = scan.committed().contains(group.group());
    if (said == null || does == (said != Commit.EXTERNAL)) {
      return Optional.empty();
    }
    return Optional.of(
        does
            ? "has commits, and the runbook says commit: external: say how it commits, or remove"
                + " what it committed once"
            : "has no commit, and the runbook says that it commits: "
                + said.name().toLowerCase(Locale.ROOT)
                + ": say external, or leave commit out");
  }

  private static List<String> unmapped(MigrationUnit unit, UnitGroup group, ClusterScan scan) {
    Set<String> known =
        Stream.concat(
                unit.topics().stream().map(UnitTopic::source),
                unit.ignore().stream().map(MigrationUnit.IgnoredTopic::topic))
            .collect(Collectors.toSet());
    return scan.topicsOf(group.group()).stream().filter(topic -> !known.contains(topic)).toList();
  }
}
