package io.tidegate.parity;

import static io.tidegate.parity.Checks.SMALL;
import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.frozen;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A check cut at {@code suffixRecords} proves a range, reads both ends, and says so. */
final class CutTest {
  private static final int LAG = 100_000;

  private final MemoryLog source = MemoryLog.named("source").range(0, LAG);
  private final MemoryLog target = MemoryLog.named("target").add(900_000, 900_001).range(0, LAG);

  private static Question cut(Question question, long records) {
    return question.withTerms(question.terms().withSuffixRecords(records));
  }

  @Test
  void onlySoManyUnreadRecordsAreRead() {
    Row row = ask(cut(live(source, target, 1_000), 5_000), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(1_002);
    assertThat(row.proof()).isEqualTo(Proof.RANGE);
    assertThat(row.light()).isEqualTo(Light.YELLOW);
    assertThat(row.counts().suffixRead()).isEqualTo(5_000);
    assertThat(row.counts().pending()).isZero();
    assertThat(row.obligations()).doesNotContain(Obligation.SUFFIX);
    assertThat(row.reason()).contains("only the first 5000 unread records were read");
    assertThat(source.recordsRead()).isLessThan(20_000);
    assertThat(target.recordsRead()).isLessThan(20_000);
  }

  @Test
  void whereFewerAreUnreadNothingIsCut() {
    Row row = ask(cut(live(source, target, LAG - 500), 5_000), source, target);

    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  @Test
  void whereExactlySoManyAreUnreadNothingIsCutWhateverComesMeanwhile() {
    Question asked = cut(live(source, target, LAG - 5_000), 5_000);
    source.range(LAG, LAG + 50);
    target.range(LAG, LAG + 50);
    Checks.FakeTime time = new Checks.FakeTime();

    Row row = new Resolver(time, time).resolve(asked, new Growing(source, LAG), target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
  }

  /** A log that had fewer records when its end was asked for the first time. */
  private static final class Growing implements PartitionLog {
    private final MemoryLog log;
    private final long firstEnd;
    private boolean asked;

    Growing(MemoryLog log, long firstEnd) {
      this.log = log;
      this.firstEnd = firstEnd;
    }

    @Override
    public String name() {
      return log.name();
    }

    @Override
    public Isolation isolation() {
      return log.isolation();
    }

    @Override
    public PartitionLog at(Isolation other) {
      return other == isolation() ? this : log.at(other);
    }

    @Override
    public long begin() {
      return log.begin();
    }

    @Override
    public long end() {
      long end = asked ? log.end() : firstEnd;
      asked = true;
      return end;
    }

    @Override
    public OptionalLong offsetForTime(long timestampMs) {
      return log.offsetForTime(timestampMs);
    }

    @Override
    public RecordCursor open(long from, long to) {
      return log.open(from, to);
    }
  }

  @Test
  void soFewThatOnlyTheBoundaryIsComparedIsAWindow() {
    assertThat(ask(cut(live(source, target, 1_000), 64), source, target).proof())
        .isEqualTo(Proof.WINDOW);
    assertThat(ask(cut(live(source, target, 1_000), 65), source, target).proof())
        .isEqualTo(Proof.RANGE);
  }

  @Test
  void whatIsPendingAtTheEndIsCountedAllTheSame() {
    source.range(LAG, LAG + 300);

    Row row = ask(cut(live(source, target, 1_000), 5_000), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().pending()).isEqualTo(300);
    assertThat(ask(cut(frozen(source, target, 1_000), 5_000), source, target).verdict())
        .isEqualTo(Verdict.SKIP);
  }

  @Test
  void recordsBeingSentAgainAtTheEndAreSeen() {
    target.range(500, 700);

    Row row = ask(cut(live(source, target, 1_000), 5_000), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.resume()).isNull();
  }

  @Test
  void aFewRecordsBeingSentAgainBeyondTheCutAreSeen() {
    target.range(LAG - 40, LAG - 10);

    assertThat(ask(cut(live(source, target, 1_000), 5_000), source, target).verdict())
        .isEqualTo(Verdict.NOT_REPLICATED_YET);
  }

  /** The last records of the target alone look as if the rest was still to come. */
  @Test
  void manyRecordsBeingSentAgainBeyondTheCutAreSeen() {
    target.range(LAG - 300, LAG - 50);

    Row row = ask(cut(live(source, target, 1_000), 5_000), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.resume()).isNull();
    assertThat(ask(cut(frozen(source, target, 1_000), 5_000), source, target).verdict())
        .as("nothing is missing")
        .isEqualTo(Verdict.UNPROVEN);
  }

  @Test
  void strangersAtTheTargetsEndHideWhereTheReplicatorStands() {
    target.range(800_000, 800_100);

    Row row = ask(cut(live(source, target, 1_000), 5_000), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).startsWith("the last records of the target were not found");
  }

  @Test
  void whereNothingBeyondTheCutIsCopiedNothingIsCut() {
    MemoryLog behind = MemoryLog.named("target").range(0, 1_025);

    Row row = ask(cut(live(source, behind, 1_000), 25), source, behind);

    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
    assertThat(row.counts().pending()).isEqualTo(LAG - 1_025);
  }

  @Test
  void whatIsPendingBeyondTheCutIsWaitedFor() {
    source.range(LAG, LAG + 300);
    Checks.FakeTime time = new Checks.FakeTime();
    time.meanwhile(
        () -> {
          if (time.pauses() == 1) {
            target.range(LAG, LAG + 300);
          }
        });
    Question asked = cut(live(source, target, 1_000), 5_000);

    Row row =
        new Resolver(time, time, Bounds.DEFAULT)
            .resolve(
                asked.withTerms(asked.terms().withSettle(Duration.ofSeconds(30))), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().pending()).isZero();
  }

  /** Whether they come again behind the cut is not read. */
  @Test
  void aLossWithinTheCutIsNotProven() {
    MemoryLog lossy = MemoryLog.named("target").range(0, 2_000).range(2_003, LAG);
    MemoryLog before = MemoryLog.named("target").range(0, 5_995).range(6_000, LAG);

    assertThat(ask(cut(live(source, lossy, 1_000), 5_000), source, lossy))
        .satisfies(
            row -> {
              assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
              assertThat(row.reason()).startsWith("3 of the first 5000 unread records");
            });
    assertThat(ask(cut(live(source, before, 1_000), 5_000), source, before).verdict())
        .as("right before the cut")
        .isEqualTo(Verdict.UNPROVEN);
  }

  @Test
  void anOffsetBeyondTheCutIsGradedOnTheWholeLog() {
    Row row =
        ask(
            cut(live(source, target, 1_000), 5_000).withTargetCommitted((long) LAG),
            source,
            target);

    assertThat(row.grade()).isNotNull();
    assertThat(Objects.requireNonNull(row.grade()).verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.grade().records()).isEqualTo(LAG - 1_002L);
  }

  /** Of what is said of the first N unread records, every word holds. */
  @Test
  void whatACutCheckSaysOfItsRangeIsDelivered() {
    Pipe.Kind kind = Pipe.Kind.of("cut", 60, Pipe.May.LEAVE_HOLES, Pipe.May.LOSE);
    List<String> wrong = new ArrayList<>();
    int proven = 0;
    for (long seed = 1; seed <= 6_000; seed++) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      int most = 1 + random.nextInt(12);
      Question question = cut(live(pipe.source(), pipe.target(), pipe.committed()), most);
      Row row =
          ask(
              question.withTerms(question.terms().withSettle(Duration.ZERO)),
              pipe.source(),
              pipe.target(),
              SMALL);
      Long resume = row.resume();
      if (row.verdict() != Verdict.EXACT || resume == null) {
        continue;
      }
      List<Integer> delivered = new ArrayList<>(pipe.target().idsFrom(resume));
      delivered.addAll(pipe.toCome(false));
      List<Integer> unread = pipe.unread();
      boolean all = row.proof() == Proof.RANGE_AND_SUFFIX;
      int promised = all ? unread.size() : Math.min(most, unread.size());
      boolean kept =
          all
              ? delivered.equals(unread)
              : delivered.size() >= promised
                  && delivered.subList(0, promised).equals(unread.subList(0, promised));
      proven += all ? 0 : 1;
      if (!kept) {
        wrong.add("seed " + seed + " cut at " + most + " " + pipe + " " + row);
      }
    }
    System.out.println("cut checks, seeds from 1: " + proven + " proved a range");
    assertThat(wrong).isEmpty();
    assertThat(proven).isGreaterThan(500);
  }
}
