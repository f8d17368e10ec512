package io.tidegate.api.rest;

import io.tidegate.api.command.Conversation;
import io.tidegate.api.command.Delivery;
import io.tidegate.api.command.Runbooks;
import io.tidegate.api.command.Temporal;
import io.tidegate.api.command.TemporalWatch;
import io.tidegate.api.command.WorkerWatch;
import io.tidegate.ledger.Ledger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** All resources of the api: what is not in this list is not served. */
public final class Resources {

  /** Their classes, which tests and the description of the api go through. */
  public static final List<Class<?>> CLASSES =
      List.of(
          RunbooksResource.class,
          WavesResource.class,
          GatesResource.class,
          OperationsResource.class,
          SignaturesResource.class,
          ParityResource.class,
          LedgerResource.class,
          BreakGlassResource.class,
          MeResource.class,
          NotBuiltResource.class,
          FrontResource.class);

  private Resources() {}

  /** One of each class. */
  public static List<Object> of(
      Ledger ledger,
      Runbooks runbooks,
      Temporal temporal,
      TemporalWatch watch,
      WorkerWatch workers,
      Delivery delivery,
      Conversation conversation,
      Clock clock) {
    WaveBook book = new WaveBook(ledger, runbooks);
    Eligible eligible = new Eligible(ledger, runbooks, clock);
    LeaseConflicts leases = new LeaseConflicts(ledger, runbooks);
    List<Object> resources = new ArrayList<>();
    resources.add(new RunbooksResource(ledger));
    Waiting waiting = new Waiting(ledger.waits(), ledger.messages(), watch::away, workers::away);
    resources.add(new WavesResource(ledger, book, leases, temporal, delivery, eligible, waiting));
    resources.add(new GatesResource(ledger, book, eligible, conversation, clock));
    WayBack wayBack = new WayBack(ledger, book, eligible, conversation, clock);
    resources.add(new OperationsResource(book, eligible, conversation, wayBack));
    ProvenRows rows = new ProvenRows(ledger);
    resources.add(new SignaturesResource(ledger, book, rows, clock));
    resources.add(new ParityResource(book, rows));
    resources.add(new LedgerResource(ledger));
    resources.add(new BreakGlassResource(ledger));
    resources.add(new MeResource());
    resources.add(new NotBuiltResource());
    resources.add(new FrontResource(FrontResource.describe(CLASSES)));
    return resources;
  }
}
