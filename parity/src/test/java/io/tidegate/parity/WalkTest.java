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
    Pipe.Kind kind = new Pipe.Kind("any", 40, 0, false, true, true, true, false, 0);
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
