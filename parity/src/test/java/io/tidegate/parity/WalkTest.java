package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A walk that is taken up again sees what one walk would have seen. */
final class WalkTest {
  private static final int CASES = 4_000;

  @Test
  void lookingInPiecesFindsTheSameImagesAsLookingOnce() {
    Pipe.Kind kind =
        Pipe.Kind.of("any", 40, Pipe.May.LEAVE_HOLES, Pipe.May.LOSE, Pipe.May.ADD_STRANGERS);
    int images = 0;
    for (long seed = 1; seed <= CASES; seed++) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      long sourceEnd = pipe.source().end();
      long targetEnd = pipe.target().end();
      long firstTarget = random.nextInt((int) targetEnd + 1);
      // As in a check: the target's end is taken first, so all below it came from below the other.
      long came =
          pipe.truths().stream()
              .filter(truth -> truth.targetOffset() < firstTarget)
              .mapToLong(truth -> truth.sourceOffset() + 1)
              .max()
              .orElse(0);
      long firstSource = came + random.nextInt((int) (sourceEnd - came) + 1);
      try (Walk once = walk(pipe);
          Walk pieces = walk(pipe)) {
        once.advance(sourceEnd, targetEnd);
        pieces.advance(firstSource, firstTarget);
        pieces.advance(sourceEnd, firstTarget);
        pieces.advance(sourceEnd, firstTarget + (targetEnd - firstTarget) / 2);
        pieces.advance(sourceEnd, targetEnd);
        assertThat(images(pieces.runs()))
            .as("seed " + seed + " " + pipe)
            .isEqualTo(images(once.runs()));
        assertThat(pieces.extras().stream().mapToLong(Extra::length).sum())
            .isEqualTo(once.extras().stream().mapToLong(Extra::length).sum());
        images += images(once.runs()).size();
      }
    }
    System.out.println("walks in pieces, seeds from 1: " + images + " images");
    assertThat(images).isGreaterThan(50_000);
  }

  /**
   * The second look takes up the walk at source record 2010, which no landmark is near.
   *
   * <pre>
   * source | 0 .. 9 .. 50 51 52 .. 2000 .. 2009 2010 2011 2012 2013 ..
   * target | 0 .. 9 2000 .. 2009 2012 50 51 | 52 2013
   *                              ^ taken up  ^ end of the first look
   * </pre>
   */
  @Test
  void aWalkIsTakenUpAtTheRecordWhereItStood() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target =
        MemoryLog.named("target").range(0, 10).range(2_000, 2_010).add(2_012, 50, 51);
    Sides sides =
        new Sides(source, target, new Identity(Profile.plain(true, Isolation.READ_UNCOMMITTED)));
    try (Walk walk = new Walk(sides, Checks.SMALL, new Walk.Cuts(10, 20, Long.MAX_VALUE), 0, 0)) {
      walk.advance(source.end(), target.end());
      target.add(52, 2_013);
      walk.advance(source.end(), target.end());

      assertThat(images(walk.runs()))
          .containsEntry(19L, 2_009L)
          .containsEntry(20L, 2_012L)
          .containsEntry(21L, 50L)
          .containsEntry(23L, 52L)
          .containsEntry(24L, 2_013L);
      assertThat(walk.runs())
          .allSatisfy(run -> assertThat(run.source()).isEqualTo(run.sourceOffset()));
    }
  }

  /**
   * At the end of the first look nothing tells the two places apart, and the nearer one is taken;
   * the second look goes back to where it was taken.
   *
   * <pre>
   * source | 0 1 2 5 6 7 8 5 6 9
   * target | 0 1 2 6 | 9           the 6 before the 9
   * </pre>
   */
  @Test
  void aPlaceThatWasTakenWithTooLittleToSeeIsTakenAgain() {
    MemoryLog source = MemoryLog.of("source", 0, 1, 2, 5, 6, 7, 8, 5, 6, 9);
    MemoryLog target = MemoryLog.of("target", 0, 1, 2, 6);
    try (Walk walk = walk(source, target)) {
      walk.advance(source.end(), target.end());
      assertThat(images(walk.runs())).containsEntry(3L, 4L);
      target.add(9);
      walk.advance(source.end(), target.end());
      assertThat(images(walk.runs())).containsEntry(3L, 8L).containsEntry(4L, 9L);
    }
  }

  /** The same, where the places are beyond what is held in memory. */
  @Test
  void aFarPlaceThatWasTakenWithTooLittleToSeeIsTakenAgain() {
    MemoryLog source =
        MemoryLog.of("source", 0, 1, 2).range(100, 200).add(5, 6, 7).range(200, 300).add(5, 6, 9);
    MemoryLog target = MemoryLog.of("target", 0, 1, 2, 5, 6);
    try (Walk walk = walk(source, target)) {
      walk.advance(source.end(), target.end());
      assertThat(images(walk.runs())).containsEntry(3L, 103L).containsEntry(4L, 104L);
      target.add(9);
      walk.advance(source.end(), target.end());
      assertThat(images(walk.runs())).containsEntry(3L, 206L).containsEntry(5L, 208L);
    }
  }

  @Test
  void aMismatchGoesOnWhereTheLongestRunContinues() {
    MemoryLog source = MemoryLog.of("source", 0, 1, 2, 3, 6, 7, 8, 4, 6, 7, 9);
    MemoryLog target = MemoryLog.of("target", 0, 1, 2, 6, 7, 9);
    try (Walk walk = walk(source, target)) {
      walk.advance(source.end(), target.end());
      assertThat(images(walk.runs())).containsEntry(3L, 8L).containsEntry(5L, 10L);
    }
  }

  @Test
  void oneRecordThatIsNowhereBeforeAFarPlaceIsCountedOnce() {
    MemoryLog source = MemoryLog.named("source").range(0, 300);
    MemoryLog target = MemoryLog.of("target", 0, 1, 2, 9_999).range(200, 220);
    try (Walk walk = walk(source, target)) {
      walk.advance(source.end(), target.end());
      assertThat(walk.extras())
          .singleElement()
          .satisfies(
              extra -> {
                assertThat(extra.target()).isEqualTo(3);
                assertThat(extra.length()).isEqualTo(1);
              });
      assertThat(images(walk.runs())).containsEntry(4L, 200L).hasSize(23);
    }
  }

  private static Walk walk(MemoryLog source, MemoryLog target) {
    Profile profile = Profile.plain(true, Isolation.READ_UNCOMMITTED);
    Sides sides = new Sides(source, target, new Identity(profile));
    Walk.Cuts none = new Walk.Cuts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    return new Walk(sides, Checks.SMALL, none, 0, 0);
  }

  private static Walk walk(Pipe pipe) {
    Profile profile = Profile.plain(true, Isolation.READ_UNCOMMITTED);
    Sides sides = new Sides(pipe.source(), pipe.target(), new Identity(profile));
    return new Walk(sides, Checks.SMALL, new Walk.Cuts(10, 20, Long.MAX_VALUE), 0, 0);
  }

  /** Source ordinal by target ordinal. */
  private static Map<Long, Long> images(List<Run> runs) {
    Map<Long, Long> images = new TreeMap<>();
    for (Run run : runs) {
      for (long n = 0; n < run.length(); n++) {
        images.put(run.target() + n, run.source() + n);
      }
    }
    return images;
  }
}
