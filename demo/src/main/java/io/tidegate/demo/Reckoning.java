package io.tidegate.demo;

import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.UnitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The end of the demo for one application: what its own account says, and what of it was not
 * allowed.
 *
 * @param cluster where it processed its last record
 * @param home where it must be consuming in the end
 * @param window what its owner tolerates again
 * @param failure what went wrong inside the application; empty when nothing did
 */
record Reckoning(
    String application,
    Account.Stand stand,
    List<Account.Pause> pauses,
    String cluster,
    String home,
    ReplayWindow window,
    String failure) {

  static Reckoning of(SampleApplication application, Runbook runbook, String home) {
    Account account = application.account();
    return new Reckoning(
        application.spec().name(),
        account.stand(),
        account.pauses(),
        account.cluster(),
        home,
        windowOf(runbook, application.spec().group()),
        application.failure());
  }

  private static ReplayWindow windowOf(Runbook runbook, String group) {
    return runbook.units().stream()
        .flatMap(unit -> unit.groups().stream())
        .filter(candidate -> candidate.group().equals(group))
        .map(UnitGroup::replayWindow)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the runbook names no group " + group));
  }

  /**
   * What must not be, one line each; empty when the application lost nothing and did nothing twice
   * beyond its window.
   */
  List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (stand.once() == 0) {
      objections.add(application + " processed nothing: its account proves nothing");
    }
    if (stand.skipped() > 0) {
      objections.add(application + " skipped " + stand.skipped() + " records");
    }
    if (stand.behind() > 0) {
      objections.add(
          application + " did not come to " + stand.behind() + " records before the demo ended");
    }
    if (stand.strangers() > 0) {
      objections.add(
          application + " processed " + stand.strangers() + " records of aborted transactions");
    }
    if (window.recordsMax() != null && stand.replayed() > window.recordsMax()) {
      objections.add(
          application
              + " replayed "
              + stand.replayed()
              + " records; its window allows "
              + window.recordsMax());
    }
    if (!cluster.equals(home)) {
      objections.add(
          application + " processed its last record on the " + cluster + ", not on the " + home);
    }
    if (!failure.isEmpty()) {
      objections.add(failure);
    }
    return objections;
  }

  /** For people: the counts, and one line for each time its consumers moved. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-10s once %,d   replayed %,d   skipped %,d   of aborted transactions: %,d written, %,d processed",
            application,
            stand.once(),
            stand.replayed(),
            stand.skipped(),
            stand.aborted(),
            stand.strangers()));
    for (Account.Pause pause : pauses) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-10s pause %,d ms, %s → %s",
              "",
              pause.length().toMillis(),
              pause.from(),
              pause.to()));
    }
    return lines;
  }
}
