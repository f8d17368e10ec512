package io.tidegate.runbooks;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a wave is going to do, as its owners wrote it: the compiled form of one YAML file, every
 * default filled in.
 *
 * <p>A value of this type was found valid by {@link RunbookParser}: names are unique, every group's
 * topics are the unit's, each tolerance was chosen. Whether the clusters, topics and groups exist
 * is another question; inventory asks it.
 *
 * @param name names the runbook in URLs, see {@link Names}
 * @param title for people; the name where none was given
 * @param source name of the cluster that the applications leave, as the worker's configuration
 *     calls it
 * @param target name of the cluster that they go to, never the same
 * @param onUnfit what a unit that is not fit does to the others
 * @param settle how long a check waits for records that are under way
 * @param units in the order of the file, at most {@link #UNITS_MAX}
 * @param gates in the order of the file, at least one of them before quiesce
 * @param observe how long the applications are watched after a switch
 * @param notices who is told of what, in the order of the file
 * @param principalMap who is who: a principal of the source, and what it is called on the target;
 *     one that is not in it is called the same
 * @param readLimits how fast proofs may read each cluster
 */
public record Runbook(
    String name,
    String title,
    String source,
    String target,
    Replication replication,
    OnUnfit onUnfit,
    Duration settle,
    List<MigrationUnit> units,
    List<GateRule> gates,
    Duration observe,
    List<Notice> notices,
    Map<String, String> principalMap,
    ReadLimits readLimits) {

  /** Whose principals are called the same on both sides, and that is read as fast as by default. */
  public Runbook(
      String name,
      String title,
      String source,
      String target,
      Replication replication,
      OnUnfit onUnfit,
      Duration settle,
      List<MigrationUnit> units,
      List<GateRule> gates,
      Duration observe,
      List<Notice> notices) {
    this(
        name,
        title,
        source,
        target,
        replication,
        onUnfit,
        settle,
        units,
        gates,
        observe,
        notices,
        Map.of(),
        ReadLimits.DEFAULT);
  }

  /** One workflow carries all units of a wave; measured up to here with room in its history. */
  public static final int UNITS_MAX = 150;

  public Runbook {
    Require.name("runbook", name);
    Require.that(!title.isBlank(), "a runbook's title is blank");
    Require.name("source cluster", source);
    Require.name("target cluster", target);
    Require.that(!source.equals(target), "source and target are both " + source);
    Require.that(!settle.isNegative(), "settle is " + settle + ", negative");
    Require.positive("observe", observe);
    units = List.copyOf(units);
    Require.that(
        !units.isEmpty() && units.size() <= UNITS_MAX,
        "a runbook has 1 to " + UNITS_MAX + " units, not " + units.size());
    gates = List.copyOf(gates);
    notices = List.copyOf(notices);
    // A runbook that was compiled before there were these says nothing.
    readLimits = Objects.requireNonNullElse(readLimits, ReadLimits.DEFAULT);
    principalMap =
        Collections.unmodifiableMap(
            new TreeMap<>(Objects.requireNonNullElse(principalMap, Map.of())));
  }

  /** The unit of that name. */
  public Optional<MigrationUnit> unitNamed(String unit) {
    return units.stream().filter(candidate -> candidate.unit().equals(unit)).findFirst();
  }

  /** The gate of that name. */
  public Optional<GateRule> gateNamed(String gate) {
    return gates.stream().filter(candidate -> candidate.gate().equals(gate)).findFirst();
  }

  /** The gates that stand before a step, in the order of the file. */
  public List<GateRule> gatesBefore(Step step) {
    return gates.stream().filter(gate -> gate.before() == step).toList();
  }
}
