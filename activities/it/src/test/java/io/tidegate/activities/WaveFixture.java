package io.tidegate.activities;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.switches.ApplicationPositions;
import io.tidegate.activities.switches.Commands;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.activities.switches.WebhookSignature;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.LedgerUnavailable;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.Switch;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.DryRunActivities;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.WatchActivities;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A wave with one unit on the shared world: two clusters, MirrorMaker, a ledger, and an application
 * behind a webhook.
 */
final class WaveFixture implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(60);
  static final String KEY = "a-webhook-key-for-tests";

  /** The attestation of the runbook that {@link #create} has signed. */
  private static final String NO_ACLS = "no-acls";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final KafkaSandbox legacy;
  final KafkaSandbox cloud;
  final Clusters clusters;
  final Ledger ledger = Shared.LEDGER;
  final String wave;
  final String topic;
  final String group;
  final int partitions;
  final LittleApplication application;
  final LedgerActivities ledgerSteps;
  final KafkaActivities kafka;
  final DryRunActivities dryRun;
  final RehearsalActivities rehearsal;
  final WatchActivities watch;
  final UndoActivities undo;
  private final Path breakGlass;
  private final Grants grants;
  private final AtomicInteger calls = new AtomicInteger();
  private String digest = "";
  private long fence;

  /**
   * @param breakGlass where sheets go
   */
  WaveFixture(String name, int partitions, Path breakGlass) {
    this(name, partitions, breakGlass, Grants.NONE);
  }

  /** With a worker that may reach more than the application. */
  WaveFixture(String name, int partitions, Path breakGlass, Grants grants) {
    this(name, partitions, breakGlass, World.shared().legacy(), World.shared().cloud(), grants);
    World.shared().mirrorMaker();
  }

  /** On clusters of its own, between which somebody replicates. */
  WaveFixture(
      String name, int partitions, Path breakGlass, KafkaSandbox legacy, KafkaSandbox cloud) {
    this(name, partitions, breakGlass, legacy, cloud, Grants.NONE);
  }

  /**
   * What the worker's configuration grants beside the application.
   *
   * @param urls prefixes
   * @param commands by name
   */
  record Grants(List<String> urls, Map<String, List<String>> commands) {
    static final Grants NONE = new Grants(List.of(), Map.of());
  }

  private WaveFixture(
      String name,
      int partitions,
      Path breakGlass,
      KafkaSandbox legacy,
      KafkaSandbox cloud,
      Grants grants) {
    this.grants = grants;
    this.legacy = legacy;
    this.cloud = cloud;
    this.clusters = TestClusters.of(legacy, cloud);
    int number = NUMBER.incrementAndGet();
    this.wave = name + "-" + number;
    this.topic = name + "-topic-" + number;
    this.group = name + "-group-" + number;
    this.partitions = partitions;
    legacy.createTopic(topic, partitions, Map.of());
    this.application =
        new LittleApplication(KEY, topic, group, Map.of("source", legacy, "target", cloud));
    this.breakGlass = breakGlass;
    Activities activities = activities(clusters, InstantSource.system(), Attempt.UNWATCHED);
    this.ledgerSteps = activities.ledger();
    this.kafka = activities.kafka();
    this.dryRun = activities.dryRun();
    this.rehearsal = activities.rehearsal();
    this.watch = activities.watch();
    this.undo = activities.undo();
    publish(runbook(""));
  }

  private Activities activities(Clusters configured, InstantSource clock, Attempt attempt) {
    var config =
        new Activities.Config(
            configured,
            ledger,
            KEY,
            Stream.concat(Stream.of(application.url()), grants.urls().stream()).toList(),
            new Commands(grants.commands()),
            breakGlass);
    return Activities.create(config, attempt, clock, Duration.ofSeconds(2));
  }

  /** The watch of another worker, so much later. */
  WatchActivities watchAfter(Duration later) {
    return activities(clusters, Clock.offset(Clock.systemUTC(), later), Attempt.UNWATCHED).watch();
  }

  /** The steps of a worker that dies when an attempt says for the so-manieth time that it lives. */
  KafkaActivities dyingAtBeat(int fatal) {
    return atBeat(
        fatal,
        () -> {
          throw new CancellationException("killed at beat " + fatal);
        });
  }

  /** The steps of a worker that stands still at its first sign of life, and wakes after this. */
  KafkaActivities wakingAfter(Runnable meanwhile) {
    return atBeat(1, meanwhile);
  }

  /** The watch of a worker; something happens when an attempt says so often that it lives. */
  WatchActivities watchWith(int beat, Runnable what) {
    return activitiesAtBeat(beat, what).watch();
  }

  private KafkaActivities atBeat(int which, Runnable what) {
    return activitiesAtBeat(which, what).kafka();
  }

  private Activities activitiesAtBeat(int which, Runnable what) {
    Attempt interrupted =
        new Attempt() {
          @Override
          public <T> T run(Function<Pulse, T> step) {
            AtomicInteger beats = new AtomicInteger();
            return step.apply(
                () -> {
                  if (beats.incrementAndGet() == which) {
                    what.run();
                  }
                });
          }
        };
    return activities(clusters, InstantSource.system(), interrupted);
  }

  /** The row that a start writes before it asks the application. */
  void noteStarted(Call call) {
    Whereabouts.note(new Notes(ledger), call, Action.START, Side.TARGET);
  }

  /** The row that a second seed leaves. */
  void noteSeededOnceMore(Call call) {
    var row = new Seeding.Overwritten(List.of("by a test"));
    new Notes(ledger).journal(call, Notes.Kind.RESEEDED, "test", row, Seeding.Overwritten.class);
  }

  /** What the unit would go back to, as a worker with these clusters finds it. */
  private RollbackSheet mappedNow(Clusters configured) {
    InstantSource clock = InstantSource.system();
    Plans plans = new Plans(ledger, configured);
    Notes notes = new Notes(ledger);
    AllowedUrls nothing = new AllowedUrls(List.of());
    Bearings bearings =
        new Bearings(new ApplicationPositions(new WebhookSignature(KEY), nothing, clock));
    Proving proving = new Proving(ledger.syncJournals(), bearings, clock);
    return new BackMapping(notes, proving, clock).now(plans.of(call("observe")), Pulse.SILENT);
  }

  /** The way back as a worker sees it for which nothing listens where the target was; close it. */
  WithoutTarget withoutTarget() {
    Clusters configured =
        new Clusters(
            Map.of(
                "legacy", Map.of("bootstrap.servers", legacy.bootstrapServers()),
                "cloud",
                    Map.of(
                        "bootstrap.servers", "127.0.0.1:1",
                        "default.api.timeout.ms", "1000",
                        "request.timeout.ms", "1000")));
    return new WithoutTarget(
        this, configured, activities(configured, InstantSource.system(), Attempt.UNWATCHED).undo());
  }

  record WithoutTarget(WaveFixture wave, Clusters clusters, UndoActivities undo)
      implements AutoCloseable {
    RollbackSheet mappedNow() {
      return wave.mappedNow(clusters);
    }

    @Override
    public void close() {
      clusters.close();
    }
  }

  /**
   * The unit as its owner would write it, with all that its five lights ask. It is YELLOW, no
   * better: nobody rehearsed it, nobody is fenced, and that nobody is kept out by ACLs is attested.
   */
  String runbook(String more) {
    return runbook("{waived: a test}", more);
  }

  /**
   * The same.
   *
   * @param rehearsal what is asked of one
   */
  String runbook(String rehearsal, String more) {
    return """
    runbook: v1
    name: %s
    source: legacy
    target: cloud
    replication:
      tool: mirrormaker2
      topicNames: identity
      offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
    settle: PT20S
    units:
      - unit: shop
        owner: shop-owners
        topics: [{source: %s, role: main}]
        groups:
          - group: %s
            uncommitted: earliest
            replayWindow: {records: 0, span: PT0S}
            lagEnvelope: {records: 1000, span: PT30S}
        consumers: {via: webhook, url: "%s/consumers", within: PT30S, maxPause: PT2M}
        reconcile: {via: webhook, url: "%s/reconcile"}
        rehearsal: %s
        rollback: {caller: shop-oncall, window: PT1H,
                   triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
        signals:
    %s    attestations:
          - {id: %s, dimension: governance, claim: they may be read by anybody, by: shop-owners, validFor: P1D}
    %s
    gates: [{gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}]
    observe: {for: PT30M}
    """
        .formatted(
            wave,
            topic,
            group,
            application.url(),
            application.url(),
            rehearsal,
            signals(),
            NO_ACLS,
            more.indent(4).stripTrailing());
  }

  /** The five areas, each watched where the application shows it. */
  private String signals() {
    return Stream.of("lag", "errors", "producer-latency", "broker-health", "replication")
        .map(
            area ->
                "      - {name: %1$s, covers: %1$s, on: target, url: \"%2$s/signals/%1$s\", healthy: \"< 5\", freshWithin: PT1M}%n"
                    .formatted(area, application.url()))
        .collect(Collectors.joining());
  }

  /** As the owner signs it, with the role that the runbook names. */
  void attest(String id) {
    Subject owner = new Subject("test", "owner");
    Instant until = Instant.now().plus(Duration.ofDays(1));
    var unused =
        ledger
            .signatures()
            .sign(
                new NewSignature(
                    wave,
                    NewSignature.Kind.ATTESTATION,
                    "shop",
                    id,
                    owner,
                    List.of("shop-owners"),
                    "{}",
                    until),
                new NewEntry("attested", wave, owner.label(), "{}"));
  }

  void publish(String yaml) {
    publish(yaml, UnaryOperator.identity());
  }

  /** With producers that move too. */
  void publish(String yaml, Switch producers) {
    publish(yaml + "# its producers move too\n", runbook -> with(runbook, producers));
  }

  private static Runbook with(Runbook runbook, Switch producers) {
    MigrationUnit unit = runbook.units().get(0);
    MigrationUnit moved =
        new MigrationUnit(
            unit.unit(),
            unit.owner(),
            unit.topics(),
            unit.groups(),
            unit.otherGroups(),
            unit.ignore(),
            unit.consumers(),
            producers,
            unit.reconcile(),
            unit.rollback(),
            unit.fences(),
            unit.signals(),
            unit.rehearsal(),
            unit.schemas(),
            unit.connectors(),
            unit.attestations());
    return new Runbook(
        runbook.name(),
        runbook.title(),
        runbook.source(),
        runbook.target(),
        runbook.replication(),
        runbook.onUnfit(),
        runbook.settle(),
        List.of(moved),
        runbook.gates(),
        runbook.observe(),
        runbook.notices());
  }

  private void publish(String yaml, UnaryOperator<Runbook> compiledAs) {
    if (!(RunbookParser.parse(yaml) instanceof Parsed.Valid valid)) {
      throw new AssertionError(RunbookParser.parse(yaml));
    }
    digest = valid.digest();
    try {
      byte[] compiled = Wire.mapper().writeValueAsBytes(compiledAs.apply(valid.runbook()));
      Subject by = new Subject("test", "publisher");
      var unused =
          ledger
              .runbooks()
              .publish(
                  valid.runbook().name(),
                  digest,
                  yaml.getBytes(StandardCharsets.UTF_8),
                  compiled,
                  by,
                  new NewEntry("runbook-published", null, by.label(), "{}"));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** The wave's row, as the api writes it, and what its owner signed. */
  void create() {
    Subject by = new Subject("test", "starter");
    var unused =
        ledger
            .waves()
            .create(
                new NewWave(wave, "{}", wave, digest, "LIVE", by),
                new NewEntry("wave-started", wave, by.label(), "{}"));
    attest(NO_ACLS);
  }

  /** A new call of the unit under the fence that it holds. */
  Call call(String step) {
    return call(step, step + "/" + calls.incrementAndGet());
  }

  /** The same, under a key that is chosen. */
  Call call(String step, String key) {
    return new Call(wave, "shop", step, key, fence, digest);
  }

  Plan plan(Call call) {
    return new Plans(ledger, clusters).of(call);
  }

  Call waveCall(String step) {
    return new Call(wave, "", step, step + "/" + calls.incrementAndGet(), 0, digest);
  }

  /**
   * Takes the leases; every test's unit has the same name, so each has it on a cluster of its own.
   */
  void lease() {
    var unit = new LeaseKey("UNIT", "cluster-of-" + wave, "shop");
    var keys = List.of(unit, new LeaseKey("GROUP", legacy.clusterId(), group));
    fence = ledgerSteps.lease(new Lease(call("freeze"), keys)).fence();
  }

  void takeOver() {
    fence = ledgerSteps.takeOver(call("rollback")).fence();
  }

  void produce(String prefix, int perPartition) {
    for (int partition = 0; partition < partitions; partition++) {
      new App(legacy)
          .produce(
              new TopicPartition(topic, partition), prefix + "-" + partition + "-", perPartition);
    }
  }

  /** Until all that is on the source now is on the target; a producer may go on meanwhile. */
  void awaitCopied() {
    Map<TopicPartition, Long> wanted = ends("legacy");
    Await.until(DEADLINE, wanted + " on the target", () -> isOnTarget() && holds("cloud", wanted));
  }

  /** The end of a partition that is not there yet is asked for until the call's time is over. */
  private boolean isOnTarget() {
    return new TopicFacts(clusters.get("cloud")).partitions(List.of(topic)).getOrDefault(topic, 0)
        >= partitions;
  }

  private boolean holds(String cluster, Map<TopicPartition, Long> wanted) {
    Map<TopicPartition, Long> now = ends(cluster);
    return wanted.entrySet().stream()
        .allMatch(end -> now.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Map<TopicPartition, Long> ends(String cluster) {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    return new LogEnds(clusters.get(cluster)).ends(all, IsolationLevel.READ_UNCOMMITTED);
  }

  /** Adds to the topic's partitions on one cluster; returns once it tells of them. */
  void spread(KafkaSandbox cluster, int partitions) throws Exception {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    }
    Await.until(
        DEADLINE,
        partitions + " partitions of " + topic + " on " + cluster.name(),
        () ->
            new TopicFacts(clusters.get(cluster.name()))
                    .partitions(List.of(topic))
                    .getOrDefault(topic, 0)
                == partitions);
  }

  /** Until the application has processed that many records, each counted once. */
  void awaitProcessed(int records) {
    Await.until(
        DEADLINE,
        records + " records processed, " + application.distinct() + " so far",
        () -> application.distinct() >= records);
  }

  /** One for all tests of the JVM. */
  static Ledger sharedLedger() {
    return Shared.LEDGER;
  }

  @Override
  public void close() {
    application.close();
    clusters.close();
  }

  /** One ledger for all tests of the JVM; its pool ends with the JVM. */
  private static final class Shared {
    static final Ledger LEDGER = open();

    private static Ledger open() {
      LedgerDatabase database = World.shared().postgres().createLedgerDatabase("activities");
      var owner = new LedgerSettings.Owner(database.migrateUser(), database.migratePassword());
      var settings =
          new LedgerSettings(database.url(), database.user(), database.password(), owner);
      try {
        return LedgerPool.open(settings, "activities-test", 4).ledger();
      } catch (LedgerUnavailable e) {
        throw new AssertionError(e);
      }
    }
  }
}
