package io.tidegate.activities;

import io.tidegate.activities.Proving.Proven;
import io.tidegate.activities.ShadowReading.GroupShown;
import io.tidegate.activities.ShadowReading.PartitionShown;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicProfiles;
import io.tidegate.activities.proof.WayBackMap.Mapped;
import io.tidegate.activities.proof.WayBackMap.Seeded;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Reconciled;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.Shadow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The steps of a rehearsal. */
final class Rehearsing implements RehearsalActivities {
  static final String MODE = "REHEARSAL";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Places in one audit entry; the evidence has them all. */
  private static final int PLACES_MAX = 200;

  private static final int PLACES_TOLD = 20;

  private final Attempt attempt;
  private final Plans plans;
  private final Notes notes;
  private final Proving proving;
  private final Verification verification;
  private final ShadowGroups shadows;
  private final Rehearsals rehearsals;
  private final Webhooks webhooks;
  private final InstantSource clock;
  private final Map<String, TopicProfiles> profiles = new ConcurrentHashMap<>();

  Rehearsing(
      Attempt attempt,
      Plans plans,
      Notes notes,
      Proving proving,
      Verification verification,
      ShadowGroups shadows,
      Rehearsals rehearsals,
      Webhooks webhooks,
      InstantSource clock) {
    this.attempt = attempt;
    this.plans = plans;
    this.notes = notes;
    this.proving = proving;
    this.verification = verification;
    this.shadows = shadows;
    this.rehearsals = rehearsals;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @Override
  public Taken takePositions(Judge judge) {
    return attempt.run(pulse -> take(judge, pulse));
  }

  private Taken take(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    UnitProof seen = verification.proof(judge.evidence());
    Proven proven = proving.groups(plan, plan.runbook().settle(), Map.of(), seen.ranges(), pulse);
    UnitProof proof =
        new UnitProof(
            plan.unit().unit(),
            proven.checkedAt(),
            proven.groups(),
            FactReader.read(plan),
            List.of(),
            seen.waivers());
    String evidence = notes.putBytes(proof.bytes());
    String note = Verification.note(proven.groups());
    notes.audit(
        call,
        "positions-taken",
        "",
        Verification.told(plan, proof.light(), evidence, null, false, note, proven.groups()));
    return new Taken(call.key(), evidence, proof.light(), Seeding.unproven(plan, proof), note);
  }

  @Override
  public Done seedShadows(Judge judge) {
    return attempt.run(pulse -> shadows.seed(plans.of(judge.call()), judge, pulse));
  }

  @Override
  public Started startShadows(Call call) {
    return attempt.run(pulse -> shadows.start(plans.of(call), pulse));
  }

  @Override
  public ReadOn readOn(Reading reading) {
    return attempt.run(pulse -> plans.of(reading.judge().call()).paced(() -> read(reading, pulse)));
  }

  private ReadOn read(Reading reading, Pulse pulse) {
    Call call = reading.judge().call();
    Plan plan = plans.of(call);
    Instant began =
        notes
            .journal(
                call,
                Notes.Kind.OBSERVED,
                "",
                new Observing.Began(clock.instant()),
                Observing.Began.class)
            .at();
    List<ShadowReading> groups = new ArrayList<>();
    try {
      open(plan, reading, groups);
      Rates before = Rates.of(plan, groups, clock.instant());
      List<String> findings = new ArrayList<>(readUntil(plan, reading, began, groups, pulse));
      groups.forEach(group -> findings.addAll(group.findings()));
      if (!reading.window().isZero()) {
        account(plan, pulse).ifPresent(findings::add);
      }
      CatchUp catchUp = before.until(Rates.of(plan, groups, clock.instant()), groups);
      List<GroupShown> shown = groups.stream().map(ShadowReading::shown).toList();
      String evidence =
          notes.put(
              new Shown(plan.unit().unit(), began, clock.instant(), catchUp, findings, shown));
      return new ReadOn(call.key(), evidence, findings, note(shown, catchUp));
    } finally {
      groups.forEach(ShadowReading::close);
    }
  }

  private void open(Plan plan, Reading reading, List<ShadowReading> groups) {
    UnitProof positions = verification.proof(reading.judge().evidence());
    TopicProfiles known =
        profiles.computeIfAbsent(
            plan.source().name() + " " + plan.target().name(),
            flow -> new TopicProfiles(plan.source(), plan.target()));
    for (GroupProof proof : positions.groups()) {
      groups.add(
          new ShadowReading(
              plan,
              proof,
              reading.own().contains(proof.group()),
              earlier(reading.after(), proof.group()),
              known));
    }
  }

  private List<PartitionShown> earlier(@Nullable String after, String group) {
    return after == null
        ? List.of()
        : notes.get(after, Shown.class).groups().stream()
            .filter(shown -> shown.group().equals(group))
            .flatMap(shown -> shown.partitions().stream())
            .toList();
  }

  /**
   * To the end of the window; without one until all that is there now is read.
   *
   * @return what was not come to in time, one line each
   */
  private List<String> readUntil(
      Plan plan, Reading reading, Instant began, List<ShadowReading> groups, Pulse pulse) {
    boolean toEnds = reading.window().isZero();
    Instant end = began.plus(toEnds ? plan.unit().consumers().within() : reading.window());
    Map<TopicPartition, Long> ends = new HashMap<>();
    groups.forEach(group -> ends.putAll(ends(plan, group)));
    Instant nextLook = began;
    while (clock.instant().isBefore(end)) {
      pulse.beat();
      groups.forEach(ShadowReading::readSome);
      if (!clock.instant().isBefore(nextLook)) {
        groups.forEach(ShadowReading::look);
        nextLook = clock.instant().plus(LOOK_EVERY);
      }
      if (toEnds
          && groups.stream()
              .allMatch(
                  group -> group.isJoined() && group.hasReached(ends) && group.hasCommitted())) {
        break;
      }
      if (groups.stream().allMatch(ShadowReading::isOwn)) {
        Poll.pause(Duration.ofMillis(100)); // nothing of this waits by itself
      }
    }
    groups.forEach(ShadowReading::look);
    return groups.stream()
        .flatMap(group -> group.unreached(ends, Duration.between(began, end)).stream())
        .toList();
  }

  private static Map<TopicPartition, Long> ends(Plan plan, ShadowReading group) {
    return new LogEnds(plan.target())
        .ends(group.onTarget(), KafkaLog.isolationLevel(group.isolation()));
  }

  /** The application's own account; one that takes no rehearsal gives none. */
  private Optional<String> account(Plan plan, Pulse pulse) {
    MigrationUnit.Reconcile probe = plan.unit().reconcile();
    if (probe == null) {
      return Optional.empty();
    }
    Answer answer =
        webhooks.reconcile(probe.url(), Observing.probe(plan.call(), MODE), pulse::beat);
    if (answer instanceof Answer.NotTaken) {
      return Optional.empty();
    }
    if (!(answer instanceof Answer.Done done)) {
      return Optional.of("the application gave no account: " + answer);
    }
    try {
      Reconciled account = Webhooks.reconciled(done.body());
      notes.audit(plan.call(), "rehearsal-reconciled", "", account);
      return account.ok()
          ? Optional.empty()
          : Optional.of(
              "the application does not reconcile: %d skipped, %d replayed, %d processed"
                  .formatted(account.skipped(), account.replayed(), account.processed()));
    } catch (IllegalArgumentException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  private static String note(List<GroupShown> shown, CatchUp catchUp) {
    long matched = 0;
    long given = 0;
    for (GroupShown group : shown) {
      for (PartitionShown partition : group.partitions()) {
        var account = partition.account();
        if (account != null) {
          matched += account.matched();
          given += account.given();
        }
      }
    }
    return "%d records given, %d of them the source's next ones; the source grew by %.1f a second, the target by %.1f, at most %d behind at the end"
        .formatted(
            given,
            matched,
            catchUp.sourcePerSecond(),
            catchUp.targetPerSecond(),
            catchUp.behindAtMost());
  }

  @Override
  public WentBack mapBackShadows(Judge judge) {
    return attempt.run(pulse -> plans.of(judge.call()).paced(() -> mapBack(judge, pulse)));
  }

  private WentBack mapBack(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    List<Place> places = new ArrayList<>();
    for (GroupProof proof : verification.proof(judge.evidence()).groups()) {
      proving
          .wayBack(plan)
          .map(
              Shadow.of(proof.group(), call.wave()),
              Decisive.declared(plan.unit(), proof).isolation(),
              seeded(proof),
              done -> pulse.beat())
          .forEach(mapped -> places.add(place(proof.group(), mapped)));
    }
    long replay = places.stream().mapToLong(Place::replay).sum();
    long stranded = places.stream().mapToLong(Place::stranded).sum();
    String evidence = notes.put(new Places(plan.unit().unit(), places));
    List<Place> first = places.stream().limit(PLACES_MAX).toList();
    notes.audit(
        call,
        "rollback-rehearsed",
        evidence,
        new Told(
            plan.unit().unit(), evidence, replay, stranded, first, places.size() - first.size()));
    long exact = places.stream().filter(Place::exact).count();
    return new WentBack(
        call.key(),
        evidence,
        strange(places, stranded),
        "the way back of %d partitions was mapped, %d of them exactly; it would replay at most %d records"
            .formatted(places.size(), exact, replay));
  }

  /** Why the way back is not as a rollback would want it, one line each. */
  private static List<String> strange(List<Place> places, long stranded) {
    List<String> findings = new ArrayList<>();
    if (places.isEmpty()) {
      findings.add("no partition has a way back that could be rehearsed");
    }
    List<Place> inexact = places.stream().filter(place -> !place.exact()).toList();
    inexact.stream()
        .limit(PLACES_TOLD)
        .forEach(
            place ->
                findings.add(
                    "the way back of group %s on %s-%d is not exact: %s"
                        .formatted(
                            place.group(), place.topic(), place.partition(), place.reason())));
    if (inexact.size() > PLACES_TOLD) {
      findings.add(
          inexact.size() - PLACES_TOLD + " further ways back are not exact; the evidence has them");
    }
    if (stranded > 0) {
      findings.add("the way back would leave " + stranded + " records on the target alone");
    }
    return findings;
  }

  /** What has no commit on the source has no one place to go back to. */
  private static List<Seeded> seeded(GroupProof proof) {
    List<Seeded> seeded = new ArrayList<>();
    for (Row row : proof.partitions()) {
      Long committed = row.committed();
      Long resume = row.resume();
      if (committed != null && resume != null && !row.pair().isRepartitioned()) {
        seeded.add(new Seeded(row.pair(), committed, resume));
      }
    }
    return seeded;
  }

  private static Place place(String group, Mapped mapped) {
    return new Place(
        group,
        mapped.pair().topic(),
        mapped.pair().sourcePartition(),
        mapped.targetCommitted(),
        mapped.wayBack().position(),
        mapped.wayBack().replay(),
        mapped.wayBack().stranded(),
        mapped.wayBack().exact(),
        mapped.wayBack().reason());
  }

  @Override
  public Done removeShadows(Call call) {
    return attempt.run(pulse -> shadows.remove(plans.of(call), pulse));
  }

  @Override
  public Done conclude(Conclude said) {
    return attempt.run(pulse -> rehearsals.keep(plans.of(said.call()), said));
  }

  /** Evidence of one reading. */
  record Shown(
      String unit,
      Instant from,
      Instant to,
      CatchUp catchUp,
      List<String> findings,
      List<GroupShown> groups) {}

  /**
   * How the target keeps up with the source while groups are read on: offsets, so that what is
   * invisible counts too.
   *
   * @param behindAtMost on the source, not come to at the end
   */
  record CatchUp(double sourcePerSecond, double targetPerSecond, long behindAtMost) {}

  /** Sums of the ends of both sides' logs at one moment. */
  private record Rates(Instant at, long source, long target) {
    static Rates of(Plan plan, List<ShadowReading> groups, Instant at) {
      Map<TopicPartition, Long> source = new HashMap<>();
      Map<TopicPartition, Long> target = new HashMap<>();
      for (ShadowReading group : groups) {
        source.putAll(
            new LogEnds(plan.source()).ends(group.onSource(), IsolationLevel.READ_UNCOMMITTED));
        target.putAll(
            new LogEnds(plan.target()).ends(group.onTarget(), IsolationLevel.READ_UNCOMMITTED));
      }
      return new Rates(at, sum(source.values()), sum(target.values()));
    }

    private static long sum(Collection<Long> ends) {
      return ends.stream().mapToLong(Long::longValue).sum();
    }

    CatchUp until(Rates later, List<ShadowReading> groups) {
      double seconds = Math.max(1, Duration.between(at, later.at).toMillis()) / 1000.0;
      return new CatchUp(
          (later.source - source) / seconds,
          (later.target - target) / seconds,
          groups.stream().mapToLong(ShadowReading::behindAtMost).sum());
    }
  }

  /** Evidence of the way back. */
  record Places(String unit, List<Place> places) {}

  /**
   * One partition as a rollback of this moment would leave it.
   *
   * @param targetCommitted where the shadow group stood; null where that is unknown
   */
  record Place(
      String group,
      String topic,
      int partition,
      @Nullable Long targetCommitted,
      long position,
      long replay,
      long stranded,
      boolean exact,
      String reason) {}

  /** Detail of the audit entry. */
  record Told(
      String unit,
      String evidence,
      long replay,
      long stranded,
      List<Place> places,
      int placesInEvidenceOnly) {}
}
