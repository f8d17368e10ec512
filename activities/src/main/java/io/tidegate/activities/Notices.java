package io.tidegate.activities;

import io.tidegate.activities.switches.Notice;
import io.tidegate.activities.switches.Request;
import io.tidegate.ledger.Entries;
import io.tidegate.ledger.NewEntry;

/** Tells people what a switch wants of them: in the wave's timeline, once a request. */
final class Notices implements Notice {
  private final Entries entries;

  Notices(Entries entries) {
    this.entries = entries;
  }

  @Override
  public void tell(Request request, String instructions) {
    String kind = "manual-asked";
    entries.appendOnce(
        kind + " " + request.wave() + " " + request.idempotencyKey(),
        new NewEntry(
            kind,
            request.wave(),
            Notes.SUBJECT,
            Bodies.text(new Asked(request.told(), instructions))));
  }

  /** Detail of the audit entry. */
  record Asked(String asked, String instructions) {}
}
