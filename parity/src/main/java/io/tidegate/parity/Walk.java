package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes along both logs at once and finds, for every target record from its start to the target's
 * end, the source record it is an image of.
 *
 * <pre>
 * source | 0 1 2 3 4 5 6 7 8            a = where the replicator seems to read
 * target | 0 1 2 3 4 2 3 4 5 x 6 8      runs [0-4] [2-5] [6] [8], extra x; 7 has no image
 * </pre>
 *
 * On a mismatch it goes on where the longest run continues: near by in the ring, else anywhere on
 * the source. Holds two rings, the runs, and nothing of the range.
 */
final class Walk implements AutoCloseable {
  private final Bounds bounds;
  private final Cuts cuts;
  private final LogWindow source;
  private final LogWindow target;
  private final NearSearch nearBy;
  private final FarSearch far;
  private final List<Run> runs = new ArrayList<>();
  private final List<Extra> extras = new ArrayList<>();

  private long a;
  private long b;
  private @Nullable OpenRun open;
  private long unknown;
  private long chunk;
  private @Nullable Mark mark;

  /** Offsets at which a run ends, so that it lies on one side of each. */
  record Cuts(long boundary, long captured, long targetOffset) {
    boolean between(Fingerprint lastSource, Fingerprint s, Fingerprint lastTarget, Fingerprint t) {
      return crosses(boundary, lastSource, s)
          || crosses(captured, lastSource, s)
          || crosses(targetOffset, lastTarget, t);
    }

    private static boolean crosses(long cut, Fingerprint last, Fingerprint next) {
      return last.offset() < cut && cut <= next.offset();
    }
  }

  /** Where to take a walk up again when there is more to see than at the end of the logs. */
  private record Mark(long a, long aOffset, long b, long bOffset, int runs, int extras) {}

  Walk(Sides sides, Bounds bounds, Cuts cuts, long sourceStart, long targetStart) {
    this.bounds = bounds;
    this.cuts = cuts;
    this.chunk = bounds.evidence();
    int capacity = bounds.windowCapacity();
    this.source = new LogWindow(sides.source(), sides.identity(), sourceStart, capacity);
    this.target = new LogWindow(sides.target(), sides.identity(), targetStart, capacity);
    this.nearBy = new NearSearch(source, target, bounds);
    this.far = new FarSearch(sides, bounds);
  }

  /** A walk that has what another found behind it. */
  static Walk goingOn(
      Sides sides,
      Bounds bounds,
      Cuts cuts,
      long sourceStart,
      long targetStart,
      Standing standing) {
    Walk walk = new Walk(sides, bounds, cuts, sourceStart, targetStart);
    walk.runs.addAll(standing.runs());
    walk.extras.addAll(standing.extras());
    walk.a = standing.a();
    walk.b = standing.b();
    for (Run run : standing.runs()) {
      walk.source.landmarks().know(run.source(), run.sourceOffset());
      walk.source.landmarks().know(run.sourceEnd() - 1, run.lastSourceOffset());
      walk.target.landmarks().know(run.target(), run.targetOffset());
      walk.target.landmarks().know(run.targetEnd() - 1, run.lastTargetOffset());
    }
    int behind = (int) standing.behind(bounds.windowCapacity());
    walk.source.seek(walk.a, standing.aOffset(), behind);
    walk.target.seek(walk.b, standing.bOffset(), 0);
    return walk;
  }

  /** A walk that has another behind it, which went along the same logs just now. */
  static Walk takenUp(Sides sides, Bounds bounds, Cuts cuts, Walked walked) {
    Walk walk = new Walk(sides, bounds, cuts, walked.sourceFrom(), walked.targetFrom());
    Standing standing = walked.cutAt(cuts.boundary(), sides);
    walk.runs.addAll(standing.runs());
    walk.extras.addAll(standing.extras());
    walk.a = standing.a();
    walk.b = standing.b();
    walk.source.landmarks().know(walked.source());
    walk.target.landmarks().know(walked.target());
    walk.source.seek(walk.a, standing.aOffset(), bounds.ring());
    walk.target.seek(walk.b, standing.bOffset(), 0);
    return walk;
  }

  /**
   * All that was decided with enough to see. The last run is cut where the ring begins, so that who
   * goes on can hold the same records behind it.
   */
  Standing standing() {
    Mark at = mark;
    if (at == null) {
      at = new Mark(a, source.offset(a), b, target.offset(b), runs.size(), extras.size());
    }
    List<Run> decided = runs.subList(0, at.runs());
    List<Extra> strangers = extras.subList(0, at.extras());
    return new Standing(at.a(), at.aOffset(), at.b(), at.bOffset(), decided, strangers)
        .cutForTheRing(bounds.ring(), source, target);
  }

  List<Run> runs() {
    return runs;
  }

  List<Extra> extras() {
    return extras;
  }

  /** What is held in memory now: records, landmarks, runs. */
  long held() {
    return source.held() + target.held() + runs.size() + extras.size();
  }

  Landmarks sourceLandmarks() {
    return source.landmarks();
  }

  Landmarks targetLandmarks() {
    return target.landmarks();
  }

  /** Goes on to later ends; what was judged with too little to see is judged again. */
  void advance(long sourceEnd, long targetEnd) {
    takeUpAgain();
    far.renew();
    if (sourceEnd > source.bound()) {
      extras.replaceAll(Extra::toBeSearchedAgain);
    }
    source.extend(sourceEnd);
    target.extend(targetEnd);
    Fingerprint t = target.at(b);
    while (t != null) {
      Fingerprint s = source.at(a);
      if (s != null && s.matches(t)) {
        match(s, t);
      } else {
        mismatch(t);
      }
      t = target.at(b);
    }
    closeRun();
  }

  private void match(Fingerprint s, Fingerprint t) {
    closeUnknown();
    OpenRun run = open;
    if (run == null || !run.continuesAt(a, b, bounds.runLength()) || run.cutBy(cuts, s, t)) {
      closeRun();
      run = new OpenRun(a, b, s, t);
      open = run;
    }
    run.add(s, t);
    a++;
    b++;
  }

  private void mismatch(Fingerprint t) {
    closeRun();
    if (unknown == 0) {
      markNearAnEnd(t);
    }
    long near = nearBy.find(t, a, b);
    if (near != NearSearch.NOWHERE && near < a && unknown > 0) {
      // Sent again from further back than the ring reaches: its first records are among the
      // unknown.
      searchFar();
      return;
    }
    if (near != NearSearch.NOWHERE) {
      if (nearBy.runLength(near, b) >= bounds.evidence()) {
        decidedFrom(b);
      }
      a = near;
      Fingerprint found = source.at(a);
      if (found != null) {
        match(found, t);
        return;
      }
    }
    unknown++;
    b++;
    if (unknown >= chunk || target.at(b) == null) {
      searchFar();
    }
  }

  private void searchFar() {
    long first = b - unknown;
    List<Fingerprint> sequence = new ArrayList<>();
    Fingerprint t = target.at(first);
    while (t != null && sequence.size() < unknown + bounds.evidence()) {
      sequence.add(t);
      t = target.at(first + sequence.size());
    }
    FarSearch.Hit hit = far.find(sequence, (int) unknown, source.landmarks(), source.bound());
    if (hit == null) {
      addExtra(first, unknown, true);
      unknown = 0;
      chunk = Math.min(2 * chunk, bounds.ring());
      return;
    }
    if (hit.skipped() > 0) {
      addExtra(first, hit.skipped(), true);
    }
    unknown = 0;
    chunk = bounds.evidence();
    if (hit.length() >= bounds.evidence()) {
      decidedFrom(first);
    }
    a = hit.ordinal();
    b = first + hit.skipped();
    source.seek(a, hit.offset(), bounds.ring());
  }

  private void closeUnknown() {
    if (unknown > 0) {
      addExtra(b - unknown, unknown, false);
      unknown = 0;
    }
    chunk = bounds.evidence();
  }

  private void addExtra(long first, long length, boolean searched) {
    Fingerprint from = target.at(first);
    Fingerprint to = target.at(first + length - 1);
    if (from == null || to == null) {
      throw new IllegalStateException("extra records at " + first + " are not held");
    }
    extras.add(new Extra(first, length, from.offset(), to.offset(), searched));
    refuseFragments();
  }

  private void closeRun() {
    if (open != null) {
      runs.add(open.close());
      open = null;
      refuseFragments();
    }
  }

  private void refuseFragments() {
    bounds.refuseFragments(runs.size() + extras.size());
  }

  private void markNearAnEnd(Fingerprint t) {
    if (mark != null) {
      return;
    }
    int evidence = bounds.evidence();
    if (target.at(b + evidence) == null || source.at(a + bounds.ring() + evidence) == null) {
      mark = new Mark(a, source.offset(a), b, t.offset(), runs.size(), extras.size());
    }
  }

  /**
   * K records in a row were seen where a mismatch led: whatever the logs grow to changes nothing,
   * since the target's end was taken first and so came from what the source already held.
   */
  private void decidedFrom(long mismatch) {
    if (mark != null && mark.b() == mismatch) {
      mark = null;
    }
  }

  private void takeUpAgain() {
    Mark from = mark;
    mark = null;
    if (from == null) {
      return;
    }
    runs.subList(from.runs(), runs.size()).clear();
    extras.subList(from.extras(), extras.size()).clear();
    unknown = 0;
    chunk = bounds.evidence();
    a = from.a();
    b = from.b();
    source.seek(a, from.aOffset(), bounds.ring());
    target.seek(b, from.bOffset(), 0);
  }

  /** Lets go of all records that it holds as they were read: it may be left alone for a while. */
  void rest() {
    source.rest();
    target.rest();
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
