package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what was counted into a verdict; the first that holds is shown. */
final class Verdicts {
  private final Question question;
  private final Sides sides;
  private final Findings findings;
  private final Start start;
  private final Doubts doubts;

  private record Finding(Verdict verdict, String reason) {}

  Verdicts(Question question, Sides sides, Findings findings, Start start, Doubts doubts) {
    this.question = question;
    this.sides = sides;
    this.findings = findings;
    this.start = start;
    this.doubts = doubts;
  }

  Row row(long boundary, long sourceEnd, long targetEnd, Instant now) {
    long place = resumeOffset(targetEnd);
    Finding finding = moved(place, targetEnd) ? movedOn() : finding();
    boolean seedable = finding.verdict() == Verdict.EXACT || finding.verdict() == Verdict.REPLAY;
    Long resume = seedable ? (Long) place : null;
    Row row =
        new Row(
            question.pair(),
            question.committed(),
            resume,
            finding.verdict(),
            finding.verdict() == Verdict.UNPROVEN ? Proof.NONE : Proof.RANGE_AND_SUFFIX,
            start.kind(),
            finding.verdict() == Verdict.UNPROVEN ? Set.of() : obligations(),
            counts(now),
            List.of(),
            Light.RED,
            finding.reason() + start.note(),
            question.targetCommitted(),
            resume == null ? null : grade(place, targetEnd),
            new Boundary(
                Sights.around(sides.source(), boundary, sourceEnd),
                Sights.around(sides.target(), place, targetEnd)));
    return row.withLight(Lighting.alone(row));
  }

  private Finding finding() {
    long awaited = findings.tally().awaited();
    long missing = findings.missingRecords();
    long extra = findings.extraBeyond();
    if (!frozen() && awaited > 0) {
      return new Finding(
          Verdict.NOT_REPLICATED_YET,
          awaited
              + " records that the group has read are still to arrive on the target and would be"
              + " processed again; let the replicator catch up and check again");
    }
    if (!settled()) {
      return new Finding(
          Verdict.NOT_REPLICATED_YET,
          "the replicator is sending records again that the target already has; let it catch up"
              + " and check again");
    }
    if (doubts.undecided()) {
      return unproven(
          extra
              + " records of a transaction still open on the source are already on the target;"
              + " check again when it has ended");
    }
    if (doubts.recurs()) {
      return unproven(
          "records of equal content decide here, so it is not known which of them the target holds"
              + " and where the replicator stands; not built yet: AMBIGUOUS");
    }
    if (doubts.outOfPlace()) {
      return unproven("records stand on the target far out of order; not built yet: DIVERGED");
    }
    if (missing > 0) {
      return missing(missing);
    }
    if (doubts.abortedAhead()) {
      return unproven(
          "aborted records follow the last copied one and it is not known whether the replicator"
              + " sends them; not built yet: PHANTOM; check again when later records were copied");
    }
    if (extra > 0) {
      return unproven(
          extra
              + " target records beyond the resume point are not among the source's;"
              + " not built yet: DIVERGED, PHANTOM and FOREIGN");
    }
    if (findings.place().reordered() > 0) {
      return unproven(
          findings.place().reordered()
              + " unread records come after later ones; not built yet: DIVERGED, REORDERED");
    }
    return found();
  }

  private Finding missing(long missing) {
    Frame frame = question.frame();
    if (frame.sourceCompacts() || frame.targetCompacts()) {
      return unproven(
          missing
              + " unread records are not on the target and a side is compacted;"
              + " not built yet: telling superseded from lost");
    }
    if (question.isolation() == Isolation.READ_UNCOMMITTED && abortedAmongUnread()) {
      return unproven(
          missing
              + " unread records are not on the target and some were aborted;"
              + " not built yet: telling aborted from lost");
    }
    boolean noneBefore =
        findings.images().anyUnread()
            && findings.missing().get(0).start() < findings.images().lowestUnread();
    if (noneBefore && sides.target().begin() > 0) {
      return unproven(
          missing
              + " unread records are not on the target, whose log begins at "
              + sides.target().begin()
              + "; not built yet: EXPIRED_TARGET");
    }
    return new Finding(
        Verdict.SKIP,
        missing
            + " unread records are not on the target and will not come; copy them anew, or keep"
            + " this group on the source");
  }

  private boolean abortedAmongUnread() {
    PartitionLog all = sides.source();
    PartitionLog committed = all.at(Isolation.READ_COMMITTED);
    long from = question.committed() == null ? all.begin() : question.committed();
    long to = committed.end();
    return Reads.count(all, from, to) != Reads.count(committed, from, to);
  }

  private Finding found() {
    long replay = findings.place().replay();
    String pending =
        findings.tally().pending() > 0 && !frozen()
            ? "; " + findings.tally().pending() + " unread records are still to arrive"
            : "";
    if (replay > 0) {
      return new Finding(
          Verdict.REPLAY,
          "even the best position delivers "
              + replay
              + " records again, because the target holds them twice"
              + pending
              + "; resume there if the owner tolerates it");
    }
    return new Finding(
        Verdict.EXACT,
        "the target delivers exactly the unread records from here on" + pending + "; resume here");
  }

  private Finding unproven(String reason) {
    return new Finding(Verdict.UNPROVEN, reason);
  }

  private static Finding movedOn() {
    return new Finding(
        Verdict.UNPROVEN, "a log's begin moved past what was being read; check again");
  }

  private boolean moved(long place, long targetEnd) {
    return sides.source().begin() > start.sourceOffset()
        || sides.target().begin() > start.targetOffset()
        || place > targetEnd;
  }

  private long resumeOffset(long targetEnd) {
    boolean nothingToCome =
        frozen() && !findings.images().anyUnread() && findings.missing().isEmpty();
    if (nothingToCome) {
      return targetEnd;
    }
    Placement.Place at = findings.place().at();
    return at == null ? findings.images().last().lastTargetOffset() + 1 : at.offset(sides.target());
  }

  /**
   * There is no walk without a profile and a verified anchor, the frame was judged before it, and a
   * place outside the log is no finding; the others are shown here.
   */
  private Set<Obligation> obligations() {
    EnumSet<Obligation> held = EnumSet.of(Obligation.PROFILE, Obligation.ANCHOR, Obligation.FRAME);
    boolean nothingLost = findings.missing().isEmpty() && findings.extraBeyond() == 0;
    if (!findings.extrasMatter() || !doubts.outOfPlace()) {
      held.add(Obligation.RANGE);
    }
    if (findings.place().readRecordsBelow(findings.boundaryOrdinal())) {
      held.add(Obligation.BEFORE);
    }
    if (findings.place().reordered() == 0) {
      held.add(Obligation.ORDER);
    }
    if (settled() && !doubts.recurs()) {
      held.add(Obligation.SETTLED);
    }
    if (nothingLost && findings.place().replay() == 0) {
      held.add(Obligation.SUFFIX);
      if (findings.place().reordered() == 0) {
        held.add(Obligation.AFTER);
      }
    }
    return held;
  }

  private Counts counts(Instant now) {
    Tally tally = findings.tally();
    long unreadMatched =
        Math.max(0, findings.images().highest().sourceEnd() - findings.boundaryOrdinal());
    return new Counts(
        unreadMatched + tally.pending() + tally.fresh(),
        findings.place().replay(),
        replaySpan(),
        findings.missingRecords(),
        frozen() ? 0 : tally.pending(),
        frozen() ? Duration.ZERO : age(tally, now),
        frozen() ? 0 : tally.awaited(),
        0,
        0,
        0,
        findings.place().reordered(),
        0);
  }

  static Duration age(Tally tally, Instant now) {
    if (tally.pending() == 0) {
      return Duration.ZERO;
    }
    long ageMs = now.toEpochMilli() - tally.oldestPendingMs();
    return Duration.ofMillis(Math.max(0, ageMs));
  }

  /** Newest minus oldest of what comes again, by the source's timestamps. */
  private Duration replaySpan() {
    return ReplaySpan.of(sides.source(), findings.place().replayed());
  }

  private @Nullable Grade grade(long resume, long targetEnd) {
    Long offset = question.targetCommitted();
    if (offset == null) {
      return null;
    }
    Placement.Place latest = findings.place().latest();
    long t0 = latest == null ? resume : latest.offset(sides.target());
    return Grading.of(sides.target(), offset, resume, t0, targetEnd);
  }

  private boolean frozen() {
    return question.terms().frozen();
  }

  private boolean settled() {
    return frozen() || findings.images().settled();
  }
}
