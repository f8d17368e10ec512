package io.tidegate.activities;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.UnitGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a live wave does and its rehearsal does not, by name: a rehearsal has shown nothing of it.
 */
final class Unrehearsed {
  private Unrehearsed() {}

  /**
   * One line each, in the order of the steps.
   *
   * @param own groups whose shadow the application itself read
   */
  static List<String> of(Runbook runbook, MigrationUnit unit, Collection<String> own) {
    List<String> lines = new ArrayList<>();
    if (unit.fences().denyAlter() || unit.fences().deny()) {
      lines.add("freeze, quiesce: no deny entry was added; a DRY_RUN tells which");
    }
    if (runbook.replication().control() != null) {
      lines.add("seed: the replicator was not asked for anything; a DRY_RUN tells what");
    }
    for (UnitGroup group : unit.groups()) {
      if (group.keepsItsOwnPositions()) {
        lines.add(
            "switch-consumers: group %s keeps its own positions, so what it read is its own word, and its way back, the rollback anchor, was not gone"
                .formatted(group.group()));
      } else if (!own.contains(group.group())) {
        lines.add(
            "switch-consumers: group %s was read by a built-in consumer, not by the application"
                .formatted(group.group()));
      }
    }
    for (String topic : Apart.topics(unit)) {
      lines.add(
          "switch-consumers: nothing that is read of topic %s was compared, since the application writes there only after the switch"
              .formatted(topic));
    }
    if (unit.producers() != null) {
      lines.add(
          "switch-producers, observe-producers: there is no shadow of a topic, so nobody was asked to stop or to start writing; a DRY_RUN tells what would be asked");
    }
    return lines;
  }
}
