package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import java.util.List;

/** One unit of a call's runbook, with the clusters that the worker knows by the runbook's names. */
record Plan(Call call, Runbook runbook, MigrationUnit unit, Cluster source, Cluster target) {

  Cluster cluster(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  List<String> groups() {
    return unit.groups().stream().map(group -> group.group()).toList();
  }
}
