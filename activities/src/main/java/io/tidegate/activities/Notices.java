package io.tidegate.activities;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidegate.activities.switches.Notice;
import io.tidegate.activities.switches.Request;
import io.tidegate.activities.switches.Turn;
import io.tidegate.ledger.Entries;
import io.tidegate.ledger.NewEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            Bodies.text(new Asked(request.told(), instructions, positions(request)))));
  }

  private static @Nullable List<Turn.Position> positions(Request request) {
    return request instanceof Turn turn ? turn.positions() : null;
  }

  /**
   * Detail of the audit entry.
   *
   * @param positions where to go on, for an application that keeps its own; else left out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Asked(String asked, String instructions, @Nullable List<Turn.Position> positions) {}
}
