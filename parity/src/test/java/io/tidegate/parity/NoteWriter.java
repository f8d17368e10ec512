package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Notes as MirrorMaker writes them of what it copied: of the first record of a task, after every
 * step that is not 1, of one record in so many, and whenever it commits of the last one. Some of
 * the last notes may not be written yet, and a producer that sends a batch twice leaves none.
 */
final class NoteWriter {
  private NoteWriter() {}

  static List<Hint> of(List<Hint> copies, Random random) {
    int lag = random.nextInt(8);
    int commitsEach = 1 + random.nextInt(12);
    List<Hint> notes = new ArrayList<>();
    long notedAt = 0;
    long before = Long.MIN_VALUE;
    for (Hint copy : copies) {
      boolean stepped = copy.sourceOffset() - before != 1 && random.nextInt(8) > 0;
      boolean stale = copy.targetOffset() - (notedAt + 1) >= lag;
      if (notes.isEmpty() || stepped || stale || random.nextInt(commitsEach) == 0) {
        notes.add(copy);
        notedAt = copy.targetOffset();
      }
      before = copy.sourceOffset();
    }
    boolean caughtUp = random.nextBoolean();
    if (caughtUp && !copies.isEmpty()) {
      notes.add(copies.get(copies.size() - 1));
      return notes;
    }
    return notes.subList(0, notes.size() - Math.min(notes.size(), random.nextInt(4)));
  }
}
