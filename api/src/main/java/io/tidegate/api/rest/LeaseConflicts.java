package io.tidegate.api.rest;

import io.tidegate.api.command.Runbooks;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.ledger.Lease;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.WaveHead;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses a wave whose units, groups or topics another wave holds already. Leases are keyed by
 * cluster id, which only a worker knows; here the name of the source cluster stands for it. A race
 * that this does not see is lost later, at freeze, and closes REFUSED.
 */
final class LeaseConflicts {

  private final Ledger ledger;
  private final Runbooks runbooks;

  LeaseConflicts(Ledger ledger, Runbooks runbooks) {
    this.ledger = ledger;
    this.runbooks = runbooks;
  }

  void refuse(String wave, Runbook runbook) {
    Wanted wanted = Wanted.of(runbook);
    for (WaveHead other : ledger.waves().openWaves()) {
      if (other.wave().equals(wave)) {
        continue;
      }
      for (Lease lease : ledger.leases().list(other.wave())) {
        if (wanted.clashesWith(lease) && sameSource(other, runbook)) {
          throw held(lease, other);
        }
      }
    }
  }

  private boolean sameSource(WaveHead other, Runbook runbook) {
    return runbooks.compiled(other.request().runbookDigest()).source().equals(runbook.source());
  }

  private static Refusal held(Lease lease, WaveHead holder) {
    String what =
        switch (lease.key().kind()) {
          case UNIT -> "unit " + lease.key().name();
          case GROUP -> "group " + lease.key().name() + " of unit " + lease.unit();
          case PRODUCERS -> "topic " + lease.key().name() + " of unit " + lease.unit();
        };
    return new Refusal(
            ProblemType.UNIT_LEASED,
            what + " is held by wave " + holder.wave() + ", which is " + holder.state())
        .with("unit", lease.unit())
        .with("holder", holder.wave())
        .with("holderState", holder.state().name());
  }

  private record Wanted(Set<String> units, Set<String> groups, Set<String> topics) {
    static Wanted of(Runbook runbook) {
      return new Wanted(
          runbook.units().stream().map(MigrationUnit::unit).collect(Collectors.toSet()),
          runbook.units().stream()
              .flatMap(unit -> unit.groups().stream())
              .map(UnitGroup::group)
              .collect(Collectors.toSet()),
          runbook.units().stream()
              .flatMap(unit -> unit.topics().stream())
              .map(UnitTopic::source)
              .collect(Collectors.toSet()));
    }

    boolean clashesWith(Lease lease) {
      String name = lease.key().name();
      return switch (lease.key().kind()) {
        case UNIT -> units.contains(name);
        case GROUP -> groups.contains(name);
        case PRODUCERS -> topics.contains(name);
      };
    }
  }
}
