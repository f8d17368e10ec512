package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import java.util.List;
import java.util.function.Supplier;

/** One unit of a call's runbook, with the clusters that the worker knows by the runbook's names. */
record Plan(Call call, Runbook runbook, MigrationUnit unit, Cluster source, Cluster target) {

  Cluster cluster(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  List<String> groups() {
    return unit.groups().stream().map(group -> group.group()).toList();
  }

  /** Runs what reads both clusters, no faster than the runbook lets it. */
  <T> T paced(Supplier<T> reads) {
    ReadLimit ofSource = new ReadLimit(runbook.readLimits().source());
    ReadLimit ofTarget = new ReadLimit(runbook.readLimits().target());
    return source.paced(ofSource, () -> target.paced(ofTarget, reads));
  }

  /** Those whose positions are offsets on Kafka. */
  List<String> committingGroups() {
    return unit.groups().stream()
        .filter(group -> !group.keepsItsOwnPositions())
        .map(group -> group.group())
        .toList();
  }

  /** Whether it is the application that knows where a group stands. */
  boolean keepsItsOwnPositions(String group) {
    return unit.groupNamed(group).filter(UnitGroup::keepsItsOwnPositions).isPresent();
  }
}
