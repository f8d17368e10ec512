package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a check has walked just now, for another position of the same partition to take up: the same
 * as {@link ProvenRange} tells a later check, with the places that are known in between.
 *
 * @param captured the offset on the source that no run crosses
 * @param sourceEnd the end of the source that was seen
 * @param standing all that was decided
 */
record Walked(
    Question question,
    long captured,
    long sourceFrom,
    long sourceEnd,
    long targetFrom,
    Standing standing,
    Landmarks source,
    Landmarks target) {

  /** Null where there is nothing that others could take up. */
  static @Nullable Walked of(
      Walk walk, Start start, Question question, long captured, long sourceEnd) {
    Frame frame = question.frame();
    Standing standing = walk.standing();
    boolean beforeItsStart = standing.a() < 0 || standing.aOffset() < start.sourceOffset();
    return standing.runs().isEmpty()
            || beforeItsStart
            || frame.sourceCompacts()
            || frame.targetCompacts()
        ? null
        : new Walked(
            question,
            captured,
            start.sourceOffset(),
            sourceEnd,
            start.targetOffset(),
            standing,
            walk.sourceLandmarks(),
            walk.targetLandmarks());
  }

  /** Whether this position lies in it, and the logs still begin where they did. */
  boolean covers(Question asked, Sides sides, long boundary, long cut) {
    return !asked.terms().frozen()
        && asked.isolation() == question.isolation()
        && Objects.equals(asked.profile(), question.profile())
        && asked.frame().equals(question.frame())
        && (cut == captured || cut >= sourceEnd)
        && boundary >= sourceFrom
        && boundary <= highest() + 1
        && sides.source().begin() <= lowest()
        && sides.target().begin() <= targetFrom;
  }

  /**
   * Whether all that a walk from there would see, up to this one's ends, lies in it.
   *
   * @throws LogUnavailable where a log is shorter than it was: nobody may take this up any more
   */
  boolean holds(Start start, Sides sides, long toSource, long toTarget) {
    if (toSource < sourceEnd || toTarget < standing.bOffset()) {
      PartitionLog shorter = toSource < sourceEnd ? sides.source() : sides.target();
      throw new LogUnavailable(shorter.name(), "its end went back: it was truncated");
    }
    return start.sourceOffset() >= sourceFrom && start.targetOffset() >= targetFrom;
  }

  private long lowest() {
    return Math.min(
        sourceFrom, standing.runs().stream().mapToLong(Run::sourceOffset).min().orElseThrow());
  }

  private long highest() {
    return standing.runs().stream().mapToLong(Run::lastSourceOffset).max().orElseThrow();
  }

  /**
   * The same, for a walk whose runs lie on one side of this boundary. Its last pair and the one
   * before the boundary are read again.
   *
   * @throws LogUnavailable where a log was seen not to hold any more what it held
   */
  Standing cutAt(long boundary, Sides sides) {
    List<Run> runs = new ArrayList<>();
    standing.runs().forEach(run -> runs.addAll(cutAt(boundary, run, sides)));
    refuseOthers(runs.get(runs.size() - 1), sides);
    runs.stream()
        .filter(run -> run.lastSourceOffset() < boundary)
        .max(Comparator.comparingLong(Run::lastSourceOffset))
        .ifPresent(near -> refuseOthers(near, sides));
    return standing.with(runs);
  }

  private static void refuseOthers(Run run, Sides sides) {
    if (!sides.same(run.lastSourceOffset(), run.lastTargetOffset())) {
      throw new LogUnavailable(sides.target().name(), "it was truncated while it was read");
    }
  }

  private List<Run> cutAt(long boundary, Run run, Sides sides) {
    if (boundary <= run.sourceOffset() || boundary > run.lastSourceOffset()) {
      return List.of(run);
    }
    long end = run.lastSourceOffset() + 1;
    long inside = source.ordinalAt(sides.source(), boundary, end) - run.source();
    if (inside <= 0 || inside >= run.length()) {
      throw new LogUnavailable(sides.source().name(), "records disappeared while it was read");
    }
    Landmarks.Two s = source.around(sides.source(), run.source() + inside, end);
    Landmarks.Two t =
        target.around(sides.target(), run.target() + inside, run.lastTargetOffset() + 1);
    return List.of(run.upTo(inside, s.before(), t.before()), run.from(inside, s.at(), t.at()));
  }
}
