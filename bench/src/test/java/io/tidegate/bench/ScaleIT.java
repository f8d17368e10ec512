package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.ScaleProof.Asked;
import io.tidegate.bench.ScaleProof.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is large is proven in a heap of 256 MiB, record by record, on real brokers. {@code
 * tidegate.scale} 1 is the full size, of {@code mvn verify -Pscale}, which also writes the result
 * down; the build runs a tenth of it.
 */
class ScaleIT {
  private static final double SCALE =
      Double.parseDouble(System.getProperty("tidegate.scale", "0.1"));
  private static final String HEAP = "-Xmx256m";
  private static final int VALUE_BYTES = 20;
  private static final int GROUPS = 20;
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private static final List<List<String>> ROWS = new ArrayList<>();
  private static final List<Map<String, Object>> DATA = new ArrayList<>();
  private static Machine machine;

  @TempDir Path folder;

  @BeforeAll
  static void look() {
    machine = Machine.here();
  }

  @AfterAll
  static void writeDown() throws IOException {
    String results = System.getProperty("tidegate.scale.results", "");
    if (results.isEmpty()) {
      return;
    }
    Section section =
        new Section(
            "Scale",
            """
            Each proof runs in a JVM of its own under `%s`, apart from the brokers, cold, without a read limit and without hints of a replicator:
            `mvn verify -Pscale`. Peak heap: the sum of what each pool held at most, garbage included.\
            """
                .formatted(HEAP),
            List.of("what", "verdict of every row", "records read", "seconds", "peak heap MiB"),
            ROWS,
            List.of(),
            DATA);
    Path to = Path.of(results);
    Files.createDirectories(to);
    Files.writeString(
        to.resolve("scale.md"), "# Proven at scale\n\n" + machine.markdown() + section.markdown());
    ProofTimer.JSON
        .writerWithDefaultPrettyPrinter()
        .writeValue(to.resolve("scale.json").toFile(), Map.of("ranOn", machine, "proofs", DATA));
  }

  @Test
  void aThousandPartitionsOfOneGroup() throws IOException {
    Log log = new Log("scale-partitions", scaled(1_000), 400, VALUE_BYTES);
    SharedStage.STAGE.fill(log);
    log.commit(SharedStage.STAGE.source(), "scale-partitions-reader", 100);

    Found found =
        prove(
            scaled(1_000),
            "partitions of one group",
            log,
            new Asked("scale-partitions-reader", log.records() - 100));

    assertThat(found.partitions()).isEqualTo(scaled(1_000));
    assertThat(found.recordsRead()).isGreaterThanOrEqualTo(2L * 100 * log.partitions());
  }

  /** One check of all of them: they share its memory, whatever their number. */
  @Test
  void twentyGroupsOfAHundredPartitionsEach() throws IOException {
    Log log = new Log("scale-groups", scaled(100), 1_000, VALUE_BYTES);
    SharedStage.STAGE.fill(log);
    List<Asked> groups =
        IntStream.range(0, GROUPS)
            .mapToObj(number -> new Asked("scale-group-" + number, 900 - 20L * number))
            .toList();
    groups.forEach(
        group ->
            log.commit(SharedStage.STAGE.source(), group.group(), log.records() - group.resume()));

    Found found =
        prove(
            (long) GROUPS * log.partitions(),
            "partitions of " + GROUPS + " groups",
            log,
            groups.toArray(Asked[]::new));

    assertThat(found.partitions()).isEqualTo(GROUPS * log.partitions());
    LongSummaryStatistics unread =
        groups.stream().mapToLong(group -> log.records() - group.resume()).summaryStatistics();
    // what they share is read together, not once for each of them
    assertThat(found.recordsRead())
        .isGreaterThanOrEqualTo(2 * unread.getMax() * log.partitions())
        .isLessThan(unread.getSum() * log.partitions());
  }

  @Test
  void aGroupFiveMillionRecordsBehind() throws IOException {
    long lag = scaled(5_000_000);
    Log log = new Log("scale-lag", 1, lag + 1_000, VALUE_BYTES);
    SharedStage.STAGE.fill(log);
    log.commit(SharedStage.STAGE.source(), "scale-lag-reader", lag);

    Found found = prove(lag, "records behind", log, new Asked("scale-lag-reader", 1_000));

    assertThat(found.recordsRead()).as("both sides to their ends").isGreaterThanOrEqualTo(2 * lag);
  }

  /**
   * The replicator was killed and began again half a million records earlier, before the boundary:
   * the second copies count.
   */
  @Test
  void aReSendOfHalfAMillionRecords() throws IOException {
    long resent = scaled(500_000);
    long read = scaled(50_000);
    long crash = read + resent;
    Log log = new Log("scale-resend", 1, crash + read, VALUE_BYTES);
    log.fillSource(SharedStage.STAGE.source());
    log.create(SharedStage.STAGE.target());
    log.write(SharedStage.STAGE.target(), 0, crash);
    log.write(SharedStage.STAGE.target(), read, log.records());
    log.commit(SharedStage.STAGE.source(), "scale-resend-reader", log.records() - read);

    Found found = prove(resent, "records sent twice", log, new Asked("scale-resend-reader", crash));

    assertThat(found.recordsRead()).isGreaterThanOrEqualTo(2 * resent);
  }

  /** Every row of them EXACT at the offset that is known to be right, else the child fails. */
  private Found prove(long many, String what, Log log, Asked... groups) throws IOException {
    Path file = folder.resolve("found.json");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                SharedStage.STAGE.source().bootstrapServers(),
                SharedStage.STAGE.target().bootstrapServers(),
                file.toString(),
                String.valueOf(log.partitions())));
    List.of(groups).forEach(group -> arguments.add(group.toString()));
    ChildJvm.run(ScaleProof.class, List.of(HEAP, "-XX:+UseSerialGC"), arguments, DEADLINE);
    Found found = ProofTimer.JSON.readValue(file.toFile(), Found.class);
    assertThat(found.maxHeapBytes()).isLessThanOrEqualTo(256L << 20);
    String named = Figures.count(many) + " " + what;
    ROWS.add(
        List.of(
            named,
            found.verdicts(),
            Figures.count(found.recordsRead()),
            Figures.digits(found.seconds()),
            Figures.count(found.peakHeapBytes() >> 20)));
    DATA.add(Map.of("what", named, "found", found));
    return found;
  }

  private static int scaled(int full) {
    return (int) Math.round(full * SCALE);
  }
}
