package io.tidegate.activities;

import io.tidegate.activities.switches.Switchboard;
import io.tidegate.runbooks.Connector;
import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Notice;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Schemas;
import io.tidegate.runbooks.Signal;
import io.tidegate.runbooks.Switch;
import io.tidegate.runbooks.UnitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a runbook would have the worker call or run that the worker's configuration does not grant:
 * every switch, webhook and registry in it is asked about, and none is called.
 */
final class Ungranted {
  private final Switchboard switchboard;
  private final List<String> findings = new ArrayList<>();

  Ungranted(Switchboard switchboard) {
    this.switchboard = switchboard;
  }

  /** One line each, with where it stands in the runbook. */
  List<String> of(Runbook runbook) {
    Control control = runbook.replication().control();
    if (control != null) {
      note("replication.control.", switchboard.refusal(control));
    }
    for (Notice notice : runbook.notices()) {
      noteUrl("notify.", notice.url());
    }
    runbook.units().forEach(this::look);
    return List.copyOf(findings);
  }

  private void look(MigrationUnit unit) {
    String about = "unit " + unit.unit() + ": ";
    note(about + "consumers.", unit.consumers());
    unit.groups().forEach(group -> look(about + "group " + group.group() + ": ", group));
    Switch producers = unit.producers();
    if (producers != null) {
      note(about + "producers.", producers);
    }
    MigrationUnit.Reconcile reconcile = unit.reconcile();
    if (reconcile != null) {
      noteUrl(about + "reconcile.", reconcile.url());
    }
    Schemas schemas = unit.schemas();
    if (schemas != null) {
      noteUrl(about + "schemas: ", schemas.source());
      noteUrl(about + "schemas: ", schemas.target());
    }
    for (Connector connector : unit.connectors()) {
      noteUrl(about + "connector " + connector.name() + ": ", connector.url());
    }
    for (Signal signal : unit.signals()) {
      noteUrl(about + "signal " + signal.name() + ": ", signal.url());
    }
  }

  private void look(String about, UnitGroup group) {
    group.ownSwitch().ifPresent(own -> note(about + "consumers.", own));
    if (group.position() instanceof Position.External external) {
      noteUrl(about + "position.", external.url());
    }
  }

  private void note(String where, Switch how) {
    note(where, switchboard.refusal(how));
  }

  private void noteUrl(String where, String url) {
    note(where, switchboard.refusedUrl(url));
  }

  private void note(String where, Optional<String> refused) {
    refused.ifPresent(why -> findings.add(where + why));
  }
}
