package io.tidegate.activities;

import io.tidegate.ledger.Acquisition;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.WaveRow;
import io.tidegate.ledger.WaveState;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The ledger's activities. Each is one or a few writes that bear being repeated. */
final class LedgerSteps implements LedgerActivities {
  private final Ledger ledger;
  private final Inbox inbox;
  private final StepJournal journal;

  LedgerSteps(Ledger ledger) {
    this.ledger = ledger;
    this.inbox = new Inbox(ledger);
    this.journal = new StepJournal(ledger);
  }

  @Override
  public Said loadMessages(LoadMessages call) {
    return inbox.load(call);
  }

  /**
   * View, then entry, then receipts: each is written once however often this is tried, and it is
   * tried until all are. So whoever reads an entry finds its view, and whoever reads a receipt
   * finds both.
   */
  @Override
  public Done record(Record call) {
    ViewChange change = call.view();
    String wave = call.call().wave();
    if (change != null) {
      ledger.waves().saveView(saved(wave, call.version(), change), List.of());
    }
    ledger
        .entries()
        .appendOnce(
            "record " + wave + " " + call.call().key(),
            new NewEntry(call.kind(), wave, call.subject(), call.detail()));
    for (Receipt receipt : call.receipts()) {
      ledger
          .messages()
          .receipt(UUID.fromString(receipt.message()), receipt.outcome(), receipt.reason());
    }
    return new Done(call.call().key(), call.kind());
  }

  private static io.tidegate.ledger.WaveView saved(String wave, long version, ViewChange change) {
    SortedMap<Integer, String> units = new TreeMap<>();
    change.units().forEach(unit -> units.put(unit.place(), Bodies.plain(unit.view())));
    return new io.tidegate.ledger.WaveView(
        wave,
        version,
        WaveState.valueOf(change.wave().state().name()),
        Bodies.plain(change.wave()),
        units);
  }

  @Override
  public Asked askRollback(AskRollback call) {
    return new Asked(call.call().key(), inbox.askRollback(call));
  }

  @Override
  public WayBackClosed closeWayBack(CloseWayBack call) {
    return inbox.closeWayBack(call);
  }

  @Override
  public Leased lease(Lease call) {
    Call about = call.call();
    Acquisition acquisition =
        ledger
            .leases()
            .acquire(
                about.wave(), about.unit(), call.keys().stream().map(LedgerSteps::key).toList());
    if (acquisition instanceof Acquisition.Acquired acquired) {
      return new Leased(about.key(), acquired.fence(), null, null);
    }
    if (acquisition instanceof Acquisition.Held held) {
      var key = held.by().key();
      return new Leased(
          about.key(),
          0,
          held.by().wave(),
          key.kind() + " " + key.name() + " of unit " + held.by().unit());
    }
    throw Fail.refused(
        "wave "
            + about.wave()
            + " gave unit "
            + about.unit()
            + " up for good; start another wave for it");
  }

  @Override
  public Done release(Call call) {
    ledger.leases().release(call.wave(), call.unit());
    return new Done(call.key(), "leases of unit " + call.unit() + " given back");
  }

  @Override
  public Done journal(Journalled call) {
    return journal.write(call);
  }

  @Override
  public Journal readJournal(Call call) {
    return journal.read(call);
  }

  private static List<UnitView> units(io.tidegate.ledger.WaveView view) {
    return view.units().values().stream().map(unit -> Bodies.read(unit, UnitView.class)).toList();
  }

  @Override
  public LastView readView(Call call) {
    WaveRow row =
        ledger
            .waves()
            .find(call.wave())
            .orElseThrow(() -> Fail.refused("wave " + call.wave() + " is not in the ledger"));
    String json = row.view().json();
    String digest = row.request().runbookDigest();
    byte[] runbook =
        ledger
            .runbooks()
            .compiled(digest)
            .orElseThrow(() -> Fail.refused("runbook " + digest + " is not in the ledger"));
    return new LastView(
        call.key(),
        row.view().version(),
        json == null ? null : Bodies.read(json, WaveView.class).withUnits(units(row.view())),
        digest,
        Bodies.read(runbook, Runbook.class));
  }

  /** A unit that the wave does not hold has nothing to take over: fence 0 and no holder. */
  @Override
  public Leased takeOver(Call call) {
    OptionalLong fence = ledger.leases().bumpFence(call.wave(), call.unit(), call.key());
    return new Leased(call.key(), fence.orElse(0), null, null);
  }

  private static io.tidegate.ledger.LeaseKey key(LeaseKey key) {
    return new io.tidegate.ledger.LeaseKey(
        io.tidegate.ledger.LeaseKey.Kind.valueOf(key.kind()), key.clusterId(), key.name());
  }
}
