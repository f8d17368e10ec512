package io.tidegate.activities;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.score.Scorer;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.switches.ApplicationPositions;
import io.tidegate.activities.switches.Commands;
import io.tidegate.activities.switches.Signals;
import io.tidegate.activities.switches.Switchboard;
import io.tidegate.activities.switches.WebhookSignature;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.ledger.Ledger;
import io.tidegate.workflows.activity.DryRunActivities;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.WatchActivities;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/**
 * The one door: every activity that the workflows ask for, one implementation for each task queue
 * of {@link io.tidegate.workflows.Queues}. All of them are safe for many threads.
 */
public final class Activities {
  private final LedgerActivities ledger;
  private final KafkaActivities kafka;
  private final DryRunActivities dryRun;
  private final RehearsalActivities rehearsal;
  private final WatchActivities watch;
  private final UndoActivities undo;

  private Activities(
      LedgerActivities ledger,
      KafkaActivities kafka,
      DryRunActivities dryRun,
      RehearsalActivities rehearsal,
      WatchActivities watch,
      UndoActivities undo) {
    this.ledger = ledger;
    this.kafka = kafka;
    this.dryRun = dryRun;
    this.rehearsal = rehearsal;
    this.watch = watch;
    this.undo = undo;
  }

  /**
   * What the activities need of a worker's configuration.
   *
   * @param clusters and the ledger: they belong to the caller, who closes them after the worker has
   *     stopped
   * @param webhookKey {@code webhook.key}, signs every request to an application
   * @param allowedUrls prefixes of what may be called; empty allows no webhook
   * @param commands what a switch may run
   * @param breakGlassDir where the sheets go that work without Tidegate; made when absent
   */
  public record Config(
      Clusters clusters,
      Ledger ledger,
      String webhookKey,
      List<String> allowedUrls,
      Commands commands,
      Path breakGlassDir) {
    public Config {
      allowedUrls = List.copyOf(allowedUrls);
    }
  }

  /** For a Temporal worker: long steps heartbeat for the activity on whose thread they run. */
  public static Activities create(Config config) {
    return create(config, new Heartbeats(), InstantSource.system(), Reachability.PATIENCE);
  }

  /**
   * @param targetPatience how long a rollback waits for a target that does not answer
   */
  static Activities create(
      Config config, Attempt attempt, InstantSource clock, Duration targetPatience) {
    Ledger ledger = config.ledger();
    AllowedUrls allowed = new AllowedUrls(config.allowedUrls());
    Webhooks webhooks = new Webhooks(new WebhookSignature(config.webhookKey()), allowed, clock);
    Plans plans = new Plans(ledger, config.clusters());
    Notes notes = new Notes(ledger);
    Once once = new Once(ledger.effects());
    Bearings bearings =
        new Bearings(
            new ApplicationPositions(new WebhookSignature(config.webhookKey()), allowed, clock));
    Proving proving = new Proving(ledger.syncJournals(), bearings, clock);
    Switchboard switchboard =
        new Switchboard(webhooks, allowed, config.commands(), new Notices(ledger.entries()));
    Switching switching = new Switching(switchboard, notes, once);
    BreakGlass breakGlass = new BreakGlass(ledger, notes, config.breakGlassDir());
    PreviousOffsets previous = new PreviousOffsets(notes);
    Verification verification =
        new Verification(plans, ledger, notes, proving, new Scorer(allowed, clock), clock);
    Reachability target = new Reachability(targetPatience, clock);
    Fencing fencing = new Fencing(plans, notes, once, target);
    CanaryLeft canary = new CanaryLeft(plans, notes, target);
    Seeding seeding = new Seeding(plans, notes, once, previous, switching, fencing);
    Replicating replicating = new Replicating(plans, notes, once, switchboard);
    Freezing freezing = new Freezing(plans, notes, fencing);
    Stranding stranding = new Stranding(plans, notes, target, clock);
    Producing producing =
        new Producing(plans, notes, once, switching, fencing, proving, stranding, clock);
    BackMapping backMapping = new BackMapping(notes, proving, clock);
    Quiescing quiescing = new Quiescing(plans, notes, once, switching, breakGlass, bearings, clock);
    return new Activities(
        new LedgerSteps(ledger),
        new KafkaSteps(
            attempt,
            new Inventory(plans, notes, switchboard, ledger.syncJournals()),
            freezing,
            verification,
            quiescing,
            seeding,
            fencing,
            canary,
            replicating,
            producing),
        new DryRun(attempt, plans, notes, fencing, quiescing, breakGlass, switching, replicating),
        new Rehearsing(
            attempt,
            plans,
            notes,
            proving,
            verification,
            new ShadowGroups(ledger, notes, once, verification, quiescing, switching, canary),
            new ReadingOn(plans, notes, verification, webhooks, clock),
            new ShadowsBack(notes, proving, verification, clock),
            new Rehearsals(notes, verification, clock)),
        new WatchSteps(
            attempt,
            new Arrival(plans, notes),
            new Observing(
                plans,
                notes,
                backMapping,
                freezing,
                stranding,
                webhooks,
                new Signals(allowed, clock),
                clock),
            new Announcing(webhooks, ZoneId.systemDefault()),
            producing),
        new UndoSteps(
            attempt,
            new Undoing(plans, notes, once, switching, previous, backMapping, target),
            new ProducersBack(plans, notes, once, switching, stranding, target),
            fencing,
            canary,
            replicating,
            stranding));
  }

  /** For queue {@code ledger()}. */
  public LedgerActivities ledger() {
    return ledger;
  }

  /** For queue {@code kafka()}. */
  public KafkaActivities kafka() {
    return kafka;
  }

  /** For queue {@code kafka()} too. */
  public DryRunActivities dryRun() {
    return dryRun;
  }

  /** For queues {@code kafka()}, {@code watch()} and {@code undo()}. */
  public RehearsalActivities rehearsal() {
    return rehearsal;
  }

  /** For queue {@code watch()}. */
  public WatchActivities watch() {
    return watch;
  }

  /** For queue {@code undo()}. */
  public UndoActivities undo() {
    return undo;
  }
}
