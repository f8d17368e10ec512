package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Probe;
import io.tidegate.activities.switches.Reconciled;
import io.tidegate.activities.switches.Signals;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.ledger.JournalRow;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Trigger;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Watches a unit on the target for a time. The window is counted from the first attempt, so a
 * worker that dies does not make it longer. Each distinct finding is told once, with the moment at
 * which it was first seen; it is journaled then, so that a later attempt tells it too. A time in
 * which no attempt watched is itself a finding.
 */
final class Observing {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(30);

  /** A new attempt may begin so long after the last one's sample without a word. */
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(1);

  /** Findings and samples kept of one observation; the newest samples win. */
  private static final int FINDINGS_MAX = 100;

  private static final int SAMPLES_MAX = 500;

  private final Plans plans;
  private final Notes notes;
  private final Seeding seeding;
  private final BackMapping backMapping;
  private final Freezing freezing;
  private final Stranding stranding;
  private final Webhooks webhooks;
  private final Signals signals;
  private final InstantSource clock;

  Observing(
      Plans plans,
      Notes notes,
      Seeding seeding,
      BackMapping backMapping,
      Freezing freezing,
      Stranding stranding,
      Webhooks webhooks,
      Signals signals,
      InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.seeding = seeding;
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
    Instant end = began.plus(observe.window());
    Triggers triggers = new Triggers(plan.unit().rollback().triggers(), observe.muted());
    Watch watch = new Watch(plan, triggers, producersMoved);
    watch.takeUp(began);
    Duration third = observe.window().dividedBy(3);
    Duration sampleEvery = third.compareTo(SAMPLE_EVERY) < 0 ? third : SAMPLE_EVERY;
    Instant nextSample = began;
    Instant nextProgress = began;
    while (clock.instant().isBefore(end) && triggers.fired().isEmpty()) {
      pulse.beat();
      watch.look();
      if (!clock.instant().isBefore(nextProgress)) {
        watch.progress();
        nextProgress = clock.instant().plus(PROGRESS_EVERY);
      }
      if (!clock.instant().isBefore(nextSample)) {
        watch.sample(pulse);
        nextSample = clock.instant().plus(sampleEvery);
      }
      Duration left = Duration.between(clock.instant(), end);
      Poll.pause(
          left.compareTo(LOOK_EVERY) < 0 ? (left.isNegative() ? Duration.ZERO : left) : LOOK_EVERY);
    }
    watch.look();
    watch.sample(pulse);
    Reconciled account = triggers.fired().isPresent() ? null : watch.reconcile(pulse);
    Seen seen =
        new Seen(
            plan.unit().unit(),
            began,
            clock.instant(),
            List.copyOf(watch.findings.values()),
            List.copyOf(watch.samples),
            account);
    String evidence = notes.put(seen);
    return new Observed(
        call.key(),
        evidence,
        seen.findings(),
        note(seen, observe.window()),
        triggers.fired().map(fired -> watch.withStranded(fired, pulse)).orElse(null));
  }

  /** What the application is asked for its account with. */
  static Probe probe(Call call, String mode) {
    String key = String.join("/", call.wave(), call.key(), "reconcile");
    return new Probe(call.wave(), call.unit(), mode, key);
  }

  private static String note(Seen seen, Duration window) {
    String last =
        seen.samples().isEmpty()
            ? ""
            : ", lag at the end " + seen.samples().get(seen.samples().size() - 1).lag();
    Reconciled account = seen.account();
    String said =
        account == null
            ? ""
            : ", the application counts %d processed, %d replayed, %d skipped"
                .formatted(account.processed(), account.replayed(), account.skipped());
    return "watched for "
        + window
        + ": "
        + (seen.findings().isEmpty() ? "quiet" : seen.findings().size() + " findings")
        + last
        + said;
  }

  /** Journal row of the start, of an observation and of a reading. */
  record Began(Instant at) {}

  /**
   * Journal row of a finding.
   *
   * @param key of the observation's call
   */
  record Found(String key, String id, Instant at, String what) {
    String line() {
      return at + " " + what;
    }
  }

  /**
   * @param account null where the unit has no reconcile webhook, or it gave none
   */
  record Seen(
      String unit,
      Instant from,
      Instant to,
      List<String> findings,
      List<Sample> samples,
      @Nullable Reconciled account) {}

  /**
   * @param lag offsets between the groups' commits and the ends of their target logs; it counts
   *     what is invisible too
   * @param wayBack digest of the positions mapped back; null where the target could not be asked
   * @param replay records that a rollback at this moment would deliver again, at most
   */
  record Sample(
      Instant at,
      SortedMap<String, Long> lag,
      @Nullable String wayBack,
      long replay,
      long stranded) {}

  /**
   * A group on the target at one moment.
   *
   * @param committed sum of its offsets: it rises with every commit that moves one
   */
  record Progress(long lag, long committed) {
    /** Has something to read and has not moved since. */
    boolean standsStill(@Nullable Progress before) {
      return before != null && lag > 0 && before.lag() > 0 && committed == before.committed();
    }
  }

  /** One attempt's watch over one unit. */
  private final class Watch {
    private final Plan plan;
    private final Anchor anchor;
    private final Seed seed;
    private final UnitFacts frozen;
    private final Map<String, String> findings = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Triggers triggers;
    private final boolean producersMoved;
    private long strandedUnread;
    private SortedMap<String, Progress> before = new TreeMap<>();

    Watch(Plan plan, Triggers triggers, boolean producersMoved) {
      this.plan = plan;
      this.producersMoved = producersMoved;
      this.triggers = triggers;
      this.anchor = seeding.anchor(plan.call());
      this.seed = seeding.standing(plan);
      this.frozen =
          notes
              .latest(plan.call(), Notes.Kind.FROZEN, Notes.Body.class)
              .map(body -> notes.get(body.evidence(), UnitFacts.class))
              .orElseThrow(() -> Fail.refused("unit " + plan.unit().unit() + " was not frozen"));
    }

    /** What earlier attempts found, and for how long nobody watched since. */
    void takeUp(Instant began) {
      Instant watched =
          backMapping
              .last(plan.call())
              .map(BackMapping.Sheet::at)
              .filter(began::isBefore)
              .orElse(began);
      for (JournalRow row : notes.rows(plan.call())) {
        if (row.kind().equals(Notes.Kind.FOUND.word())) {
          Found found = Bodies.read(row.detailJson(), Found.class);
          if (found.key().equals(plan.call().key())) {
            findings.put(found.id(), found.line());
            watched = watched.isBefore(found.at()) ? found.at() : watched;
          }
        }
      }
      if (Duration.between(watched, clock.instant()).compareTo(UNWATCHED_MAX) > 0) {
        find("unwatched/" + watched, "nobody watched since " + watched);
      }
    }

    /** The cheap looks: who is in the groups, and whether the source stands still. */
    void look() {
      watching(
          () -> {
            List<Group> active =
                new Groups(plan.source())
                    .describe(plan.groups()).values().stream().filter(Group::active).toList();
            active.forEach(
                group ->
                    find(
                        "source-group-active/" + group.name(),
                        "group " + group.name() + " is active on the source: " + group.state()));
            triggers.look(
                Trigger.When.SOURCE_GROUP_ACTIVE,
                trigger -> !active.isEmpty(),
                "active on the source: " + active.stream().map(Group::name).toList(),
                clock.instant());
            Seeding.moved(plan, anchor).forEach(moved -> find("source-moved/" + moved, moved));
          });
    }

    /** Asked of the monitoring, not of Kafka: it is looked at also while a cluster is away. */
    void askSignals(Pulse pulse) {
      List<String> red =
          signals.ask(plan.unit().signals(), pulse::beat).stream()
              .filter(seen -> seen.light() == Light.RED)
              .map(
                  seen -> {
                    find("signal-red/" + seen.name(), "signal " + seen.told());
                    return seen.told();
                  })
              .toList();
      triggers.look(
          Trigger.When.SIGNAL_RED,
          trigger -> !red.isEmpty(),
          "red: " + String.join("; ", red),
          clock.instant());
    }

    void sample(Pulse pulse) {
      askSignals(pulse);
      seed.toApplications()
          .keySet()
          .forEach(
              group ->
                  find(
                      "own-positions/" + group,
                      "group "
                          + group
                          + " keeps its own positions: neither its lag nor its commits show on"
                          + " Kafka"));
      watching(
          () -> {
            for (Group group : new Groups(plan.target()).describe(plan.groups()).values()) {
              if (!group.active() && seed.group(group.name()).joins()) {
                find(
                    "target-group-idle/" + group.name(),
                    "nobody is in group " + group.name() + " on the target");
              }
            }
            freezing.drifts(frozen, plan, true).forEach(drift -> find("drift/" + drift, drift));
            if (producersMoved) {
              countStranded(pulse);
            }
            BackMapping.Sheet sheet = backMapping.now(plan, pulse);
            add(
                new Sample(
                    sheet.at(),
                    lag(),
                    backMapping.keep(plan.call(), sheet),
                    sheet.replay(),
                    sheet.stranded()));
          });
    }

    private void countStranded(Pulse pulse) {
      Stranding.Count count = stranding.now(plan, pulse);
      stranding.keep(plan.call(), count);
      strandedUnread = count.unread();
      stranding
          .writtenOnSource(plan)
          .forEach(line -> find("source-written/" + line, "somebody still writes: " + line));
    }

    /** With what nobody is reading; as last counted where the target cannot say. */
    Fired withStranded(Fired fired, Pulse pulse) {
      if (producersMoved) {
        watching(() -> strandedUnread = stranding.left(plan, pulse).unread());
      }
      return new Fired(fired.trigger(), fired.why(), strandedUnread);
    }

    private void add(Sample sample) {
      if (samples.size() == SAMPLES_MAX) {
        samples.remove(0);
      }
      samples.add(sample);
    }

    /** What triggers ask of the groups on the target; nothing is read where none does. */
    void progress() {
      if (!triggers.ask(Trigger.When.TARGET_LAG_ABOVE)
          && !triggers.ask(Trigger.When.NO_COMMIT_FOR)) {
        return;
      }
      watching(
          () -> {
            SortedMap<String, Progress> now = groupsOnTarget();
            long lag = now.values().stream().mapToLong(Progress::lag).sum();
            triggers.look(
                Trigger.When.TARGET_LAG_ABOVE,
                trigger -> trigger.records() != null && lag > trigger.records(),
                "the target groups are " + lag + " records behind",
                clock.instant());
            List<String> still =
                now.entrySet().stream()
                    .filter(group -> group.getValue().standsStill(before.get(group.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            before = now;
            triggers.look(
                Trigger.When.NO_COMMIT_FOR,
                trigger -> !still.isEmpty(),
                "unread records and no commit of " + still,
                clock.instant());
          });
    }

    private SortedMap<String, Long> lag() {
      SortedMap<String, Long> lags = new TreeMap<>();
      groupsOnTarget().forEach((group, progress) -> lags.put(group, progress.lag()));
      return lags;
    }

    private SortedMap<String, Progress> groupsOnTarget() {
      SortedMap<String, Progress> groups = new TreeMap<>();
      for (Seed.GroupSeed group : seed.written()) {
        UnitGroup declared = plan.unit().groupNamed(group.group()).orElseThrow();
        Set<TopicPartition> partitions =
            new TreeSet<>(io.tidegate.activities.kafka.PartitionOrder.BY_NAME);
        partitions.addAll(group.offsets().keySet());
        Map<TopicPartition, Long> ends =
            new LogEnds(plan.target())
                .ends(partitions, KafkaLog.isolationLevel(declared.isolation()));
        long lag = 0;
        long committedSum = 0;
        for (var at : new GroupOffsets(plan.target()).of(group.group(), partitions).entrySet()) {
          if (at.getValue() instanceof Committed.At committed) {
            committedSum += committed.offset();
            lag += Math.max(0, ends.getOrDefault(at.getKey(), 0L) - committed.offset());
          }
        }
        groups.put(group.group(), new Progress(lag, committedSum));
      }
      return groups;
    }

    /** A cluster that does not answer is a finding, and watched on: it may come back. */
    private void watching(Runnable look) {
      try {
        look.run();
      } catch (KafkaUnavailable away) {
        find("unreachable/" + away.cluster(), String.valueOf(away.getMessage()));
      }
    }

    @Nullable Reconciled reconcile(Pulse pulse) {
      MigrationUnit.Reconcile probe = plan.unit().reconcile();
      if (probe == null) {
        return null;
      }
      Answer answer =
          webhooks.reconcile(probe.url(), probe(plan.call(), Switching.MODE), pulse::beat);
      if (!(answer instanceof Answer.Done done)) {
        find("reconcile-unanswered", "the application gave no account: " + answer);
        return null;
      }
      try {
        Reconciled account = Webhooks.reconciled(done.body());
        if (!account.ok()) {
          String what =
              "the application does not reconcile: %d skipped, %d replayed, %d processed%s"
                  .formatted(
                      account.skipped(),
                      account.replayed(),
                      account.processed(),
                      account.note() == null ? "" : "; " + account.note());
          find("reconcile-failed", what);
          triggers.look(Trigger.When.RECONCILE_FAILED, trigger -> true, what, clock.instant());
        }
        return account;
      } catch (IllegalArgumentException unreadable) {
        find("reconcile-unanswered", String.valueOf(unreadable.getMessage()));
        return null;
      }
    }

    private void find(String id, String what) {
      if (findings.size() < FINDINGS_MAX && !findings.containsKey(id)) {
        Call call = plan.call();
        Found found = new Found(call.key(), id, clock.instant(), what);
        findings.put(
            id,
            notes.journal(call, Notes.Kind.FOUND, Scorecard.cut(id), found, Found.class).line());
      }
    }
  }
}
