package io.tidegate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.tidegate.activities.Activities;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.activities.switches.Commands;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.LedgerUnavailable;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * The scorecard of one unit, as the worker makes it before a gate, in a JVM of its own, apart from
 * the brokers. Argument: the file of what is asked, {@link Asked}; the finding is written beside
 * it.
 */
final class ScorecardProof {
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int LINES_MAX = 100;

  private ScorecardProof() {}

  /**
   * What is asked.
   *
   * @param wave of this proof alone
   * @param rounds after the first, each beside the bare reads and calls
   * @param found the file that the finding is written to
   */
  record Asked(
      String source,
      String target,
      LedgerSettings ledger,
      UnitAtScale unit,
      UnitAtScale.Lag lag,
      String wave,
      int rounds,
      String found) {}

  /**
   * What was found.
   *
   * @param rows of all groups, each EXACT where it is known to be right
   * @param recordsRead of the first round, counted by the Kafka clients themselves
   * @param requests that the clients sent in the first round, by kind of client
   * @param firstSeconds cold: nothing is calibrated, no class is loaded
   * @param seconds of the further rounds
   * @param bareSeconds of the bare reads and calls beside them, each record of a window read once
   * @param bareForEachGroupSeconds of the same, the windows read for each group
   * @param evidenceBytes that the ledger keeps
   * @param resultBytes that travel through workflow history
   * @param heldBytes the most that a full garbage collection left in the heap, of the first round
   * @param maxHeapBytes that the JVM was given
   * @param progress what was said meanwhile
   */
  record Found(
      int rows,
      long recordsRead,
      SortedMap<String, Long> requests,
      double firstSeconds,
      List<Double> seconds,
      List<Double> bareSeconds,
      List<Double> bareForEachGroupSeconds,
      long evidenceBytes,
      long resultBytes,
      long heldBytes,
      long maxHeapBytes,
      List<String> progress) {}

  /** Ends the process: threads of the test environment would keep it. */
  public static void main(String[] arguments) {
    try {
      run(ProofTimer.JSON.readValue(new File(arguments[0]), Asked.class));
      System.exit(0);
    } catch (IOException | LedgerUnavailable | RuntimeException failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Asked asked) throws IOException, LedgerUnavailable {
    HeapWatch heap = new HeapWatch();
    List<String> progress = new CopyOnWriteArrayList<>();
    Map<String, String> reporters =
        Map.of(
            "metric.reporters",
            ConsumedRecords.class.getName() + "," + SentRequests.class.getName());
    try (LedgerPool pool = LedgerPool.open(asked.ledger(), "scorecard", 4);
        Clusters clusters =
            new Clusters(
                Map.of(
                    "legacy", properties(asked.source(), reporters),
                    "cloud", properties(asked.target(), reporters)),
                ReadLimit.NONE)) {
      String digest = published(pool.ledger(), asked);
      Path breakGlass = Path.of(asked.found()).resolveSibling("break-glass");
      TestActivityEnvironment environment = environment(clusters, pool.ledger(), breakGlass);
      environment.setActivityHeartbeatListener(
          String.class,
          line -> {
            if (line != null && progress.size() < LINES_MAX && !progress.contains(line)) {
              progress.add(line);
            }
          });
      KafkaActivities worker = worker(environment);
      SortedMap<String, Long> before = SentRequests.totals();
      long begin = System.nanoTime();
      Verified verified = worker.verify(call(asked, digest, 0));
      double first = (System.nanoTime() - begin) / 1e9;
      SortedMap<String, Long> requests = since(before);
      long read = ConsumedRecords.total();
      long held = heap.most();
      ExactRows evidence =
          new ExactRows(pool.ledger().evidence(), asked.unit(), asked.lag())
              .read(verified.evidence());
      Timed timed = Timed.none();
      rounds(asked, worker, digest, timed);
      environment.close();
      ProofTimer.JSON.writeValue(
          new File(asked.found()),
          new Found(
              evidence.rows(),
              read,
              requests,
              first,
              timed.seconds(),
              timed.bare(),
              timed.bareForEachGroup(),
              evidence.bytes(),
              Wire.mapper().writeValueAsBytes(verified).length,
              held,
              Runtime.getRuntime().maxMemory(),
              List.copyOf(progress)));
    }
  }

  private static Map<String, String> properties(
      String bootstrapServers, Map<String, String> reporters) {
    Map<String, String> properties = new HashMap<>(reporters);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** The runbook and the wave's row, as the api writes them. */
  private static String published(Ledger ledger, Asked asked) throws JsonProcessingException {
    String yaml = asked.unit().runbook();
    if (!(RunbookParser.parse(yaml) instanceof Parsed.Valid valid)) {
      throw new IllegalStateException(RunbookParser.parse(yaml) + "");
    }
    Subject by = new Subject("bench", "bench");
    var published =
        ledger
            .runbooks()
            .publish(
                valid.runbook().name(),
                valid.digest(),
                yaml.getBytes(StandardCharsets.UTF_8),
                Wire.mapper().writeValueAsBytes(valid.runbook()),
                by,
                new NewEntry("runbook-published", null, by.label(), "{}"));
    var created =
        ledger
            .waves()
            .create(
                new NewWave(asked.wave(), "{}", valid.runbook().name(), valid.digest(), "LIVE", by),
                new NewEntry("wave-started", asked.wave(), by.label(), "{}"));
    System.err.printf("scorecard: %s, %s%n", published, created);
    return valid.digest();
  }

  private static TestActivityEnvironment environment(
      Clusters clusters, Ledger ledger, Path breakGlass) {
    TestActivityEnvironment environment =
        TestActivityEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.dataConverter())
                        .build())
                .build());
    environment.registerActivitiesImplementations(
        Activities.create(
                new Activities.Config(
                    clusters,
                    ledger,
                    "a-key-that-signs-nothing",
                    List.of(),
                    new Commands(Map.of()),
                    breakGlass))
            .kafka());
    return environment;
  }

  private static KafkaActivities worker(TestActivityEnvironment environment) {
    return environment.newActivityStub(
        KafkaActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(WITHIN)
            .setHeartbeatTimeout(HEARTBEAT)
            .build());
  }

  private static Call call(Asked asked, String digest, int round) {
    return new Call(asked.wave(), asked.unit().name(), "verify", "verify/" + round, 0, digest);
  }

  private static SortedMap<String, Long> since(SortedMap<String, Long> before) {
    SortedMap<String, Long> sent = new TreeMap<>();
    SentRequests.totals()
        .forEach((kind, total) -> sent.put(kind, total - before.getOrDefault(kind, 0L)));
    return sent;
  }

  /** Round by round, in seconds. */
  private record Timed(List<Double> seconds, List<Double> bare, List<Double> bareForEachGroup) {
    static Timed none() {
      return new Timed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** The bare ones stand before the scorecard and after it by turns. */
  private static void rounds(Asked asked, KafkaActivities worker, String digest, Timed timed) {
    if (asked.rounds() == 0) {
      return;
    }
    try (BareScorecard onSource = bare(asked, asked.source(), Log.SHIFT);
        BareScorecard onTarget = bare(asked, asked.target(), 0)) {
      for (int round = 1; round <= asked.rounds(); round++) {
        Call call = call(asked, digest, round);
        boolean bareFirst = round % 2 == 0;
        if (bareFirst) {
          bare(onSource, onTarget, timed);
        }
        timed.seconds().add(seconds(() -> worker.verify(call)));
        if (!bareFirst) {
          bare(onSource, onTarget, timed);
        }
      }
    }
  }

  private static void bare(BareScorecard onSource, BareScorecard onTarget, Timed timed) {
    timed.bare().add(seconds(() -> both(onSource::round, onTarget::round)));
    timed
        .bareForEachGroup()
        .add(seconds(() -> both(onSource::roundForEachGroup, onTarget::roundForEachGroup)));
  }

  private static BareScorecard bare(Asked asked, String bootstrapServers, long shift) {
    UnitAtScale unit = asked.unit();
    List<Map<TopicPartition, Long>> begins =
        IntStream.range(0, unit.groups())
            .mapToObj(
                group ->
                    unit.each(
                        topic ->
                            shift
                                + Math.max(
                                    0,
                                    unit.resume(topic, group, asked.lag()) - UnitAtScale.BEFORE)))
            .toList();
    return new BareScorecard(
        bootstrapServers, unit, begins, unit.each(topic -> shift + unit.length(topic)));
  }

  /** Both clusters at once, as the scorecard may read them. */
  private static void both(Runnable source, Runnable target) {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(source);
    target.run();
    beside.join();
  }

  private static double seconds(Runnable deed) {
    long begin = System.nanoTime();
    deed.run();
    return (System.nanoTime() - begin) / 1e9;
  }
}
