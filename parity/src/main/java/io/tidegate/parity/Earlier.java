package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes up a walk where an earlier check of the same partition ended. Nothing of it is believed: a
 * few of its pairs are read again, and where the logs cannot be what they were, the check begins
 * anew with its pairs as hints.
 */
final class Earlier {
  private final ProvenRange range;
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private boolean refuted;

  Earlier(ProvenRange range, Question question, Sides sides, Bounds bounds) {
    this.range = range;
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
  }

  /** A walk that has all of the earlier one behind it; null where it does not fit any more. */
  @Nullable Walk walk(Walk.Cuts cuts, long targetEnd) {
    if (!fits(cuts.boundary())) {
      return null;
    }
    refuted = range.sourceTo() > cuts.captured() || range.targetTo() > targetEnd || !holds(cuts);
    if (refuted) {
      return null;
    }
    List<Run> runs = new ArrayList<>();
    for (ProvenRange.Stretch stretch : range.stretches()) {
      runs.addAll(Handover.cutAt(cuts.boundary(), Handover.run(stretch), sides));
    }
    List<Extra> extras = range.strangers().stream().map(Handover::extra).toList();
    return Walk.goingOn(
        sides,
        bounds,
        cuts,
        range.sourceFrom(),
        range.targetFrom(),
        new Standing(
            range.sourceRecords(),
            range.sourceTo(),
            range.targetRecords(),
            range.targetTo(),
            runs,
            extras));
  }

  Start start() {
    return new Start(Anchor.PROVEN, range.sourceFrom(), range.targetFrom(), 0, 0);
  }

  /** Whether pairs that should be equal were not. */
  boolean refuted() {
    return refuted;
  }

  /** Its pairs, for a check that begins anew; none where they are known to be wrong. */
  List<Hint> hints() {
    return refuted || !sameTopics() ? List.of() : range.pairs();
  }

  /** A cleaner, retention or another way of telling records apart would have left other numbers. */
  private boolean fits(long boundary) {
    Frame frame = question.frame();
    Profile profile = question.profile();
    long first =
        range.stretches().stream().mapToLong(ProvenRange.Stretch::sourceOffset).min().orElse(0);
    return profile != null
        && sameTopics()
        && range.profile().equals(Handover.profile(profile, question.isolation()))
        && !frame.sourceCompacts()
        && !frame.targetCompacts()
        && boundary >= range.sourceFrom()
        && sides.source().begin() <= Math.min(first, range.sourceFrom())
        && sides.target().begin() <= range.targetFrom();
  }

  private boolean sameTopics() {
    Frame frame = question.frame();
    return same(range.sourceId(), frame.sourceId()) && same(range.targetId(), frame.targetId());
  }

  /** Of a topic that has no id nobody can tell: then the pairs that are read again have to. */
  private static boolean same(@Nullable String before, @Nullable String now) {
    return before == null || now == null || before.equals(now);
  }

  /** The first pair, the last, and the one that leads up to the boundary. */
  private boolean holds(Walk.Cuts cuts) {
    List<ProvenRange.Stretch> all = range.stretches();
    ProvenRange.Stretch last = all.get(all.size() - 1);
    if (!sides.same(all.get(0).sourceOffset(), all.get(0).targetOffset())
        || !sides.same(last.lastSourceOffset(), last.lastTargetOffset())) {
      return false;
    }
    return all.stream()
        .filter(stretch -> stretch.sourceOffset() < cuts.boundary())
        .reduce((one, other) -> other.sourceOffset() >= one.sourceOffset() ? other : one)
        .map(near -> sides.same(near.sourceOffset(), near.targetOffset()))
        .orElse(true);
  }
}
