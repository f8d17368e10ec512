package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The way back always yields a position, and loses nothing. */
final class WayBackTest {
  private static final Profile PROFILE = Profile.plain(true, Isolation.READ_UNCOMMITTED);

  private static WayBack back(
      MemoryLog source, MemoryLog target, long anchor, long resume, long committed) {
    return WayBack.of(new WayBack.From(anchor, resume, committed), PROFILE, source, target);
  }

  @Test
  void whatTheTargetDeliveredIsNotReadAgain() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 90);

    WayBack back = back(source, target, 50, 52, 72);

    assertThat(back.position()).isEqualTo(70);
    assertThat(back.replay()).isZero();
    assertThat(back.stranded()).isZero();
    assertThat(back.exact()).isTrue();
  }

  @Test
  void aGroupThatReadNothingGoesBackToTheAnchor() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 90);

    assertThat(back(source, target, 50, 50, 50).position()).isEqualTo(50);
  }

  /**
   *
   *
   * <pre>
   * source | .. R 50 51 52 53 54 55
   * target | .. T 50 51    53 54 ]       52 was lost after the switch: read it again
   * </pre>
   */
  @Test
  void aRecordLostAfterTheSwitchIsReadAgain() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 52).range(53, 60);

    WayBack back = back(source, target, 50, 50, 54);

    assertThat(back.position()).isEqualTo(52);
    assertThat(back.replay()).isEqualTo(2);
    assertThat(back.replaySpan()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void copiesSentAgainBeyondTheGroupDoNotPullItBack() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 80).range(40, 100);

    WayBack back = back(source, target, 50, 50, 70);

    assertThat(back.position()).isEqualTo(70);
    assertThat(back.replay()).isZero();
  }

  @Test
  void recordsOnTheTargetOnlyAreStrandedAndCounted() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 55).add(901, 902).range(55, 60).add(903);

    WayBack back = back(source, target, 50, 50, 56);

    assertThat(back.position()).isEqualTo(55);
    assertThat(back.stranded()).isEqualTo(3);
    assertThat(back.strandedUnread()).isEqualTo(2);
  }

  @Test
  void recordsNotYetOnTheTargetAreUnreadAndNotStranded() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 60);

    WayBack back = back(source, target, 50, 50, 60);

    assertThat(back.position()).isEqualTo(60);
    assertThat(back.stranded()).isZero();
  }

  @Test
  void theAnchorIsLeftWhereTheTargetIsAway() {
    WayBack back = WayBack.toAnchor(50, 0, 20, "the target cannot be reached");

    assertThat(back.position()).isEqualTo(50);
    assertThat(back.replay()).isEqualTo(20);
    assertThat(back.exact()).isFalse();
    assertThat(back.reason()).contains("cannot be reached");
  }

  /** The source's retention has passed the anchor: an offset below its begin cannot be written. */
  @Test
  void anExpiredAnchorGivesThePositionThatIsLeft() {
    MemoryLog source = MemoryLog.named("source").range(0, 100).beginAt(60);
    MemoryLog target = MemoryLog.named("target").range(0, 90);

    WayBack unread = back(source, target, 50, 50, 50);
    assertThat(unread.position()).isEqualTo(60);
    assertThat(unread.exact()).isFalse();
    assertThat(unread.reason()).contains("EXPIRED_SOURCE", "50", "60");
    assertThat(back(source, target, 50, 50, 72).position()).isEqualTo(72);
    assertThat(WayBack.toAnchor(50, 60, 20, "the target is away").position()).isEqualTo(60);
  }

  /**
   * Whatever the pipe did: read on the target to T_r, then from the position on, misses nothing.
   */
  @Test
  void nothingIsLostOnTheWayBack() {
    Pipe.Kind kind =
        Pipe.Kind.of("any", 40, Pipe.May.LEAVE_HOLES, Pipe.May.LOSE, Pipe.May.ADD_STRANGERS);
    int judged = 0;
    for (long seed = 1; seed <= 3_000; seed++) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      Row row = Checks.ask(pipe.source(), pipe.target(), pipe.committed());
      Long resume = row.resume();
      if (resume == null) {
        continue;
      }
      long read = resume + random.nextInt((int) (pipe.target().end() - resume) + 1);
      WayBack back = back(pipe.source(), pipe.target(), pipe.committed(), resume, read);
      List<Integer> delivered = new ArrayList<>(pipe.target().idsFrom(resume));
      List<Integer> later = pipe.target().idsFrom(read);
      Set<Integer> seen = new HashSet<>(delivered.subList(0, delivered.size() - later.size()));
      List<Integer> again = pipe.source().idsFrom(back.position());
      Set<Integer> all = new HashSet<>(seen);
      all.addAll(again);
      assertThat(all).as("seed " + seed + " " + pipe).containsAll(pipe.unread());
      assertThat(again.stream().filter(seen::contains).count())
          .as("seed " + seed + " replay")
          .isEqualTo(back.replay());
      judged++;
    }
    System.out.println("ways back, seeds from 1: " + judged);
    assertThat(judged).isGreaterThan(1_500);
  }

  /** Whatever the pipe did, as long as what is found is clean both times. */
  @Test
  void whatIsMappedFromACleanPlaceOnIsWhatIsMappedFromTheSeed() {
    Pipe.Kind kind =
        Pipe.Kind.of("stages", 40, Pipe.May.LEAVE_HOLES, Pipe.May.LOSE, Pipe.May.ADD_STRANGERS);
    int judged = 0;
    for (long seed = 1; seed <= 3_000; seed++) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      MemoryLog source = pipe.source();
      MemoryLog target = pipe.target();
      Long resume = Checks.ask(source, target, pipe.committed()).resume();
      if (resume == null) {
        continue;
      }
      long first = resume + random.nextInt((int) (target.end() - resume) + 1);
      long second = first + random.nextInt((int) (target.end() - first) + 1);
      WayBack clean = back(source, target, pipe.committed(), resume, first);
      WayBack onward = back(source, target, clean.position(), first, second);
      if (!clean.isClean() || !onward.isClean()) {
        continue;
      }
      assertThat(onward.position())
          .as("seed " + seed + " " + pipe + " read to " + first + ", then to " + second)
          .isEqualTo(back(source, target, pipe.committed(), resume, second).position());
      judged++;
    }
    System.out.println("ways back in stages, seeds from 1: " + judged);
    assertThat(judged).isGreaterThan(500);
  }

  private static WayBack backFrozen(MemoryLog source, MemoryLog target, WayBack.From from) {
    return WayBack.of(from, PROFILE, source, target);
  }

  /**
   *
   *
   * <pre>
   * source | .. R . . . 99] E_s
   * target | .. T . . . 99] E_t 500 .. 519      T_r at 510: ten read there, ten stranded unread
   * </pre>
   */
  @Test
  void whatTheProducersWroteToTheTargetIsStranded() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 100).range(500, 520);
    WayBack.Freeze freeze = new WayBack.Freeze(100, 102);

    WayBack beyond = backFrozen(source, target, new WayBack.From(50, 52, 112, freeze));
    WayBack within = backFrozen(source, target, new WayBack.From(50, 52, 72, freeze));

    assertThat(beyond.position()).isEqualTo(100);
    assertThat(beyond.replay()).isZero();
    assertThat(beyond.stranded()).isEqualTo(20);
    assertThat(beyond.strandedUnread()).isEqualTo(10);
    assertThat(beyond.exact()).isTrue();
    assertThat(within.position()).isEqualTo(70);
    assertThat(within.strandedUnread()).isEqualTo(20);
  }

  @Test
  void whatAReverseFlowBroughtBackIsNotStrandedAndNotReadAgain() {
    MemoryLog source = MemoryLog.named("source").range(0, 100).range(500, 516);
    MemoryLog target = MemoryLog.named("target").range(0, 100).range(500, 520);
    WayBack.Freeze freeze = new WayBack.Freeze(100, 100);

    WayBack back = backFrozen(source, target, new WayBack.From(50, 50, 110, freeze));

    assertThat(back.position()).isEqualTo(110);
    assertThat(back.replay()).isZero();
    assertThat(back.stranded()).isEqualTo(4);
    assertThat(back.strandedUnread()).isEqualTo(4);
  }

  @Test
  void millionsWrittenAfterTheFreezeAreCountedAndNotSearched() {
    MemoryLog source = MemoryLog.named("source").range(0, 1_000);
    MemoryLog target = MemoryLog.named("target").range(0, 1_000).range(500_000, 700_000);
    WayBack.Freeze freeze = new WayBack.Freeze(1_000, 1_000);

    WayBack back = backFrozen(source, target, new WayBack.From(900, 900, 100_000, freeze));

    assertThat(back.position()).isEqualTo(1_000);
    assertThat(back.stranded()).isEqualTo(200_000);
    assertThat(back.strandedUnread()).isEqualTo(101_000);
    assertThat(source.recordsRead()).isLessThan(5_000);
  }

  /** Producers moved, and perhaps a reverse flow: what is neither read nor to come is counted. */
  @Test
  void nothingIsLostOnTheWayBackAfterTheFreezeButWhatIsCountedAsStranded() {
    Pipe.Kind kind = Pipe.Kind.of("frozen", 40, Pipe.May.LEAVE_HOLES);
    int judged = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      MemoryLog source = pipe.source();
      MemoryLog target = pipe.target();
      source.idsFrom(pipe.next()).forEach(target::add);
      Long resume = Checks.ask(source, target, pipe.committed()).resume();
      if (resume == null) {
        continue;
      }
      WayBack.Freeze freeze = new WayBack.Freeze(source.end(), target.end());
      int written = random.nextInt(12);
      target.range(500, 500 + written);
      int brought = random.nextBoolean() ? 0 : random.nextInt(written + 1);
      source.range(500, 500 + brought);
      if (brought > 2 && random.nextInt(3) == 0) {
        source.range(500 + brought - 2, 500 + brought);
      }
      long read = resume + random.nextInt((int) (target.end() - resume) + 1);
      WayBack back =
          backFrozen(source, target, new WayBack.From(pipe.committed(), resume, read, freeze));
      List<Integer> later = target.idsFrom(read);
      List<Integer> all = target.idsFrom(resume);
      Set<Integer> seen = new HashSet<>(all.subList(0, all.size() - later.size()));
      List<Integer> again = source.idsFrom(back.position());
      Set<Integer> known = new HashSet<>(seen);
      known.addAll(again);
      String picture = "seed " + seed + " " + pipe + " read " + read + " " + back;
      assertThat(known).as(picture).containsAll(source.idsFrom(pipe.committed()));
      assertThat(again.stream().filter(seen::contains).count())
          .as(picture)
          .isEqualTo(back.replay());
      Set<Integer> lost = new HashSet<>(later);
      lost.removeAll(source.idsFrom(0));
      assertThat(back.strandedUnread()).as(picture).isEqualTo(lost.size());
      judged++;
    }
    System.out.println("ways back after the freeze, seeds from 1: " + judged);
    assertThat(judged).isGreaterThan(2_000);
  }
}
