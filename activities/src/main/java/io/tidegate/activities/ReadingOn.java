package io.tidegate.activities;

import io.tidegate.activities.ShadowReading.GroupShown;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicProfiles;
import io.tidegate.activities.proof.Turns;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.RehearsalActivities.ReadOn;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the shadow groups of a rehearsal on, and says what came and what did not. */
final class ReadingOn {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** One line each. */
  private static final int FINDINGS_MAX = 25;

  private final Plans plans;
  private final Notes notes;
  private final Verification verification;
  private final Webhooks webhooks;
  private final InstantSource clock;
  private final Map<String, TopicProfiles> profiles = new ConcurrentHashMap<>();

  ReadingOn(
      Plans plans, Notes notes, Verification verification, Webhooks webhooks, InstantSource clock) {
    this.plans = plans;
    this.notes = notes;
    this.verification = verification;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  /** At the pace that the runbook allows: the application lives on that source. */
  ReadOn read(Reading reading, Pulse pulse) {
    Plan plan = plans.of(reading.judge().call());
    return plan.paced(() -> read(plan, reading, pulse));
  }

  private ReadOn read(Plan plan, Reading reading, Pulse pulse) {
    Call call = plan.call();
    Instant now = clock.instant();
    Instant began =
        notes
            .journal(call, Notes.Kind.OBSERVED, "", new Observing.Began(now), Observing.Began.class)
            .at();
    awaitNobodyOfEarlierAttempts(plan, reading, pulse);
    List<ShadowReading> groups = new ArrayList<>();
    try {
      open(plan, reading, groups);
      CatchUp.Ends before = CatchUp.Ends.of(plan, groups);
      List<String> findings =
          new ArrayList<>(readUntil(plan, reading, began, groups, before, pulse));
      groups.forEach(group -> findings.addAll(group.findings()));
      if (began.equals(now) && reading.after() == null) {
        groups.forEach(group -> findings.addAll(group.elsewhere())); // an attempt before moved it
      }
      if (!reading.window().isZero()) {
        account(plan, pulse).ifPresent(findings::add);
        findings.addAll(nothing(reading, groups));
      }
      before.awaitLongAgo(pulse);
      CatchUp catchUp =
          before.until(
              CatchUp.Ends.of(plan, groups),
              CatchUp.behindAtMost(groups.stream().map(ShadowReading::behindAtMost).toList()));
      List<GroupShown> shown = groups.stream().map(ShadowReading::shown).toList();
      List<String> later = groups.stream().flatMap(group -> group.writtenLater().stream()).toList();
      List<String> notCompared = new ArrayList<>(notes(groups));
      notCompared.addAll(later);
      String evidence =
          notes.put(
              new Shown(
                  plan.unit().unit(),
                  began,
                  clock.instant(),
                  catchUp,
                  findings,
                  notCompared,
                  Turns.OPEN_MAX,
                  shown));
      return new ReadOn(
          call.key(),
          evidence,
          bounded(findings),
          note(shown, catchUp, notes(groups)) + told(later));
    } finally {
      groups.forEach(ShadowReading::close);
    }
  }

  /**
   * An attempt that was killed leaves its member behind, which holds its partitions until its
   * session ends. That time is not this attempt's.
   */
  private static void awaitNobodyOfEarlierAttempts(Plan plan, Reading reading, Pulse pulse) {
    List<String> ofOurs =
        plan.committingGroups().stream()
            .filter(group -> !reading.own().contains(group))
            .map(group -> ShadowGroups.of(plan, group))
            .toList();
    var unused =
        Quiet.untilEmpty(plan.target(), ofOurs, Poll.within(ShadowGroups.SESSION_MAX, pulse));
  }

  private void open(Plan plan, Reading reading, List<ShadowReading> groups) {
    UnitProof positions = verification.proof(reading.judge().evidence());
    TopicProfiles known =
        profiles.computeIfAbsent(
            plan.source().name() + " " + plan.target().name(),
            flow -> new TopicProfiles(plan.source(), plan.target()));
    Turns turns = new Turns();
    for (GroupProof proof : positions.groups()) {
      groups.add(
          new ShadowReading(
              plan,
              proof,
              reading.own().contains(proof.group()),
              earlier(reading.after(), proof.group()),
              known,
              turns));
    }
  }

  private List<ShadowPartition.Shown> earlier(@Nullable String after, String group) {
    return after == null
        ? List.of()
        : notes.get(after, Shown.class).groups().stream()
            .filter(shown -> shown.group().equals(group))
            .flatMap(shown -> shown.partitions().stream())
            .toList();
  }

  /**
   * To the end of the window; without one until all that is there now is read, and for as long as a
   * rate takes.
   *
   * @return what was not come to in time, one line each
   */
  private List<String> readUntil(
      Plan plan,
      Reading reading,
      Instant began,
      List<ShadowReading> groups,
      CatchUp.Ends before,
      Pulse pulse) {
    boolean toEnds = reading.window().isZero();
    Instant now = clock.instant();
    Instant end = end(began, now, reading.window(), plan.unit().consumers().within());
    Map<TopicPartition, Long> ends = new HashMap<>();
    groups.forEach(group -> ends.putAll(ends(plan, group)));
    Instant nextLook = now;
    while (clock.instant().isBefore(end)) {
      pulse.beat();
      groups.forEach(ShadowReading::readSome);
      if (!clock.instant().isBefore(nextLook)) {
        groups.forEach(ShadowReading::look);
        nextLook = clock.instant().plus(LOOK_EVERY);
      }
      if (toEnds
          && before.isLongAgo()
          && groups.stream().allMatch(group -> group.hasArrived(ends))) {
        break;
      }
      if (groups.stream().allMatch(ShadowReading::readsByPosition)) {
        Poll.pause(Duration.ofMillis(100)); // nothing of this waits by itself
      }
    }
    groups.forEach(ShadowReading::look);
    return groups.stream()
        .flatMap(group -> group.unreached(ends, Duration.between(now, end)).stream())
        .toList();
  }

  /**
   * When an attempt ends. One that follows a killed one has the time of a member that joins before
   * it, however late it is: what nobody had the time to see is no finding.
   *
   * @param began with the first attempt
   * @param window zero where it is read until the ends are come to
   * @param within how long whoever reads may take for that
   */
  static Instant end(Instant began, Instant now, Duration window, Duration within) {
    Duration least = window.isZero() || within.compareTo(window) < 0 ? within : window;
    Instant planned = began.plus(window);
    Instant soonest = now.plus(least);
    return planned.isAfter(soonest) ? planned : soonest;
  }

  private static Map<TopicPartition, Long> ends(Plan plan, ShadowReading group) {
    return new LogEnds(plan.target())
        .ends(group.onTarget(), KafkaLog.isolationLevel(group.isolation()));
  }

  /** The application's own account; one that takes no rehearsal gives none. */
  private Optional<String> account(Plan plan, Pulse pulse) {
    Account account = Account.ask(webhooks, plan, Rehearsing.MODE, pulse);
    if (account instanceof Account.Given given) {
      notes.audit(plan.call(), "rehearsal-reconciled", "", given.counts());
      return given.complaint();
    }
    return account instanceof Account.Missing missing
        ? Optional.of(missing.why())
        : Optional.empty();
  }

  /** Of the whole rehearsal: of a group that no record was given, nothing was seen to be right. */
  private List<String> nothing(Reading reading, List<ShadowReading> groups) {
    return groups.stream()
        .filter(
            group ->
                Stream.concat(
                        group.shown().partitions().stream(),
                        earlier(reading.after(), group.group()).stream())
                    .noneMatch(ShadowPartition.Shown::gaveSome))
        .map(
            group ->
                "sampled empty: group %s was given no record while its shadow was read, so nothing of it was compared; rehearse while what it reads is written to"
                    .formatted(group.group()))
        .toList();
  }

  private static List<String> notes(List<ShadowReading> groups) {
    return groups.stream().flatMap(group -> group.notes().stream()).toList();
  }

  /** Those that travel through workflow history; the evidence has them all. */
  private static List<String> bounded(List<String> findings) {
    if (findings.size() <= FINDINGS_MAX) {
      return findings;
    }
    List<String> first = new ArrayList<>(findings.subList(0, FINDINGS_MAX));
    first.add(findings.size() - FINDINGS_MAX + " more findings are in the evidence");
    return first;
  }

  private static String note(List<GroupShown> shown, CatchUp catchUp, List<String> notes) {
    long matched = 0;
    long given = 0;
    for (GroupShown group : shown) {
      for (ShadowPartition.Shown partition : group.partitions()) {
        var account = partition.account();
        if (account != null) {
          matched += account.matched();
          given += account.given();
        }
      }
    }
    return "%s given, %d of them the source's next ones; %s%s"
        .formatted(
            Counted.of(given, "record"),
            matched,
            catchUp.told(),
            notes.isEmpty()
                ? ""
                : "; of " + Counted.of(notes.size(), "partition") + " records were not compared");
  }

  /** The first of these lines, and how many more there are. */
  private static String told(List<String> later) {
    return later.isEmpty()
        ? ""
        : "; " + later.get(0) + (later.size() > 1 ? " (" + (later.size() - 1) + " more)" : "");
  }

  /**
   * Evidence of one reading.
   *
   * @param notes what could not be compared because of how topics and groups are
   * @param logsReadAtATime at most: of a large unit they take turns
   */
  record Shown(
      String unit,
      Instant from,
      Instant to,
      CatchUp catchUp,
      List<String> findings,
      List<String> notes,
      int logsReadAtATime,
      List<GroupShown> groups) {}
}
