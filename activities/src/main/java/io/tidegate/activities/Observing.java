package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.switches.Reconciled;
import io.tidegate.activities.switches.Signals;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Trigger;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches a unit on the target for a time. The window is counted from the first attempt, so a
 * worker that dies does not make it longer. What is found is told once, by every attempt: see
 * {@link Sightings}. A time in which no attempt watched is itself a finding.
 */
final class Observing {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(30);

  /** A new attempt may begin so long after the last one's sample without a word. */
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(1);

  /** Samples kept of one observation; the newest win. */
  private static final int SAMPLES_MAX = 500;

  private final Plans plans;
  private final Notes notes;
  private final BackMapping backMapping;
  private final Freezing freezing;
  private final Stranding stranding;
  private final Webhooks webhooks;
  private final Signals signals;
  private final InstantSource clock;

  Observing(
      Plans plans,
      Notes notes,
      BackMapping backMapping,
      Freezing freezing,
      Stranding stranding,
      Webhooks webhooks,
      Signals signals,
      InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.backMapping = backMapping;
    this.freezing = freezing;
    this.stranding = stranding;
    this.webhooks = webhooks;
    this.signals = signals;
    this.clock = clock;
  }

  Observed observe(Observe observe, Pulse pulse) {
    return observe(observe, false, pulse);
  }

  /** The same, with what only the target has counted beside every sample. */
  Observed observeProducers(Observe observe, Pulse pulse) {
    return observe(observe, true, pulse);
  }

  private Observed observe(Observe observe, boolean producersMoved, Pulse pulse) {
    Call call = observe.judge().call();
    Plan plan = plans.of(call);
    Instant began =
        notes.journal(call, Notes.Kind.OBSERVED, "", new Began(clock.instant()), Began.class).at();
    Triggers triggers = new Triggers(plan.unit().rollback().triggers(), observe.muted());
    Watch watch = new Watch(plan, triggers, producersMoved);
    watch.noteUnwatched(began);
    watch.until(began, observe.window(), pulse);
    Reconciled account = triggers.fired().isPresent() ? null : watch.account(pulse);
    Watched watched =
        new Watched(
            plan.unit().unit(),
            began,
            clock.instant(),
            watch.sightings.lines(),
            watch.samples,
            account);
    String evidence = notes.put(watched);
    return new Observed(
        call.key(),
        evidence,
        watched.findings(),
        watched.note(observe.window()),
        triggers.fired().map(fired -> watch.withStranded(fired, pulse)).orElse(null));
  }

  /** Journal row of the start, of an observation and of a reading. */
  record Began(Instant at) {}

  /** One attempt's watch over one unit. */
  private final class Watch {
    private final Plan plan;
    private final Seed seed;
    private final UnitFacts frozen;
    private final Triggers triggers;
    private final boolean producersMoved;
    private final Sightings sightings;
    private final GroupWatch groups;
    private final List<Watched.Sample> samples = new ArrayList<>();
    private long strandedUnread;

    Watch(Plan plan, Triggers triggers, boolean producersMoved) {
      this.plan = plan;
      this.triggers = triggers;
      this.producersMoved = producersMoved;
      this.seed = Seeding.standing(notes, plan);
      this.frozen =
          notes
              .latestBody(plan.call(), Notes.Kind.FROZEN, UnitFacts.class)
              .orElseThrow(() -> Fail.refused("unit " + plan.unit().unit() + " was not frozen"));
      this.sightings = new Sightings(notes, plan.call(), clock);
      this.groups =
          new GroupWatch(plan, Anchor.stored(notes, plan.call()), seed, triggers, sightings, clock);
    }

    /** For how long nobody watched before this attempt. */
    void noteUnwatched(Instant began) {
      Instant sampled =
          backMapping
              .last(plan.call())
              .map(RollbackSheet::at)
              .filter(began::isBefore)
              .orElse(began);
      Instant watched = sightings.before().filter(sampled::isBefore).orElse(sampled);
      if (Duration.between(watched, clock.instant()).compareTo(UNWATCHED_MAX) > 0) {
        sightings.add("unwatched/" + watched, "nobody watched since " + watched);
      }
    }

    /** To the end of the window, or until a trigger fires; ends with a look and a sample. */
    void until(Instant began, Duration window, Pulse pulse) {
      Instant end = began.plus(window);
      Duration sampleEvery = shorter(window.dividedBy(3), SAMPLE_EVERY);
      Instant nextSample = began;
      Instant nextProgress = began;
      while (clock.instant().isBefore(end) && triggers.fired().isEmpty()) {
        pulse.beat();
        groups.source();
        if (!clock.instant().isBefore(nextProgress)) {
          groups.progress();
          nextProgress = clock.instant().plus(PROGRESS_EVERY);
        }
        if (!clock.instant().isBefore(nextSample)) {
          sample(pulse);
          nextSample = clock.instant().plus(sampleEvery);
        }
        Duration left = Duration.between(clock.instant(), end);
        Poll.pause(left.isNegative() ? Duration.ZERO : shorter(left, LOOK_EVERY));
      }
      groups.source();
      sample(pulse);
    }

    /** Asked of the monitoring, not of Kafka: it is looked at also while a cluster is away. */
    private void askSignals(Pulse pulse) {
      List<String> red =
          signals.ask(plan.unit().signals(), pulse::beat).stream()
              .filter(seen -> seen.light() == Light.RED)
              .map(
                  seen -> {
                    sightings.add("signal-red/" + seen.name(), "signal " + seen.told());
                    return seen.told();
                  })
              .toList();
      triggers.look(
          Trigger.When.SIGNAL_RED,
          trigger -> !red.isEmpty(),
          "red: " + String.join("; ", red),
          clock.instant());
    }

    private void sample(Pulse pulse) {
      askSignals(pulse);
      seed.toApplications()
          .keySet()
          .forEach(
              group ->
                  sightings.add(
                      "own-positions/" + group,
                      "group "
                          + group
                          + " keeps its own positions: neither its lag nor its commits show on"
                          + " Kafka"));
      sightings.orAway(() -> sampleTarget(pulse));
    }

    private void sampleTarget(Pulse pulse) {
      for (Group group : new Groups(plan.target()).describe(plan.groups()).values()) {
        if (!group.active() && seed.group(group.name()).joins()) {
          sightings.add(
              "target-group-idle/" + group.name(),
              "nobody is in group " + group.name() + " on the target");
        }
      }
      freezing.drifts(frozen, plan, true).forEach(drift -> sightings.add("drift/" + drift, drift));
      if (producersMoved) {
        countStranded(pulse);
      }
      RollbackSheet sheet = backMapping.now(plan, pulse);
      SortedMap<String, Long> lags = new TreeMap<>();
      GroupProgress.onTarget(plan, seed).forEach((group, at) -> lags.put(group, at.lag()));
      String evidence = backMapping.keep(plan.call(), sheet);
      if (samples.size() == SAMPLES_MAX) {
        samples.remove(0);
      }
      samples.add(new Watched.Sample(sheet.at(), lags, evidence, sheet.replay(), sheet.stranded()));
    }

    private void countStranded(Pulse pulse) {
      Stranding.Count count = stranding.now(plan, pulse);
      stranding.keep(plan.call(), count);
      strandedUnread = count.unread();
      stranding
          .writtenOnSource(plan)
          .forEach(
              line -> sightings.add("source-written/" + line, "somebody still writes: " + line));
    }

    /** With what nobody is reading; as last counted where the target cannot say. */
    Fired withStranded(Fired fired, Pulse pulse) {
      if (producersMoved) {
        sightings.orAway(() -> strandedUnread = stranding.left(plan, pulse).unread());
      }
      return new Fired(fired.trigger(), fired.why(), strandedUnread);
    }

    /** What the application counts itself; null where it gives no account. */
    @Nullable Reconciled account(Pulse pulse) {
      Account account = Account.ask(webhooks, plan, Switching.MODE, pulse);
      if (account instanceof Account.Given given) {
        given.complaint().ifPresent(this::doesNotReconcile);
        return given.counts();
      }
      why(account).ifPresent(why -> sightings.add("reconcile-unanswered", why));
      return null;
    }

    private void doesNotReconcile(String what) {
      sightings.add("reconcile-failed", what);
      triggers.look(Trigger.When.RECONCILE_FAILED, trigger -> true, what, clock.instant());
    }
  }

  private static Optional<String> why(Account none) {
    if (none instanceof Account.Missing missing) {
      return Optional.of(missing.why());
    }
    return none instanceof Account.NotTaken not ? Optional.of(not.why()) : Optional.empty();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
