package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.ScorecardProof.Asked;
import io.tidegate.bench.ScorecardProof.Found;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scorecard of a unit of 1,000 topics and 20 groups on real brokers and a real ledger, each in
 * a JVM of its own with a small heap: behind by nothing, and by 100,000 records a group. {@code
 * tidegate.scale} 1 is the full size, of {@code mvn verify -Pscale}, which also measures it against
 * the bare reads and calls and writes the result down; the build makes a tenth of it.
 */
class ScorecardScaleIT {
  private static final double SCALE =
      Double.parseDouble(System.getProperty("tidegate.scale", "0.1"));
  private static final boolean FULL = SCALE >= 1;
  private static final int GROUPS = 20;
  private static final int TOPICS = (int) Math.round(1_000 * SCALE);
  private static final long LONGEST = Math.round(100_000 * SCALE);
  private static final long EVERYWHERE = 32;
  private static final int ROUNDS = FULL ? 3 : 0;
  private static final double RATIO_MAX = 2;
  private static final Duration DEADLINE = Duration.ofMinutes(FULL ? 20 : 10);

  /** A tenth has a heap that the records of a tenth would not fit in either. */
  private static final int HEAP_MIB = FULL ? 512 : 128;

  /**
   * For what is read ahead, at most a fifth of the heap; the records would take several times it.
   */
  private static final long SLACK_BYTES = (FULL ? 128L : 64L) << 20;

  /**
   * Of each group a few calls that are about all of its partitions, and of each lot of 1,024
   * partitions about a dozen: none of a partition. At either size it is the same bound.
   */
  private static final long ADMIN_REQUESTS_MAX = 60L * GROUPS;

  /** None of the findings' number shows in what travels through workflow history. */
  private static final long RESULT_BYTES_MAX = 100_000;

  @TempDir Path folder;

  @Test
  void theScorecardOfAThousandTopicsAndTwentyGroups() throws IOException {
    Machine machine = Machine.here();
    UnitAtScale unit = new UnitAtScale("scorecard", TOPICS, GROUPS, 160, LONGEST);
    unit.fill(World.shared().legacy(), World.shared().cloud());
    LedgerSettings ledger = ledger();

    Found nothing = score(unit, ledger, "nothing-unread", new UnitAtScale.Lag(0, 0));
    Found far = score(unit, ledger, "far-behind", new UnitAtScale.Lag(EVERYWHERE, LONGEST));

    assertThat(far.recordsRead())
        .as("both sides to their ends")
        .isGreaterThanOrEqualTo(2 * LONGEST);
    assertThat(far.heldBytes() - nothing.heldBytes())
        .as("memory that %s records take", 2 * GROUPS * LONGEST)
        .isLessThan(SLACK_BYTES);
    if (FULL) {
      assertThat(far.progress()).as("what a person sees meanwhile").anyMatch(this::isProgress);
      writeDown(machine, unit, nothing, far);
    }
  }

  private boolean isProgress(String line) {
    return line.contains(" of " + GROUPS + " groups looked at");
  }

  private Found score(UnitAtScale unit, LedgerSettings ledger, String wave, UnitAtScale.Lag lag)
      throws IOException {
    unit.commit(World.shared().legacy(), lag);
    Path asked = folder.resolve(wave + ".json");
    Path answered = folder.resolve(wave + "-found.json");
    ProofTimer.JSON.writeValue(
        asked.toFile(),
        new Asked(
            World.shared().legacy().bootstrapServers(),
            World.shared().cloud().bootstrapServers(),
            ledger,
            unit,
            lag,
            wave,
            ROUNDS,
            answered.toString()));
    ChildJvm.run(
        ScorecardProof.class,
        List.of("-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC"),
        List.of(asked.toString()),
        DEADLINE);
    Found found = ProofTimer.JSON.readValue(answered.toFile(), Found.class);
    System.err.println("scorecard: " + wave + ": " + found);
    assertThat(found.rows()).isEqualTo(TOPICS * GROUPS);
    assertThat(found.maxHeapBytes()).isLessThanOrEqualTo((long) HEAP_MIB << 20);
    assertThat(found.requests())
        .hasEntrySatisfying(
            "admin-client", sent -> assertThat(sent).isLessThan(ADMIN_REQUESTS_MAX));
    assertThat(found.resultBytes()).isLessThan(RESULT_BYTES_MAX);
    return found;
  }

  private static LedgerSettings ledger() {
    LedgerDatabase database = World.shared().postgres().createLedgerDatabase("scorecard");
    return new LedgerSettings(
        database.url(),
        database.user(),
        database.password(),
        new LedgerSettings.Owner(database.migrateUser(), database.migratePassword()));
  }

  private static void writeDown(Machine machine, UnitAtScale unit, Found nothing, Found far)
      throws IOException {
    String results = System.getProperty("tidegate.scale.results", "");
    if (results.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("0", nothing));
    rows.add(row(Figures.count(LONGEST + (TOPICS - 1) * EVERYWHERE), far));
    Section section =
        new Section(
            "Scorecard at scale",
            """
            One unit of %s topics that each of %d groups reads, so %s rows, each proven EXACT at the offset that is known to be right. The
            scorecard is the worker's step `verify`, from its call to its result: both clusters asked, all rows proven, every check made, a canary flown,
            evidence and audit in the ledger. It runs in a JVM of its own under `-Xmx%dm`, without a read limit and without hints of a replicator:
            `mvn verify -Pscale`. First: cold, nothing calibrated. Bare: a consumer of each cluster, both at once, that reads the same windows, one group
            after the other, and one admin call of each kind. Rounds alternate; median (least to most). Held: the most that a full garbage collection left in
            the heap during the first.\
            """
                .formatted(
                    Figures.count(unit.topics()),
                    unit.groups(),
                    Figures.count((long) unit.topics() * unit.groups()),
                    HEAP_MIB),
            List.of(
                "unread records of each group",
                "first, s",
                "again, s",
                "bare, s",
                "ratio",
                "records read",
                "admin requests",
                "held MiB",
                "evidence MiB",
                "result KiB"),
            rows,
            List.of(
                goal("nothing unread", nothing),
                goal(Figures.count(LONGEST) + " behind in one topic", far)),
            Map.of());
    Path to = Path.of(results);
    Files.createDirectories(to);
    Files.writeString(
        to.resolve("scorecard-scale.md"),
        "# The scorecard at scale\n\n" + machine.markdown() + section.markdown());
    ProofTimer.JSON
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            to.resolve("scorecard-scale.json").toFile(),
            Map.of("ranOn", machine, "nothingUnread", nothing, "farBehind", far));
  }

  private static Goal goal(String what, Found found) {
    return Goal.atMost(
        RATIO_MAX, "scorecard over the bare reads and calls, " + what, ratio(found).median());
  }

  private static Rounds ratio(Found found) {
    return new Rounds(found.seconds()).over(new Rounds(found.bareSeconds()));
  }

  private static List<String> row(String unread, Found found) {
    return List.of(
        unread,
        Figures.digits(found.firstSeconds()),
        Figures.spread(new Rounds(found.seconds())),
        Figures.spread(new Rounds(found.bareSeconds())),
        Figures.spread(ratio(found)),
        Figures.count(found.recordsRead()),
        Figures.count(found.requests().getOrDefault("admin-client", 0L)),
        Figures.count(found.heldBytes() >> 20),
        Figures.count(found.evidenceBytes() >> 20),
        Figures.count(found.resultBytes() >> 10));
  }
}
