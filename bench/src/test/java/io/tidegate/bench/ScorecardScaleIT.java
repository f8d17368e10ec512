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
 * a JVM of its own with a small heap: behind by nothing, by 100,000 records a group, and each group
 * at places of its own. {@code tidegate.scale} 1 is the full size, of {@code mvn verify -Pscale},
 * which also measures it against the bare reads and calls and writes the result down; the build has
 * a tenth of the topics, and the same lag in a heap that it would show in.
 *
 * <p>The limit: a unit without notes of a replicator, of which each topic has one partition, is
 * read by every group, and misses no record.
 */
class ScorecardScaleIT {
  private static final double SCALE =
      Double.parseDouble(System.getProperty("tidegate.scale", "0.1"));
  private static final boolean FULL = SCALE >= 1;
  private static final int GROUPS = 20;
  private static final int TOPICS = (int) Math.round(1_000 * SCALE);
  private static final long LONGEST = 100_000;
  private static final long EVERYWHERE = 32;

  /** Records between the places of two groups that follow each other. */
  private static final long APART = 4;

  /** Of both sides, by half again: once for each group it would be twenty times as much. */
  private static final long READ_MORE_MAX = 3 * (LONGEST + TOPICS * EVERYWHERE);

  private static final int ROUNDS = Integer.getInteger("tidegate.scale.rounds", FULL ? 3 : 0);
  private static final double RATIO_MAX = 2;
  private static final Duration DEADLINE = Duration.ofMinutes(FULL ? 20 : 10);

  private static final int HEAP_MIB = FULL ? 512 : 96;

  /**
   * What is read ahead takes at most a fifth of the heap. In the build the records of the lag would
   * take more than this if they were held once for all groups: 2 x 100,000 of 108 bytes in arrays
   * of their own, 38 MB. At full size it would take several groups that hold theirs.
   */
  private static final long SLACK_BYTES = (FULL ? 128L : 32L) << 20;

  /**
   * About 130 were sent for 100 topics, and about 150 for 1,000: calls for all groups and all of
   * their partitions. At either size it is the same bound, which one call a topic would break.
   */
  private static final long ADMIN_REQUESTS_MAX = 200;

  /** None of the findings' number shows in what travels through workflow history. */
  private static final long RESULT_BYTES_MAX = 100_000;

  @TempDir Path folder;

  @Test
  void theScorecardOfAThousandTopicsAndTwentyGroups() throws IOException {
    Machine machine = Machine.here();
    UnitAtScale unit = new UnitAtScale("scorecard", TOPICS, GROUPS, 160, LONGEST);
    unit.fill(World.shared().legacy(), World.shared().cloud());
    LedgerSettings ledger = ledger();

    Found nothing = score(unit, ledger, "nothing-unread", new UnitAtScale.Lag(0, 0, 0));
    Found far = score(unit, ledger, "far-behind", new UnitAtScale.Lag(EVERYWHERE, LONGEST, 0));
    Found apart = score(unit, ledger, "apart", new UnitAtScale.Lag(0, 0, APART));

    assertThat(far.recordsRead())
        .as("both sides to their ends")
        .isGreaterThanOrEqualTo(2 * LONGEST);
    assertThat(far.recordsRead() - nothing.recordsRead())
        .as("of what is unread, once for all groups, and what else comes with a fetch")
        .isLessThan(READ_MORE_MAX);
    assertThat(far.heldBytes() - nothing.heldBytes())
        .as("memory that %s records take", 2 * LONGEST)
        .isLessThan(SLACK_BYTES);
    assertThat(far.progress()).as("what a person sees meanwhile").isNotEmpty();
    if (FULL) {
      assertThat(far.progress()).anyMatch(this::isProgress);
      writeDown(machine, unit, nothing, far, apart);
    }
  }

  private boolean isProgress(String line) {
    return line.contains(" of " + GROUPS + " groups ");
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

  private static void writeDown(
      Machine machine, UnitAtScale unit, Found nothing, Found far, Found apart) throws IOException {
    String results = System.getProperty("tidegate.scale.results", "");
    if (results.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("0", nothing));
    rows.add(row(Figures.count(LONGEST + (TOPICS - 1) * EVERYWHERE), far));
    rows.add(row("0 to " + Figures.count((GROUPS - 1) * APART * TOPICS), apart));
    Section section =
        new Section(
            "Scorecard at scale",
            """
            One unit of %s topics that each of %d groups reads, so %s rows, each proven EXACT at the offset that is known to be right. The
            scorecard is the worker's step `verify`, from its call to its result: both clusters asked, all rows proven, every check made, a canary flown,
            evidence and audit in the ledger. It runs in a JVM of its own under `-Xmx%dm`, without a read limit and without hints of a replicator:
            `mvn verify -Pscale`. First: cold, nothing calibrated. Bare: a consumer of each cluster, both at once, that reads each record of a window
            once, and one admin call of each kind. Bare for each group: the same, and the windows of each group, group after group. In the first two
            rows the groups stand at the same places, so their windows are the same, and the scorecard has one answer for those of one place; in the
            last no two groups stand at the same place of any topic. Rounds alternate; median (least to most). Held: the most that a full garbage
            collection left in the heap during the first.\
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
                "bare for each group, s",
                "ratio to that",
                "records read",
                "admin requests",
                "held MiB",
                "evidence MiB",
                "result KiB"),
            rows,
            List.of(
                goal("the windows of each group, nothing unread", ratioForEachGroup(nothing)),
                goal(
                    "the windows of each group, %s behind in one topic"
                        .formatted(Figures.count(LONGEST)),
                    ratioForEachGroup(far)),
                goal(
                    "the windows of each group, each at places of its own",
                    ratioForEachGroup(apart)),
                goal("each record once, nothing unread", ratio(nothing)),
                goal(
                    "each record once, %s behind in one topic".formatted(Figures.count(LONGEST)),
                    ratio(far)),
                goal("each record once, each group at places of its own", ratio(apart))),
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
            Map.of("ranOn", machine, "nothingUnread", nothing, "farBehind", far, "apart", apart));
  }

  private static Goal goal(String what, Rounds ratio) {
    return Goal.atMost(
        RATIO_MAX, "scorecard over the bare reads and calls: " + what, ratio.median());
  }

  private static Rounds ratio(Found found) {
    return new Rounds(found.seconds()).over(new Rounds(found.bareSeconds()));
  }

  private static Rounds ratioForEachGroup(Found found) {
    return new Rounds(found.seconds()).over(new Rounds(found.bareForEachGroupSeconds()));
  }

  private static List<String> row(String unread, Found found) {
    return List.of(
        unread,
        Figures.digits(found.firstSeconds()),
        Figures.spread(new Rounds(found.seconds())),
        Figures.spread(new Rounds(found.bareSeconds())),
        Figures.spread(ratio(found)),
        Figures.spread(new Rounds(found.bareForEachGroupSeconds())),
        Figures.spread(ratioForEachGroup(found)),
        Figures.count(found.recordsRead()),
        Figures.count(found.requests().getOrDefault("admin-client", 0L)),
        Figures.count(found.heldBytes() >> 20),
        Figures.count(found.evidenceBytes() >> 20),
        Figures.count(found.resultBytes() >> 10));
  }
}
