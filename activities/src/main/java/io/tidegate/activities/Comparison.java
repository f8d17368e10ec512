package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the final positions are covered by what was approved. An approval covers bounds, not
 * offsets: no partition's light is worse, none is new or missing, no waived count has grown above
 * its waiver, there is no new finding, except that hints could not be read: without them a proof
 * only looks for longer.
 *
 * <p>The approved side is taken without pending, as people decided on it; the final side with it,
 * since what is pending then is not on the target when the application starts there.
 */
final class Comparison {
  private Comparison() {}

  /** What is worse, one line each; empty when the approval covers it all. */
  static List<String> worse(
      MigrationUnit unit, List<GroupProof> approved, List<GroupProof> last, Waivers waivers) {
    List<String> lines = new ArrayList<>();
    Map<String, GroupProof> lastByName = new HashMap<>();
    last.forEach(proof -> lastByName.put(proof.group(), proof));
    for (GroupProof before : approved) {
      GroupProof now = lastByName.remove(before.group());
      if (now == null) {
        lines.add("group " + before.group() + " has no final proof");
      } else {
        UnitGroup declared = Decisive.declared(unit, before);
        rows(
            lines,
            before,
            Decisive.withoutPending(declared, before, waivers),
            Decisive.withPending(declared, now, waivers));
        findings(lines, before, now);
      }
    }
    last.stream()
        .filter(proof -> lastByName.containsKey(proof.group()))
        .forEach(proof -> lines.add("group " + proof.group() + " was not approved"));
    return lines;
  }

  /**
   * Partitions that are RED now and were not RED when people decided, or were not there; one line
   * each.
   */
  static List<String> turnedRed(
      MigrationUnit unit, List<GroupProof> approved, List<GroupProof> now, Waivers waivers) {
    List<String> lines = new ArrayList<>();
    for (GroupProof proof : now) {
      UnitGroup declared = Decisive.declared(unit, proof);
      Set<PartitionPair> were =
          approved.stream()
              .filter(before -> before.group().equals(proof.group()))
              .flatMap(before -> reds(Decisive.withoutPending(declared, before, waivers)))
              .map(Row::pair)
              .collect(Collectors.toSet());
      lines.addAll(
          reds(
              proof,
              Decisive.withPending(declared, proof, waivers).stream()
                  .filter(row -> !were.contains(row.pair()))
                  .toList()));
    }
    return lines;
  }

  /** Of the rows of a proof those that are RED, one line each. */
  static List<String> reds(GroupProof proof, List<Row> rows) {
    return reds(rows)
        .map(row -> name(proof, row) + " is " + row.verdict() + " RED: " + row.reason())
        .toList();
  }

  private static Stream<Row> reds(List<Row> rows) {
    return rows.stream().filter(row -> row.light() == Light.RED);
  }

  private static void rows(
      List<String> lines, GroupProof before, List<Row> approved, List<Row> now) {
    Map<PartitionPair, Row> left = new LinkedHashMap<>();
    now.forEach(row -> left.put(row.pair(), row));
    for (Row was : approved) {
      Row is = left.remove(was.pair());
      if (is == null) {
        lines.add(
            name(before, was) + " has no final proof, was " + was.verdict() + " " + was.light());
      } else if (is.light() == Light.RED || isWorse(is.light(), was.light())) {
        lines.add(
            "%s is %s %s, was %s %s: %s"
                .formatted(
                    name(before, is),
                    is.verdict(),
                    is.light(),
                    was.verdict(),
                    was.light(),
                    is.reason()));
      }
    }
    left.values()
        .forEach(
            row ->
                lines.add(
                    name(before, row)
                        + " was not approved; it is "
                        + row.verdict()
                        + " "
                        + row.light()));
  }

  private static void findings(List<String> lines, GroupProof before, GroupProof now) {
    for (ProofFinding finding : now.findings()) {
      boolean approved =
          before.findings().stream()
              .anyMatch(
                  was -> was.id().equals(finding.id()) && !isWorse(finding.light(), was.light()));
      if (!approved && finding.light() != Light.GREEN && !finding.ofHints()) {
        lines.add("new finding " + finding.id() + " " + finding.light() + ": " + finding.reason());
      }
    }
  }

  private static boolean isWorse(Light now, Light before) {
    return now.compareTo(before) > 0;
  }

  private static String name(GroupProof proof, Row row) {
    return "group " + proof.group() + " on " + row.pair().name();
  }
}
