package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.ledger.Ledger;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.activity.Call;

/** Loads what a call is about from the ledger: the compiled runbook by its digest, and the unit. */
final class Plans {
  private final Ledger ledger;
  private final Clusters clusters;

  Plans(Ledger ledger, Clusters clusters) {
    this.ledger = ledger;
    this.clusters = clusters;
  }

  Runbook runbook(Call call) {
    byte[] compiled =
        ledger
            .runbooks()
            .compiled(call.runbook())
            .orElseThrow(() -> Fail.refused("runbook " + call.runbook() + " is not in the ledger"));
    return Bodies.read(compiled, Runbook.class);
  }

  Plan of(Call call) {
    Runbook runbook = runbook(call);
    MigrationUnit unit =
        runbook
            .unitNamed(call.unit())
            .orElseThrow(
                () ->
                    Fail.refused(
                        "runbook " + runbook.name() + " has no unit \"" + call.unit() + "\""));
    return new Plan(call, runbook, unit, cluster(runbook.source()), cluster(runbook.target()));
  }

  Clusters clusters() {
    return clusters;
  }

  private Cluster cluster(String name) {
    if (!clusters.names().contains(name)) {
      throw Fail.refused(
          "cluster \""
              + name
              + "\" is not in the worker's configuration, which knows "
              + clusters.names());
    }
    return clusters.get(name);
  }
}
