package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.ledger.ByDigest;
import io.tidegate.ledger.Ledger;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.activity.Call;

/** Loads what a call is about from the ledger: the compiled runbook by its digest, and the unit. */
final class Plans {
  /** Each of at most half a megabyte. */
  private static final int RUNBOOKS_KEPT = 16;

  private final ByDigest<Runbook> runbooks;
  private final Clusters clusters;

  Plans(Ledger ledger, Clusters clusters) {
    this.runbooks = new ByDigest<>(RUNBOOKS_KEPT, digest -> read(ledger, digest));
    this.clusters = clusters;
  }

  Runbook runbook(Call call) {
    return runbooks.of(call.runbook());
  }

  private static Runbook read(Ledger ledger, String digest) {
    byte[] compiled =
        ledger
            .runbooks()
            .compiled(digest)
            .orElseThrow(() -> Fail.refused("runbook " + digest + " is not in the ledger"));
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
